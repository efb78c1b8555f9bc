"""How a reminder of agreements reaches an officer: a short mail that says only that something runs out.

Which agreement it is, is read in the house, by somebody who has signed in. Reminders of a demonstration are
written into the workspace.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from nadhir.web.accounts import selectors as accounts
from nadhir.web.cooperation import services
from nadhir.web.cooperation.services.reminders import KIND
from nadhir.web.core import clock, outbox, rounds
from nadhir.web.core.models import Outgoing

FOLDER = "django.core.mail.backends.filebased.EmailBackend"


@rounds.register("cooperation.reminders", every=timedelta(hours=6))
def remind() -> int:
    """Put the day's reminders into the outbox."""
    return services.instruments_remind()


@outbox.register(KIND)
def send(message: Outgoing) -> None:
    """Tell one officer that agreements run out, if they are an officer still."""
    person = accounts.person_by_id(uuid.UUID(message.data["person"]))
    if person is None or not accounts.holds(person, "officer"):
        return
    fictional = message.data["fictional"]
    with translation.override(person.language):
        context = {
            "person": person,
            "address": f"{settings.BASE_URL}{reverse('cooperation')}?state=runs_out",
            "fictional": fictional,
        }
        subject = " ".join(render_to_string("cooperation/mail_ends_subject.txt", context).split())
        body = render_to_string("cooperation/mail_ends_body.txt", context)
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
    if fictional:
        mail.connection = get_connection(FOLDER, file_path=str(settings.WORKSPACE.mail))
        transaction.on_commit(mail.send)
    else:
        mail.send()
