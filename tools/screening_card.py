"""Write the model card of screening, from the cards of what was learnt and the figures of a benchmark.

    nadhir bench screening --data DIR --no-speed --second-look --json > FIGURES
    python -m tools.screening_card --figures FIGURES

Without figures the card says how to take them. What cannot be counted, the known failures, stands here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from nadhir.screening import Screener, learnt, shape
from nadhir.screening.decision import THRESHOLD
from nadhir.screening.labelled import known
from nadhir.screening.second_look.head import CARD

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "screening-model-card.md"
FIGURES = ROOT / "test-output" / "bench" / "screening_skill.json"
WEAK = 0.6
"""A functionality under this accuracy is named among the failures."""

Card = Mapping[str, Any]
OWN = {"written": "sentences written for this project", "talk": "ordinary talk (AfriSenti), one half"}

WHAT = """\
For a text, the probability that it is *hateful*: that it attacks or dehumanises people because of a
group they belong to, or calls for their exclusion or for violence against them; and the probability that
it is *inciting*: that it threatens a group or calls for something to be done to it (violence, expulsion,
rights taken away). In Bengali and German, where there are labelled posts of incitement to violence, the
second is what these say: that it incites to violence or approves of it. It orders the reading of people.
It is no finding of fact, no verdict on a speaker, and must not by itself delete, block or accuse.
“Not covered” is never “clean”."""

HOW = f"""\
Two things are learnt. A **text model**, one linear classifier for each language over hashed words, word pairs
and pieces of two to five characters (logistic regression; a feature of one text only is dropped; weights in
eight bits). And a **decision**: weights of {1 << shape.BITS:,} hashed shapes and of the claims that the
structure of sentences gives, common to all languages; for each language the *wording* of sentences written
for this project, the names of their invented peoples masked; and the weights with which structure, wording,
text model and form come together. On top of it weights of shapes, claims and wording tell, among hateful
sentences, those that call for something; that share, times the probability of being hateful, is the
probability of inciting. Posts were cut into five folds by their text; whatever scores a post in
training the decision has not seen that post. No training text can be read back: features are hashes, many
to a slot."""

FAILURES = """\
- **Irony, allusion, code words** that no lexicon names, and what only the context says.
- **Counter-speech and reclaimed words** are told from hate by their words; where these are missing, a
  rebuttal that repeats the attack reads like it.
- **Two groups in one sentence**: a claim may be tied to the wrong one.
- **Names of groups**: the text model leans, a little, on what is usually said around them. In texts written
  as sentences structure weighs most; tests try neutral sentences for every group of every lexicon.
- **Labels**: each set has its own notion of hate, its few platforms and its years, and people agree on the
  same posts only in part.
- **Calls**: what calls for something is learnt from sentences of few hands about peoples who do not exist.
  Calls that only hint, and what posts of a crisis call for, it knows less; *violence* and *urgent* do not
  rest on it.
- **Languages without labelled posts** rest on lexicon, shape and sentences written for this project; their
  probabilities are calibrated on other languages.
- **Lexicons** were not yet reviewed by native speakers outside the project."""

THRESHOLDS = f"""\
A text counts as hateful from a probability of {THRESHOLD:.2f} on, in all languages: the line of each is
moved so that there the mean macro-F1 of posts and written sentences is best. From “watch” and “review”
on, the probability alone is a reason to look; “review” also needs a group that is named."""

SECOND_LOOK = """\
By choice (extra `encoder`) an encoder reads the sentences that name a group and that known words do not
settle, and those near the line; all else stays as it was. Of the sentences written for this project, each
scored by weights that had not seen its fold (“folds”) or its language (“left out”):"""

LOOKED = """\
False alarms are harmless sentences among the uncertain ones that are called hateful. Compact figures are of
folds too, and of the project's own sentences, whose words its lexicons know better than a stranger's: the
difference counts, not the level."""

CALLED = """\
Of the sentences written for this project, marked for whether they threaten or call for something, each scored
by weights that had not seen its fold. Areas under the curve: how often a call is ranked above any other
sentence; above another hateful one; and above another hateful one by structure alone, learnt from the
other languages, which is what a language without such sentences has. Wording is read where there are a
hundred calls to learn from."""

CALIBRATED = """\
Sentences by the probability of inciting: its mean, and the share that does call for something. Sentences and
posts are different things: of posts this is no measure."""

NOT_MEASURED = """\
No figures stand here yet. `nadhir bench screening --data DIR --no-speed --json > FIGURES` takes them,
and `python -m tools.screening_card --figures FIGURES` writes them down."""

MEASURED = """\
Each set is screened as a stranger’s file would be: the language is not given, one threshold for all.
Functional suites are never learnt from. * marks what was learnt from: its figure says little."""


def page(model: Card, decision: Card, look: Card, version: str, figures: Card | None) -> str:
    """The card as Markdown."""
    seen = not any(entry["hidden_words"] for entry in model["languages"].values())
    parts = [
        "# Model card: screening for hate and incitement",
        "Written by `python -m tools.screening_card`; do not edit by hand.",
        _versions(model, decision, version),
        "## What it says",
        WHAT,
        "## How",
        HOW,
        f"Names of groups are {'seen by' if seen else 'hidden from'} the text model.",
        "## What it learned from",
        _data(model),
        _licences(model),
        "Besides, for the decision:",
        _own(decision),
        "## Thresholds",
        THRESHOLDS,
        _thresholds(decision),
        "## How it does",
        *(_measured(figures, version) if figures else [NOT_MEASURED]),
        "## Inciting",
        *_calls(decision),
        "## A second look",
        SECOND_LOOK,
        _second_look(look),
        LOOKED,
        _compared(figures),
        "## Known failures",
        FAILURES,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _versions(model: Card, decision: Card, version: str) -> str:
    parts = (
        f"**Screener** `{version}`",
        f"text model `{model['version']}`, trained on {model['trained_on']}",
        f"decision learnt on {decision['learnt_on']}",
    )
    return " · ".join(parts)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def _data(model: Card) -> str:
    rows = []
    for code, entry in model["languages"].items():
        alone = entry.get("figures", {})
        for one in entry.get("sets", ()):
            listed = known(one["name"])
            citation = listed.citation if listed else one["citation"]
            head = alone.get(one["name"], {})
            scored = head.get("hateful") or head.get("inciting")
            said = f"{scored['macro_f1']:.3f} ({scored['on']})" if scored else "–"
            rows.append([f"`{one['name']}`", code, f"{one['trained_on']:,}", citation, one["licence"], said])
    heads = ["set", "language", "posts learnt from", "source", "licence", "macro-F1 of the text model alone"]
    return _table(heads, rows)


def _licences(model: Card) -> str:
    sets = [one for entry in model["languages"].values() for one in entry.get("sets", ())]
    without = [f"`{one['name']}`" for one in sets if one["licence"] == "none stated"]
    if not without:
        return "Every set states a licence."
    return (
        f"Of {len(sets)} sets {len(without)} state no licence: {', '.join(without)}. They are cited; weights"
        " were learnt from them, and nothing of their texts is kept or shipped."
    )


def _own(decision: Card) -> str:
    rows = [
        [OWN[one["name"]], one["language"], f"{one['texts']:,}", f"{one['hateful']:,}"]
        for one in decision["lessons"]
        if one["name"] in OWN
    ]
    return _table(["what", "language", "texts", "of these hateful"], rows)


def _thresholds(decision: Card) -> str:
    lines = decision["lines"].items()
    rows = [
        ["all others" if code == "*" else code, f"{line['watch']:.2f}", f"{line['review']:.2f}"]
        for code, line in sorted(lines, key=lambda one: (one[0] == "*", one[0]))
    ]
    return _table(["language", "watch from", "review from"], rows)


def _measured(figures: Card, version: str) -> list[str]:
    other = (
        f"**These figures are of another version, `{figures['screener']}`.**"
        if figures["screener"] != version
        else ""
    )
    return [
        other,
        MEASURED,
        _suites(figures["sets"]),
        "### By language",
        _by_language(figures["by_language"]),
        "### By set",
        _by_set(figures["sets"]),
        "### Error rate by functionality",
        "The share that is wrong. `_h` should be called hateful, `_nh` should not.",
        _by_functionality(figures["functionalities"]),
        _weak(figures["functionalities"]),
        "### Ordinary talk",
        _ordinary(figures["sets"]),
    ]


def _suites(sets: Card) -> str:
    """The sources of what was only measured on."""
    found = {(one["citation"], one["licence"]) for one in sets.values() if one["kind"] in _ONLY_MEASURED}
    return "\n".join(f"- {citation} ({licence})" for citation, licence in sorted(found) if citation)


def _calls(decision: Card) -> list[str]:
    """How calls are told from what else is hateful, where that was learnt."""
    if "calls" not in decision:
        return ["Not learnt."]
    figures = decision["calls"]["figures"]
    rows = [
        [code, f"{one['sentences']:,}", f"{one['calls']:,}"]
        + [f"{one[name]:.3f}" for name in ("ranked", "ranked_in_hateful", "ranked_left_out")]
        for code, one in figures["languages"].items()
    ]
    heads = [
        "language",
        "sentences",
        "of these calls",
        "above all others",
        "above hateful",
        "structure, left out",
    ]
    bins = [
        [f"{one['from']:.1f} to {one['from'] + 0.1:.1f}", f"{one['sentences']:,}"]
        + [f"{one[name]:.3f}" for name in ("said", "found")]
        for one in figures["bins"]
    ]
    posts = [
        f"Of {one['posts']:,} posts of `{name}` that the text model had not seen it ranks the inciting above"
        f" the others in {one['text_model']:.3f} of pairs; what was learnt from sentences, in"
        f" {one['calls']:.3f}. So there the text model says it, alone."
        for name, one in figures["posts"].items()
    ]
    return [
        CALLED,
        _table(heads, rows),
        CALIBRATED,
        _table(["probability", "sentences", "mean", "calls"], bins),
        f"Mean distance of the two (expected calibration error): {figures['calibration_error']:.3f}.",
        *posts,
    ]


def _second_look(look: Card) -> str:
    rows = [
        [
            code if one["taken"] else f"{code} (not taken)",
            f"{one['sentences']:,}",
            f"{one['uncertain']:,}",
            *(f"{one[name]:.3f}" for name in ("macro_f1", "macro_f1_folds", "macro_f1_left_out")),
            *(f"{share:.1%}" for share in one["false_alarms"]),
        ]
        for code, one in look["languages"].items()
    ]
    names = ("compact", "folds", "left out")
    heads = ["language", "sentences", "uncertain", *(f"macro-F1, {name}" for name in names)]
    table = _table([*heads, *(f"false alarms, {name}" for name in names)], rows)
    return f"Learnt on {look['learnt_on']} with {look['encoder']}.\n\n{table}"


def _compared(figures: Card | None) -> str:
    """What the second look changes in each set, where it was measured."""
    if not figures or "second_look" not in figures:
        return ""
    rows = []
    for name, one in figures["second_look"]["compared"].items():
        before, after = one["before"], one["after"]
        if "flagged" in before:
            cells = [f"{before['hateful']:.2%} called hateful", f"{after['hateful']:.2%}"]
        else:
            cells = [f"{before['macro_f1']:.3f}", f"{after['macro_f1']:.3f}"]
        rows.append([f"`{name}`", *cells])
    table = _table(["set", "macro-F1, compact", "with a second look"], rows)
    return f"Measured with `{figures['second_look']['screener']}`:\n\n{table}"


_ONLY_MEASURED = ("functional", "background")
_KINDS = {"functional": "functional suites", "posts": "posts *", "posts_unseen": "posts, held parts"}


def _by_language(languages: Card) -> str:
    rows = [
        [
            code,
            _KINDS[kind],
            one["sets"],
            f"{one['texts']:,}",
            f"{one['macro_f1']:.3f}",
            _wrong(one["accuracy"]),
        ]
        for code, kinds in languages.items()
        for kind, one in kinds.items()
    ]
    return _table(["language", "on", "sets", "texts", "mean macro-F1", "error rate"], rows)


def _by_set(sets: Card) -> str:
    rows = []
    for name, one in sets.items():
        if one["kind"] == "background":
            continue
        part = one.get("test_part")
        apart = part is not None and part["unseen"]
        held = apart or one["kind"] == "functional" or not one["learnt_from"]
        shown = part if apart else one
        scored = shown.get("hateful") or shown["violent"]
        classes = shown["violence"]["macro_f1"] if "violence" in shown else scored["macro_f1"]
        label = f"`{name}`" + (f", {part['part']}" if apart else "") + ("" if held else " *")
        cells = (f"{scored[figure]:.2f}" for figure in ("precision", "recall"))
        rows.append([label, f"{shown['texts']:,}", f"{classes:.3f}", _wrong(scored["accuracy"]), *cells])
    return _table(["set", "texts", "macro-F1", "error rate", "precision", "recall"], rows)


def _by_functionality(functionalities: Card) -> str:
    sets = sorted({name for one in functionalities.values() for name in one})
    rows = [
        [f"`{name}`", *(_wrong(one[each]) if each in one else "–" for each in sets)]
        for name, one in functionalities.items()
    ]
    return _table(["functionality", *sets], rows) if rows else "No functional suite was measured."


def _weak(functionalities: Card) -> str:
    weak = {
        name: [f"{each} {_wrong(accuracy)}" for each, accuracy in one.items() if accuracy < WEAK]
        for name, one in functionalities.items()
    }
    named = [f"- `{name}`: {', '.join(sets)}" for name, sets in weak.items() if sets]
    return "\n".join([f"Under {WEAK:.0%} right, with the error rate:\n", *named]) if named else ""


def _ordinary(sets: Card) -> str:
    rows = [
        [
            f"`{name}`",
            language,
            f"{figures['texts']:,}",
            f"{figures['flagged']:.2%}",
            f"{figures['hateful']:.2%}",
        ]
        for name, one in sets.items()
        if one["kind"] == "background"
        for language, figures in {
            "all": {**one, "hateful": one["hateful_share"]},
            **one["by_language"],
        }.items()
    ]
    heads = ["set", "language", "texts", "flagged for review", "called hateful"]
    return _table(heads, rows) if rows else "Not measured."


def _wrong(accuracy: float) -> str:
    return f"{1 - accuracy:.1%}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--figures", type=Path, default=FIGURES, metavar="FILE")
    parser.add_argument("--out", type=Path, default=PAGE, metavar="FILE")
    asked = parser.parse_args()
    model, decision = (json.loads(learnt.read(part, "card.json") or b"{}") for part in ("model", "decision"))
    look = json.loads((resources.files("nadhir.screening.second_look") / CARD).read_text("utf-8"))
    figures = json.loads(asked.figures.read_text("utf-8")) if asked.figures.is_file() else None
    text = page(model, decision, look, Screener.default(second_look=False).version, figures)
    asked.out.write_text(text, "utf-8")
    print(f"Wrote {asked.out.name}{'' if figures else ', without figures'}.")


if __name__ == "__main__":
    main()
