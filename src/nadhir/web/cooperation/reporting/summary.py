"""The summary: the answer of every section in one sentence, as far as the records tell."""

from __future__ import annotations

from django.utils.translation import gettext as _

from nadhir.web.cooperation.reporting.scope import Scope
from nadhir.web.cooperation.reporting.work import DIALOGUE
from nadhir.web.core.templatetags.nadhir import day, number
from nadhir.web.response.models import Engagement, Undertaking
from nadhir.web.situations import selectors as situations
from nadhir.web.situations.models import Assessment


def summary(scope: Scope) -> None:
    """What there was, what was done, what is open."""
    scope.says(
        _("This report covers the time from %(first)s to %(last)s.")
        % {"first": day(scope.first), "last": day(scope.last)}
    )
    if scope.situations:
        rising = sum(_rising(scope, one) for one in scope.situations)
        scope.says(
            _("Situations under watch: %(n)s; of these, with a risk that is rising: %(rising)s.")
            % {"n": number(len(scope.situations)), "rising": number(rising)}
        )
    training = sum(one.kind == Engagement.Kind.TRAINING for one in scope.engagements)
    scope.says(_("Early warnings: %(warnings)s.") % {"warnings": number(len(scope.warnings))})
    scope.says(
        _(
            "Meetings and engagements held: %(held)s, of them dialogue and other engagements: %(dialogue)s, "
            "trainings: %(training)s."
        )
        % {
            "held": number(len(scope.engagements)),
            "dialogue": number(sum(one.kind in DIALOGUE for one in scope.engagements)),
            "training": number(training),
        }
    )
    done = sum(one.status == Undertaking.Status.DONE for one in scope.undertakings)
    late = sum(
        one.ended_at is None and one.due_on is not None and one.due_on < scope.as_of
        for one in scope.undertakings
    )
    scope.says(
        _("Undertakings: %(n)s; done: %(done)s; late on %(day)s: %(late)s.")
        % {
            "n": number(len(scope.undertakings)),
            "done": number(done),
            "day": day(scope.as_of),
            "late": number(late),
        }
    )


def _rising(scope: Scope, one: object) -> bool:
    signed = situations.assessments(scope.viewer, one).filter(  # type: ignore[arg-type]
        status__in=situations.OUT, signed_at__date__lte=scope.last
    )
    found = signed.first()
    told = found is not None and scope.paper.audience.may_have(found)
    return told and found is not None and found.trend == Assessment.Trend.RISING
