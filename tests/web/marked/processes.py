"""Long processes, guides with questions, news, programmes, and what source documents state."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from nadhir.sources import WrittenDate
from nadhir.web.cooperation import services as cooperation
from nadhir.web.cooperation.models import DossierStage
from tests.web.marked.marks import LABELS, OFFICER, REACH, Marked, names

LABELLED = ("clear", "green", "amber", "strict", "red")


def add_processes(there: Marked) -> None:
    """Kept by the officer: as far as the label reaches; what is not published stays at the desk."""
    for label in LABELLED:
        _dossier(there, label)
        _told(there, label)
    _guides(there)


def _day() -> WrittenDate:
    day: date = datetime.now(UTC).date() - timedelta(days=30)
    return WrittenDate(day.isoformat(), day, day, "day")


def _dossier(there: Marked, label: str) -> None:
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]

    def told(what: str) -> str:
        return there.marks(f"dossier {label}: {what}", readers)

    dossier = cooperation.dossier_record(
        viewer=officer, names=names(told("name")), aim=names(told("aim")), tlp=LABELS[label]
    )
    stage = cooperation.dossier_stage_add(
        viewer=officer,
        dossier=dossier,
        title=names(told("stage")),
        status=DossierStage.Status.NOW,
        note=told("note on the stage"),
    )
    cooperation.dossier_text_add(
        viewer=officer,
        dossier=dossier,
        title=told("title of the text"),
        texts=names(told("text")),
        symbol=there.marks(f"dossier {label}: symbol", readers, plain=True),
    )
    cooperation.position_record(
        viewer=officer,
        dossier=dossier,
        actor=there.made["body"],
        stance="supports",
        when=_day(),
        note=told("how the position is known"),
    )
    there.ids["dossier"].append(dossier.pk)
    there.ids["dossier_stage"].append(stage.pk)


def _told(there: Marked, label: str) -> None:
    officer = there.world.viewer("officer")
    readers = OFFICER if label == "red" else REACH[label]

    def told(what: str) -> str:
        return there.marks(f"{what} ({label})", readers)

    news = cooperation.news_record(
        viewer=officer,
        actor=there.made["body"],
        title=told("news: title"),
        language="en",
        summary=told("news: what it says"),
        tlp=LABELS[label],
    )
    cooperation.programme_record(
        viewer=officer,
        actor=there.made["body"],
        names=names(told("programme: name")),
        region=told("programme: region"),
        coverage=told("programme: coverage"),
        tlp=LABELS[label],
    )
    document = cooperation.source_document_record(
        viewer=officer,
        slug=f"document-{label}",
        names=names(told("document: title")),
        publisher=names(told("document: publisher")),
        note=names(told("document: note")),
        tlp=LABELS[label],
    )
    claim = cooperation.claim_record(
        viewer=officer,
        document=document,
        about="actor",
        record_id=there.made["body"].pk,
        what="task",
        value={"words": names(told("claim: what it means"))},
        as_written=told("claim: as written"),
    )
    there.ids["news"].append(news.pk)
    there.ids["source_document"].append(document.pk)
    there.ids["claim"].append(claim.pk)


def _guides(there: Marked) -> None:
    officer = there.world.viewer("officer")
    for label in LABELLED:
        for published in (True, False):
            reach = OFFICER if label == "red" else REACH[label]
            readers = reach if published else reach & (REACH["strict"] | OFFICER)
            name = f"guide {label}{'' if published else ', a draft'}"
            guide = cooperation.guide_write(
                viewer=officer,
                kind="practice",
                names=names(there.marks(f"{name}: title", readers)),
                texts=names(there.marks(f"{name}: text", readers)),
                tlp=LABELS[label],
            )
            if published:
                cooperation.guide_publish(viewer=officer, guide=guide)
            asked = cooperation.guide_question_ask(
                viewer=officer, guide=guide, question=there.marks(f"{name}: question", readers), language="en"
            )
            cooperation.guide_question_answer(
                viewer=officer, asked=asked, answer=there.marks(f"{name}: answer", readers)
            )
            there.ids["guide"].append(guide.pk)
            there.ids["guide_question"].append(asked.pk)
