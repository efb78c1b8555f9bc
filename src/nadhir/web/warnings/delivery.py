"""How a warning reaches its recipients: by mail, which carries no more than the recipient may read there.

The mail says that there is a warning and gives the signed link. Its content stays in the house.

A warning of a demonstration never leaves it at all: its mails are written into the workspace, whatever mail
server is set.
"""

from __future__ import annotations

from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import links, services
from nadhir.web.warnings.models import Recipient

FOLDER = "django.core.mail.backends.filebased.EmailBackend"


@outbox.register("warning.mail")
def send(message: Outgoing) -> None:
    """Send the notice of an issued or cancelled warning to one recipient."""
    recipient = Recipient.objects.select_related("warning", "warning__owner").get(
        pk=message.data["recipient"]
    )
    with translation.override(recipient.language):
        context = {
            "recipient": recipient,
            "warning": recipient.warning,
            "number": _number(recipient),
            "address": links.address_of(recipient),
            "cancelled": message.data["message"] == "cancel",
        }
        subject = " ".join(render_to_string("warnings/mail_subject.txt", context).split())
        body = render_to_string("warnings/mail_body.txt", context)
    mail = EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[recipient.email],
        headers={
            # The same message sent twice, after a crash between sending and marking, is recognised as one.
            "Message-ID": f"<{message.pk}@nadhir>",
            "Auto-Submitted": "auto-generated",
            "Date": format_datetime(clock.now()),
        },
    )
    if recipient.warning.fictional:
        mail.connection = get_connection(FOLDER, file_path=str(settings.WORKSPACE.mail))
        # A demonstration is loaded in one transaction; of one that broke off no mail is left behind.
        transaction.on_commit(mail.send)
    else:
        mail.send()
    services.recipient_mark_delivered(recipient=recipient)


def _number(recipient: Recipient) -> str:
    """The number of the warning. Between Arabic letters 2026-07 would turn round; in plain text a mark of
    direction on both sides holds it."""
    number = recipient.warning.number
    return f"\u200e{number}\u200e" if recipient.language == "ar" else number
