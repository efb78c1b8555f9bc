"""What belongs to agreements: signatures, promises, words, steps of States, why one ended; each as far as the
label of its agreement reaches, promises besides only for those who follow up what is done."""

from __future__ import annotations

from nadhir.web.cooperation import services
from nadhir.web.core.models import Tlp
from nadhir.web.directory.services import actor_record
from tests.web.marked.marks import LABELS, OFFICER, ON_RESPONSE, REACH, Marked, names

AGREED = ("clear", "green", "amber", "strict", "red")


def add_agreements(there: Marked) -> None:
    state = actor_record(
        viewer=there.world.viewer("officer"), kind="state", names={"en": "Calvora"}, tlp=Tlp.CLEAR
    )
    for label in AGREED:
        _agreement(there, label, state)


def _agreement(there: Marked, label: str, state: object) -> None:
    officer, agreed = there.world.viewer("officer"), there.made[f"instrument {label}"]
    readers = OFFICER if label == "red" else REACH[label]

    def told(what: str, who: frozenset[str] = readers, *, plain: bool = False) -> str:
        return there.marks(f"agreement {label}: {what}", who, plain=plain)

    keep = {"viewer": officer, "instrument": agreed}
    services.instrument_change(
        **keep, areas=[names(told("area"))], changed=names(told("what it changed")), duration_months=12
    )
    services.instrument_sign(
        **keep, party=there.made["body"], signatory=there.made["actor strict"], capacity=told("capacity")
    )
    doing = readers & ON_RESPONSE
    promise = services.obligation_make(
        **keep,
        title=told("promise", doing),
        who=told("who promised", doing),
        deliverable=told("deliverable", doing),
        clause=told("clause", doing, plain=True),
        area=0,
        focal_point=there.made["actor strict"],
    )
    words = "\n".join((told("preamble"), f"Article 1 {told('heading')}", told("words of a clause")))
    for number, more in ((1, ""), (2, told("words that were put in"))):
        text = services.instrument_text_add(
            **keep,
            language="en",
            number=number,
            text=f"{words}\n{more}",
            note=told(f"what changed in version {number}"),
            file_name=f"{told(f'name of file {number}', plain=True)}.txt",
            content=told(f"file {number}").encode(),
        )
        there.ids["instrument_text"].append(text.pk)
    step = services.adherence_record(**keep, state=state, step="signed", reference=told("law"))
    ended = services.instrument_record(
        viewer=officer, kind="protocol", names=names(told("one that ended")), tlp=LABELS[label]
    )
    services.instrument_end(viewer=officer, instrument=ended, because=told("why it ended"))
    renewal = services.instrument_renew(
        viewer=officer, instrument=ended, names=names(told("its renewal")), again=True
    )
    there.ids["adherence"].append(step.pk)
    there.ids["obligation"].append(promise.pk)
    there.ids["undertaking"].append(promise.undertaking_id)
    there.ids["instrument"] += [ended.pk, renewal.pk]
