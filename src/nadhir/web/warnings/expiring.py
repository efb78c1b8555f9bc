"""What the worker does about the life of warnings: ends what is past its validity, asks the desk before.

The mail to the desk names the warning by its number only. A demonstration writes it into the workspace.
"""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock, outbox, policy, rounds
from nadhir.web.core.models import Outgoing
from nadhir.web.warnings import services
from nadhir.web.warnings.models import Warning

FOLDER = "django.core.mail.backends.filebased.EmailBackend"


@rounds.register("warnings.expire", every=timedelta(minutes=5))
def expire() -> int:
    """End what is past its validity, and have the desk asked of what soon will be."""
    return services.warnings_expire()


@outbox.register("warning.ends")
def send(message: Outgoing) -> None:
    """Ask somebody of the desk what is to follow a warning that soon runs out, if it is still in force."""
    found = Warning.objects.filter(pk=message.data["warning"]).first()
    person = accounts.person_by_id(message.data["person"])
    if found is None or found.status != Warning.Status.ISSUED or person is None or not person.is_active:
        return
    if not policy.sees(accounts.viewer_of(person), found):
        return
    with translation.override(person.language):
        context = {
            "person": person,
            "warning": found,
            "number": f"\u200e{found.number}\u200e" if person.language == "ar" else found.number,
            "address": f"{settings.BASE_URL}{reverse('warning', args=[found.pk])}",
        }
        subject = " ".join(render_to_string("warnings/mail_ends_subject.txt", context).split())
        body = render_to_string("warnings/mail_ends_body.txt", context)
    mail = EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
        headers={
            "Message-ID": f"<{message.pk}@nadhir>",
            "Auto-Submitted": "auto-generated",
            "Date": format_datetime(clock.now()),
        },
    )
    if found.fictional:
        mail.connection = get_connection(FOLDER, file_path=str(settings.WORKSPACE.mail))
        transaction.on_commit(mail.send)
    else:
        mail.send()
