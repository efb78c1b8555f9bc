"""How a warning reaches its recipients: by mail, which carries no more than the recipient may read there.

The mail says that there is a warning and gives the signed link. Its content stays in the house.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from nadhir.web.core import outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import links, services
from nadhir.web.warnings.models import Recipient


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
            "address": links.address_of(recipient),
            "cancelled": message.data["message"] == "cancel",
        }
        subject = " ".join(render_to_string("warnings/mail_subject.txt", context).split())
        body = render_to_string("warnings/mail_body.txt", context)
    EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[recipient.email],
        headers={
            # The same message sent twice, after a crash between sending and marking, is recognised as one.
            "Message-ID": f"<{message.pk}@nadhir>",
            "Auto-Submitted": "auto-generated",
        },
    ).send()
    services.recipient_mark_delivered(recipient=recipient)
