"""Certificates: issued to whoever completed something, revoked where they should not have been."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import transaction

from nadhir.errors import NotPossibleNow
from nadhir.web.cooperation import certifying, teaching
from nadhir.web.cooperation.models import Certificate, Cohort, Enrolment
from nadhir.web.core import clock, ledger, policy
from nadhir.web.core.viewer import Viewer

TRIES = 5


@transaction.atomic
def certificate_issue(*, viewer: Viewer, enrolment: Enrolment) -> Certificate:
    """Issue a certificate to somebody who completed their cohort, signed by this installation.

    Raises:
        NotPossibleNow: they have not completed it, or have one that holds.
    """
    cohort = _cohort(enrolment)
    policy.require(viewer, "certificate.issue", cohort)
    locked = Enrolment.objects.select_for_update().select_related(None).get(pk=enrolment.pk)
    if locked.status != Enrolment.Status.COMPLETED:
        raise NotPossibleNow("certificate.not_completed")
    if locked.certificates.filter(revoked_at=None).exists():
        raise NotPossibleNow("certificate.there_already")
    made = _made(viewer, locked, _common(viewer, cohort))
    ledger.record(viewer, "certificate.issue", cohort, certificate=made.pk)
    return made


@transaction.atomic
def certificates_issue(*, viewer: Viewer, cohort: Cohort) -> int:
    """Issue one to everybody who completed the cohort and has none that holds; how many. Who had one revoked
    gets a new one only by themselves."""
    policy.require(viewer, "certificate.issue", cohort)
    due = cohort.enrolments.select_for_update().filter(status=Enrolment.Status.COMPLETED)
    due = due.exclude(pk__in=Certificate.objects.filter(enrolment__cohort=cohort).values("enrolment_id"))
    common = _common(viewer, cohort)
    made = [_made(viewer, one, common).pk for one in due.order_by("at", "pk")]
    if made:
        ledger.record(viewer, "certificate.issue", cohort, certificates=[str(pk) for pk in made])
    return len(made)


@transaction.atomic
def certificate_revoke(*, viewer: Viewer, certificate: Certificate, because: str) -> Certificate:
    """Revoke a certificate. This is not taken back; another can be issued. The reason stays with the desk and
    the person: whoever checks the paper learns only that it was revoked, and when.

    Raises:
        NotPossibleNow: it is revoked already, or there is no reason.
    """
    cohort = _cohort(certificate.enrolment)
    policy.require(viewer, "certificate.issue", cohort)
    if not because.strip():
        raise NotPossibleNow("certificate.without_reason")
    done = Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
        revoked_at=clock.now(), revoked_because=because.strip()[:300]
    )
    if not done:
        raise NotPossibleNow("certificate.revoked_already")
    ledger.record(viewer, "certificate.revoke", cohort, certificate=certificate.pk)
    certificate.refresh_from_db()
    return certificate


def _cohort(enrolment: Enrolment) -> Cohort:
    if enrolment.cohort is None:
        raise NotPossibleNow("enrolment.alone")
    return enrolment.cohort


def _common(viewer: Viewer, cohort: Cohort) -> dict[str, Any]:
    """What all papers of a cohort say."""
    taught = [(one.ref, one.module) for one in teaching.taught(list(cohort.modules), viewer)]
    return {
        "v": certifying.VERSION,
        "what": dict(cohort.names),
        "modules": [
            {"ref": ref, "title": module.title.as_dict() if module is not None else {"en": ref}}
            for ref, module in taught
        ],
        "by": dict(cohort.owner.names),
        "host": dict(cohort.host.names) if cohort.host is not None else {},
        "from": cohort.starts_on.isoformat() if cohort.starts_on else "",
        "until": cohort.ends_on.isoformat() if cohort.ends_on else "",
        "hours": cohort.hours or 0,
        "check": settings.BASE_URL,
        "fictional": cohort.fictional,
    }


def _made(viewer: Viewer, enrolment: Enrolment, common: dict[str, Any]) -> Certificate:
    today = clock.now().date()
    for _try in range(TRIES):
        number = certifying.number_made()
        if not Certificate.objects.filter(number=number).exists():
            break
    printed = {**common, "number": number, "name": enrolment.name.open(), "issued": today.isoformat()}
    made = Certificate(enrolment=enrolment, number=number, issued_on=today, by_id=viewer.user_id)
    made.printed = json.dumps(printed, ensure_ascii=False, sort_keys=True)
    made.signature = certifying.signature_of(printed)
    made.save()
    return made
