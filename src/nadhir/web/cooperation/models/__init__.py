"""What cooperation keeps: instruments, bodies, reports, plans, learning, processes, claims."""

from nadhir.web.cooperation.models.assistance import (
    AssistanceOffer,
    AssistanceRequest,
    Exchange,
)
from nadhir.web.cooperation.models.bodies import (
    AgendaItem,
    Attendance,
    Body,
    FoundingStep,
    Maturity,
    Meeting,
    MeetingText,
)
from nadhir.web.cooperation.models.claims import (
    Claim,
    SourceDocument,
)
from nadhir.web.cooperation.models.instruments import (
    Adherence,
    Instrument,
    InstrumentText,
    Obligation,
    Signature,
)
from nadhir.web.cooperation.models.learning import (
    Certificate,
    Cohort,
    Enrolment,
    Evaluation,
    LearningPath,
    Module,
    SessionPresence,
    TestResult,
)
from nadhir.web.cooperation.models.plans import (
    Measure,
    Plan,
    PlanAction,
    PlanVersion,
    Reading,
    Serving,
)
from nadhir.web.cooperation.models.processes import (
    Dossier,
    DossierStage,
    DossierText,
    Guide,
    GuideQuestion,
    News,
    Position,
    Programme,
)
from nadhir.web.cooperation.models.reports import (
    Contribution,
    Report,
    ReportSection,
    ReportStep,
)

__all__ = [
    "Adherence",
    "AgendaItem",
    "AssistanceOffer",
    "AssistanceRequest",
    "Attendance",
    "Body",
    "Certificate",
    "Claim",
    "Cohort",
    "Contribution",
    "Dossier",
    "DossierStage",
    "DossierText",
    "Enrolment",
    "Evaluation",
    "Exchange",
    "FoundingStep",
    "Guide",
    "GuideQuestion",
    "Instrument",
    "InstrumentText",
    "LearningPath",
    "Maturity",
    "Measure",
    "Meeting",
    "MeetingText",
    "Module",
    "News",
    "Obligation",
    "Plan",
    "PlanAction",
    "PlanVersion",
    "Position",
    "Programme",
    "Reading",
    "Report",
    "ReportSection",
    "ReportStep",
    "Serving",
    "SessionPresence",
    "Signature",
    "SourceDocument",
    "TestResult",
]
