"""How somebody hears that a consent runs out: a short mail that names nobody.

Whose consent it is, is read in the house, by somebody who has signed in. Whether something still runs out is
asked when the mail leaves. Reminders of a demonstration are written into the workspace.
"""

from __future__ import annotations

import uuid
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from nadhir.web.accounts import selectors as accounts
from nadhir.web.core import clock, outbox
from nadhir.web.core.models import Outgoing
from nadhir.web.directory import selectors
from nadhir.web.directory.services.lapsing import AHEAD, KIND

FOLDER = "django.core.mail.backends.filebased.EmailBackend"
PAGES = {"expert": "experts", "partner": "partners", "asset": "assets"}


@outbox.register(KIND)
def send(message: Outgoing) -> None:
    """Tell one person that consents run out, if some still do and the person keeps them."""
    person = accounts.person_by_id(uuid.UUID(message.data["person"]))
    if person is None or not person.is_active:
        return
    viewer, fictional = accounts.viewer_of(person), message.data["fictional"]
    pages = [
        reverse(page)
        for noun, page in PAGES.items()
        if selectors.ending(viewer, noun, AHEAD).filter(fictional=fictional).exists()
    ]
    if not pages:
        return
    with translation.override(person.language):
        context = {
            "person": person,
            "addresses": [f"{settings.BASE_URL}{page}" for page in pages],
            "fictional": fictional,
        }
        subject = " ".join(render_to_string("directory/mail_consents_subject.txt", context).split())
        body = render_to_string("directory/mail_consents_body.txt", context)
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
