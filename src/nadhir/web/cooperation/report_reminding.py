"""How the question for a contribution, and the reminder of it or of a report, reaches a person.

A short mail that says only that something is asked for or due. What it is about is read in the house, or
behind the signed link. Whether it is still wanted is asked when the mail leaves. Mails of a demonstration are
written into the workspace.
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

from nadhir.web.cooperation import report_links, selectors, services
from nadhir.web.cooperation.models import Contribution, Report
from nadhir.web.cooperation.services.contributions import DUE, KIND
from nadhir.web.core import clock, outbox, rounds
from nadhir.web.core.models import Outgoing

FOLDER = "django.core.mail.backends.filebased.EmailBackend"


@rounds.register("cooperation.contributions", every=timedelta(hours=1))
def remind() -> int:
    """Put the day's reminders into the outbox."""
    return services.contributions_remind()


@outbox.register(KIND)
def ask(message: Outgoing) -> None:
    """Ask, or remind, one member, if the contribution is still wanted and there is an address."""
    related = ("report", "actor", "asked_of")
    one = Contribution.objects.select_related(*related).filter(pk=message.data["contribution"]).first()
    if one is None or one.status != Contribution.Status.ASKED or not report_links.answerable(one):
        return
    if one.asked_of is not None:
        if not one.asked_of.is_active:
            return
        to, lang = one.asked_of.email, one.asked_of.language
        address = f"{settings.BASE_URL}{reverse('contribution', args=[one.pk])}"
    else:
        to, lang, address = one.actor.email, one.report.languages[0], report_links.address_of(one)
    if to:
        _send(message, to, lang, "cooperation/mail_contribution", address, fictional=one.report.fictional)


@outbox.register(DUE)
def due(message: Outgoing) -> None:
    """Remind whoever began a report that it is due, if it still is."""
    found = Report.objects.select_related("created_by").filter(pk=message.data["report"]).first()
    if found is None or found.created_by is None or found.status not in selectors.OPEN:
        return
    if found.created_by.is_active:
        address = f"{settings.BASE_URL}{reverse('report', args=[found.pk])}"
        person = found.created_by
        _send(
            message, person.email, person.language, "cooperation/mail_report", address,
            fictional=found.fictional,
        )  # fmt: skip


def _send(message: Outgoing, to: str, lang: str, words: str, address: str, *, fictional: bool) -> None:
    with translation.override(lang):
        context = {"address": address, "fictional": fictional}
        subject = " ".join(render_to_string(f"{words}_subject.txt", context).split())
        body = render_to_string(f"{words}_body.txt", context)
    mail = EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
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
