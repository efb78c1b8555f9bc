"""What somebody without an account told: the desk's alone, its place and its answer too."""

from __future__ import annotations

from nadhir.web.core.viewer import installation
from nadhir.web.intake.models import Item, PublicReport
from nadhir.web.intake.services import public_report_answer, public_report_take
from tests.web.marked.marks import COMMON, OF_DESK, ON_REPORTS, Marked


def add_told(there: Marked) -> None:
    """One report, told and answered."""
    readers = ON_REPORTS & OF_DESK

    def told(what: str, *, leading: bool = False) -> str:
        return there.marks(f"told without an account: {what}", readers, leading=leading)

    report, _code = public_report_take(
        text=f"The {COMMON} of {told('text', leading=True)} was seen.", where=told("place"), danger="soon"
    )
    assert report.item.owner_id == there.world.organisations["desk"].pk
    public_report_answer(
        viewer=installation(report.item.owner_id),
        report=PublicReport.objects.get(pk=report.pk),
        answer=told("answer"),
    )
    there.made["told"] = Item.objects.get(pk=report.item_id)
    there.ids["told"].append(report.pk)
    there.ids["item"].append(report.item_id)
