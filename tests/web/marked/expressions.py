"""Speech acts and their worksheets. Who spoke is for the desk; a worksheet is its coder's till two are in."""

from __future__ import annotations

from nadhir.web.expressions import coding
from nadhir.web.expressions import services as expressions
from nadhir.web.expressions.models import DANGEROUS, RABAT, Expression
from nadhir.web.intake.models import Item
from tests.web.marked.marks import DESK, OF_NETWORK, Marked, viewer_for

# report, readers of what is recorded on it: whoever may see the report and the narrower of its label and
# GREEN. It is opened to nobody by itself, and of a RED one only its maker knows.
EXPRESSIONS: tuple[tuple[str, frozenset[str]], ...] = (
    ("clear", DESK | {"partner_analyst"}),
    ("green", DESK | {"partner_analyst"}),
    ("protected", DESK | {"partner_analyst"}),
    ("amber", DESK),
    ("strict", DESK),
    ("red", frozenset({"analyst"})),
    ("network", frozenset({"partner_analyst"})),
)


def add_expressions(there: Marked) -> None:
    for name, readers in EXPRESSIONS:
        report: Item = there.made[f"item {name}"]
        own = readers & (OF_NETWORK if name == "network" else DESK)

        def told(what: str, readers: frozenset[str], *, leading: bool = False, name: str = name) -> str:
            return there.marks(f"expression {name}: {what}", readers, leading=leading)

        one = expressions.expression_record(
            viewer=viewer_for(there, name),
            item=report,
            start=0,
            end=report.text.index(";"),
            told=expressions.Told(
                gist=told("gist", readers, leading=True),
                speaker_name=told("name of the speaker", own),
                standing=told("standing of the speaker", own),
                audience=told("audience", readers),
                reactions=told("reactions", readers),
                silence=told("why nobody reacted", readers),
                targets=[(told("group spoken against", readers), "ethnic")],
                terms=[{"words": told("term", readers), "meaning": told("meaning of a term", readers)}],
                place=there.world.place,
            ),
        )
        there.made[f"expression {name}"] = one
        there.ids["expression"].append(one.pk)
    _code(there, "green", DANGEROUS, ("analyst", "second_analyst"), final=True)
    _code(there, "amber", RABAT, ("analyst",))
    _code(there, "strict", RABAT, ("analyst", "second_analyst"))


def _code(there: Marked, name: str, test: str, coders: tuple[str, ...], *, final: bool = False) -> None:
    """Worksheets by these coders; with one, only that coder reads it."""
    one: Expression = there.made[f"expression {name}"]
    readers = dict(EXPRESSIONS)[name]
    value = coding.values(test)[0].id
    for coder in coders:
        viewer = there.world.viewer(coder)
        reached = readers if len(coders) > 1 else frozenset({coder})
        what = f"worksheet of {coder} on {name}"
        sheet = expressions.worksheet_begin(viewer=viewer, expression=one, test=test)
        for element in coding.elements(test):
            expressions.worksheet_write(
                viewer=viewer,
                worksheet=sheet,
                element=element.id,
                value=value,
                reasoning=there.marks(f"{what}: reasoning on {element.id}", reached),
                evidence=there.marks(f"{what}: evidence on {element.id}", reached),
            )
        rabat = test == RABAT
        expressions.worksheet_conclude(
            viewer=viewer,
            worksheet=sheet,
            judgement=there.marks(f"{what}: judgement", reached),
            exposed=["critic"] if rabat else [],
            exposed_note=there.marks(f"{what}: how it could be misused", reached) if rabat else "",
            ignored_note=there.marks(f"{what}: what silence would leave", reached) if rabat else "",
        )
        expressions.worksheet_submit(viewer=viewer, worksheet=sheet)
        there.ids["worksheet"].append(sheet.pk)
    if final:
        expressions.reconciliation_record(
            viewer=there.world.viewer("reviewer"),
            expression=one,
            test=test,
            judgement=there.marks(f"final on {name}: judgement", readers),
            findings={
                element.id: {
                    "value": value,
                    "reasoning": there.marks(f"final on {name}: reasoning on {element.id}", readers),
                }
                for element in coding.elements(test)
            },
        )
