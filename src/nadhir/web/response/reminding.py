"""How a reminder of undertakings reaches a person: a short mail that says only that something is due.

What it is about is read in the house, by somebody who has signed in. Whether it is still due is asked when
the mail leaves. Reminders of a demonstration are written into the workspace.
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

from nadhir.web.accounts.models import User
from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.core import clock, outbox, policy, rounds
from nadhir.web.core.models import Outgoing
from nadhir.web.core.viewer import installation
from nadhir.web.response import selectors, services
from nadhir.web.response.services.reminders import KIND

FOLDER = "django.core.mail.backends.filebased.EmailBackend"


@rounds.register("response.reminders", every=timedelta(hours=1))
def remind() -> int:
    """Put the day's reminders into the outbox."""
    return services.undertakings_remind()


@outbox.register(KIND)
def send(message: Outgoing) -> None:
    """Tell one person that undertakings are due, if they still are and the person may know of them."""
    told = uuid.UUID(message.data["person"])
    person = policy.visible(User.objects.filter(pk=told, is_active=True), installation()).first()
    if person is None:
        return
    fictional = message.data["fictional"]
    viewer = viewer_of(person)
    if not selectors.to_be_reminded(viewer).filter(fictional=fictional).exists():
        return
    with translation.override(person.language):
        context = {
            "person": person,
            "address": f"{settings.BASE_URL}{reverse('undertakings')}?mine=on",
            "fictional": fictional,
        }
        subject = " ".join(render_to_string("response/mail_due_subject.txt", context).split())
        body = render_to_string("response/mail_due_body.txt", context)
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
