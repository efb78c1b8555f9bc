"""How a reminder of a review reaches the person responsible: a short mail, without the name of the place.

The mail gives a link; what it leads to is read in the house, by somebody who has signed in. Reminders of a
demonstration never leave it: they are written into the workspace.
"""

from __future__ import annotations

import uuid
from datetime import date
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from nadhir.web.accounts.selectors import viewer_of
from nadhir.web.core import clock, outbox, policy
from nadhir.web.core.models import Outgoing
from nadhir.web.situations.models import Situation
from nadhir.web.situations.services import reviews

FOLDER = "django.core.mail.backends.filebased.EmailBackend"


@outbox.register(reviews.KIND)
def send(message: Outgoing) -> None:
    """Remind the person responsible, if the review is still due, and put the next reminder there."""
    found = Situation.objects.select_related("responsible").filter(pk=message.data["situation"]).first()
    due = date.fromisoformat(message.data["due"])
    if found is None or not reviews.still_due(found, uuid.UUID(message.data["person"]), due):
        return
    person = found.responsible
    if person is None or not person.is_active or not policy.sees(viewer_of(person), found):
        return
    with translation.override(person.language):
        context = {
            "person": person,
            "due": due,
            "late": (clock.now().date() - due).days,
            "address": f"{settings.BASE_URL}{reverse('situation', args=[found.pk])}",
            "fictional": found.fictional,
        }
        subject = " ".join(render_to_string("situations/mail_review_subject.txt", context).split())
        body = render_to_string("situations/mail_review_body.txt", context)
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
    reviews.review_remind(situation=found, after=message.data["after"] + 1)
