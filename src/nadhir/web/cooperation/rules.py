"""Who may know of what institutions agreed, founded, planned and learnt.

What belongs to a record is for whoever may know of the record. What could lead to a person who was trained is
for the desk that trained them, and for that person.
"""

from __future__ import annotations

from django.db.models import Model, Q

from nadhir.web.cooperation.models import (
    Adherence,
    AgendaItem,
    AssistanceOffer,
    AssistanceRequest,
    Attendance,
    Body,
    Certificate,
    Claim,
    Cohort,
    Contribution,
    Dossier,
    DossierStage,
    DossierText,
    Enrolment,
    Evaluation,
    Exchange,
    FoundingStep,
    Guide,
    GuideQuestion,
    Instrument,
    InstrumentText,
    LearningPath,
    Maturity,
    Measure,
    Meeting,
    MeetingText,
    Module,
    News,
    Obligation,
    Plan,
    PlanAction,
    PlanVersion,
    Position,
    Programme,
    Reading,
    Report,
    ReportSection,
    ReportStep,
    Serving,
    SessionPresence,
    Signature,
    SourceDocument,
    TestResult,
)
from nadhir.web.core import policy
from nadhir.web.core.viewer import Viewer
from nadhir.web.response.models import Engagement
from nadhir.web.response.rules import of_undertaking

# Records that carry a label and an owner of their own.
MARKED: tuple[type[Model], ...] = (
    AssistanceRequest, Body, Cohort, Dossier, Exchange, Instrument, LearningPath, News, Plan, Programme,
    SourceDocument,
)  # fmt: skip

# What belongs to such a record, and the way to it.
PARTS: dict[type[Model], str] = {
    Adherence: "instrument__",
    InstrumentText: "instrument__",
    Signature: "instrument__",
    AgendaItem: "meeting__body__",
    Attendance: "meeting__body__",
    FoundingStep: "body__",
    Maturity: "body__",
    Meeting: "body__",
    MeetingText: "meeting__body__",
    Measure: "plan__",
    PlanAction: "plan__",
    PlanVersion: "plan__",
    Reading: "measure__plan__",
    AssistanceOffer: "request__",
    Claim: "document__",
    DossierStage: "dossier__",
    DossierText: "dossier__",
    Position: "dossier__",
}

# The engagement behind a meeting may be narrower than its body.
HELD = {AgendaItem: "meeting__", Attendance: "meeting__", Meeting: "", MeetingText: "meeting__"}

# What a body is called stands with its actor, which may be narrower than what is kept of it here.
OF_BODY: dict[type[Model], str] = {
    AgendaItem: "meeting__body__",
    Attendance: "meeting__body__",
    Body: "",
    FoundingStep: "body__",
    Maturity: "body__",
    Meeting: "body__",
    MeetingText: "meeting__body__",
}


def _register(model: type[Model], way: str) -> None:
    @policy.register(model)
    def rule(viewer: Viewer) -> Q:
        told = policy.marked(viewer, way)
        if model in HELD:
            told &= policy.marked(viewer, f"{HELD[model]}engagement__")
        if model in OF_BODY:
            told &= policy.marked(viewer, f"{OF_BODY[model]}actor__")
        if model is Maturity:
            # A reading that nobody has closed is in the making.
            told &= ~Q(closed_at=None) | Q(body__owner_id=viewer.organisation_id)
        if model is Attendance:
            # Who was there is told of an open meeting only.
            told &= _told_of(viewer, Engagement.Attribution.OPEN)
        if model in (AgendaItem, MeetingText):
            # Of a closed meeting nothing is told but that it took place.
            told &= _told_of(viewer, Engagement.Attribution.OPEN, Engagement.Attribution.CHATHAM_HOUSE)
        return told


def _told_of(viewer: Viewer, *attributions: str) -> Q:
    """Whether something of a meeting is told outside of its desk."""
    held = "meeting__engagement__"
    own = Q(**{f"{held}owner_id": viewer.organisation_id}) if viewer.organisation_id else policy.NOTHING
    return own | Q(**{f"{held}attribution__in": attributions})


for _model in MARKED:
    _register(_model, "")
for _model, _way in PARTS.items():
    _register(_model, _way)


@policy.register(Obligation)
def obligations(viewer: Viewer) -> Q:
    """What was promised, as far as both the text and the undertaking may be known."""
    return policy.marked(viewer, "instrument__") & of_undertaking(viewer, "undertaking__")


def of_report(viewer: Viewer, prefix: str = "") -> Q:
    """A report is for those who write and clear it until it was submitted. Whoever is asked for a part of it
    reads the question, and not the report."""
    out = Q(**{f"{prefix}status__in": [Report.Status.SUBMITTED, Report.Status.ANSWERED]})
    own = Q(**{f"{prefix}owner_id": viewer.organisation_id}) if viewer.organisation_id else policy.NOTHING
    if viewer.user_id is not None:
        own |= Q(**{f"{prefix}created_by_id": viewer.user_id})
    return policy.marked(viewer, prefix) & (out | own)


@policy.register(Report)
def reports(viewer: Viewer) -> Q:
    return of_report(viewer)


@policy.register(ReportSection)
def report_sections(viewer: Viewer) -> Q:
    return of_report(viewer, "report__")


@policy.register(ReportStep)
def report_steps(viewer: Viewer) -> Q:
    """Who cleared it, and what was to be put right, is for those who write and clear it."""
    own = Q(report__owner_id=viewer.organisation_id) if viewer.organisation_id else policy.NOTHING
    if viewer.user_id is not None:
        own |= Q(report__created_by_id=viewer.user_id)
    return of_report(viewer, "report__") & (own | Q(what__in=["submit", "answer"]))


@policy.register(Contribution)
def contributions(viewer: Viewer) -> Q:
    """For those who write the report, for whoever is asked, and for whoever gave it."""
    told = policy.NOTHING
    if viewer.organisation_id is not None:
        told |= policy.marked(viewer, "report__") & Q(report__owner_id=viewer.organisation_id)
    if viewer.user_id is not None:
        told |= Q(by_id=viewer.user_id) | Q(asked_of_id=viewer.user_id)
    return told


@policy.register(Serving)
def servings(viewer: Viewer) -> Q:
    """That a record serves a commitment, for whoever may know of the record and of the plan."""
    plan = Q(plan=None) | policy.marked(viewer, "plan__")
    served = (
        (Q(engagement__isnull=False) & policy.marked(viewer, "engagement__"))
        | (Q(instrument__isnull=False) & policy.marked(viewer, "instrument__"))
        | (Q(cohort__isnull=False) & policy.marked(viewer, "cohort__"))
        | (Q(undertaking__isnull=False) & of_undertaking(viewer, "undertaking__"))
    )
    return plan & served


@policy.register(Module)
def modules(viewer: Viewer) -> Q:
    """A draft is for its desk."""
    return policy.marked(viewer) & (
        Q(owner_id=viewer.organisation_id) | ~Q(status=Module.Status.DRAFT)
        if viewer.organisation_id
        else ~Q(status=Module.Status.DRAFT)
    )


def of_enrolment(viewer: Viewer, prefix: str = "") -> Q:
    """The person who learns, and those who keep the cohorts of the organisation that trains them and may know
    of this one."""
    own = Q(**{f"{prefix}user_id": viewer.user_id}) if viewer.user_id is not None else policy.NOTHING
    if viewer.organisation_id is not None and policy.may(viewer, "cohort.keep"):
        known = Q(**{f"{prefix}cohort": None}) | policy.marked(viewer, f"{prefix}cohort__")
        own |= Q(**{f"{prefix}owner_id": viewer.organisation_id}) & known
    return own


@policy.register(Enrolment)
def enrolments(viewer: Viewer) -> Q:
    return of_enrolment(viewer)


@policy.register(SessionPresence)
def presences(viewer: Viewer) -> Q:
    return of_enrolment(viewer, "enrolment__")


@policy.register(TestResult)
def results(viewer: Viewer) -> Q:
    return of_enrolment(viewer, "enrolment__")


@policy.register(Certificate)
def certificates(viewer: Viewer) -> Q:
    return of_enrolment(viewer, "enrolment__")


@policy.register(Evaluation)
def evaluations(viewer: Viewer) -> Q:
    if not policy.may(viewer, "cohort.keep"):
        return policy.NOTHING
    return policy.marked(viewer, "cohort__") & Q(cohort__owner_id=viewer.organisation_id)


@policy.register(Guide)
def guides(viewer: Viewer) -> Q:
    """What is not published yet is for its desk."""
    return policy.marked(viewer) & (Q(published=True) | Q(owner_id=viewer.organisation_id))


@policy.register(GuideQuestion)
def guide_questions(viewer: Viewer) -> Q:
    """Answered questions are for every reader of the guide, open ones for its desk and whoever asked."""
    read = policy.marked(viewer, "guide__") & (
        Q(guide__published=True) | Q(guide__owner_id=viewer.organisation_id)
    )
    mine = Q(asked_by_id=viewer.user_id) if viewer.user_id is not None else policy.NOTHING
    return read & (~Q(answered_at=None) | Q(guide__owner_id=viewer.organisation_id) | mine)
