"""How probable it is that a text calls for something: never above hate, low where nobody calls."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from nadhir.screening import Screener
from nadhir.screening.bulk import findings_of
from nadhir.screening.decision import Decision, lessons, wording
from nadhir.screening.decision.calls import Calls, columns, inciting
from nadhir.screening.decision.learn_calls import _likeliest
from nadhir.screening.decision.wording import MASK
from nadhir.screening.lexicon import available
from nadhir.screening.model.columns import Texts
from nadhir.screening.model.weights import Model

CALLS_AND_INSULTS = {
    "en": ("Refugees must be driven out of this town.", "Refugees are lazy and stupid."),
    "ar": ("يجب طرد اللاجئين من هذه البلدة.", "اللاجئون كسالى وأغبياء."),
    "fr": ("Il faut chasser les réfugiés de cette ville.", "Les réfugiés sont paresseux et stupides."),
    "es": ("Hay que echar a los refugiados de este pueblo.", "Los refugiados son vagos y estúpidos."),
    "pt": ("É preciso expulsar os refugiados desta cidade.", "Os refugiados são preguiçosos e burros."),
    "it": ("Bisogna cacciare i rifugiati da questa città.", "I rifugiati sono pigri e stupidi."),
    "de": ("Man muss die Flüchtlinge aus der Stadt jagen.", "Die Flüchtlinge sind faul und dumm."),
    "nl": (
        "De vluchtelingen moeten de stad uit gejaagd worden.",
        "De vluchtelingen zijn lui en dom.",
    ),
    "ur-Latn": ("Musalmano ko is shehar se nikal do.", "Musalman bewaqoof aur jahil hain."),
    # No sentences were written in these: what is known comes from the shape of others.
    "sw": ("Wakimbizi wafukuzwe wote.", "Wakimbizi ni wajinga."),
    "am": ("ስደተኞችን አባርሩ።", "ስደተኞች ደደቦች ናቸው።"),
}
LOW = 0.2


def probability(text: str, language: str | None = None) -> float | None:
    return Screener.default().screen(text, language=language).inciting_probability


@pytest.mark.parametrize("language", CALLS_AND_INSULTS)
def test_a_call_is_above_an_insult(language: str) -> None:
    call, insult = (probability(text, language) for text in CALLS_AND_INSULTS[language])
    assert call is not None
    assert insult is not None
    assert call > insult


@pytest.mark.parametrize("language", sorted(set(available()) - {"bn", "de"}))
def test_it_is_never_more_probable_than_hate(language: str) -> None:
    texts = [text for pair in CALLS_AND_INSULTS.values() for text in pair]
    for found in Screener.default().screen_batch(texts, languages=[language] * len(texts)):
        if found.hateful_probability is None:
            assert found.inciting_probability is None
        else:
            assert found.inciting_probability is not None
            assert 0 <= found.inciting_probability <= found.hateful_probability


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Nobody should drive the refugees out of this town.", "en"),
        ("It is wrong to say that refugees must be driven out.", "en"),
        ('He shouted "drive the refugees out" and was fined.', "en"),
        ("Refugees must not be killed.", "en"),
        ("The report tells how refugees were driven out in 1951.", "en"),
        ("Two refugees opened a bakery.", "en"),
        ("Personne ne doit chasser les réfugiés.", "fr"),
        ("Les réfugiés sont bienvenus ici.", "fr"),
        ("Il a crié « dehors les réfugiés » et fut condamné.", "fr"),
        ("من يقول إن اللاجئين يجب طردهم مخطئ.", "ar"),
        ("نرحب باللاجئين في بلدتنا.", "ar"),
    ],
)
def test_who_calls_for_nothing_stays_low(text: str, language: str) -> None:
    share = probability(text, language)
    assert share is not None
    assert share < LOW


def test_what_is_not_covered_has_none() -> None:
    assert probability("Kaikki pakolaiset pois.", "fi") is None


def test_columns_hold_it() -> None:
    texts = [text for pair in CALLS_AND_INSULTS.values() for text in pair]
    column = findings_of(pa.array(texts), Screener.default()).column("inciting_probability").to_pylist()
    assert column == pytest.approx([probability(text) for text in texts], abs=1e-6)


def test_languages_that_posts_taught_keep_what_the_posts_say() -> None:
    text = "Die Flüchtlinge sind faul und dumm."
    model = Model.load()
    said = model.probabilities(Texts.of([text]), ["de"])[0, 2]
    assert probability(text, "de") == round(float(said), 4)


def test_what_was_learnt_before_says_nothing_of_it() -> None:
    assert Calls.of({}, {"lines": {}}) is None
    made = Decision.load()
    assert made is not None
    older = Decision(made.shape, made.claims, made.intercept, made.lines, made.calmed)
    found = Screener([*Screener.default()._by.values()], decision=older).screen("Refugees are vermin.")
    assert found.inciting_probability is None
    assert found.hateful_probability == Screener.default().screen("Refugees are vermin.").hateful_probability


# ------------------------------------------------------------------ learning


def test_the_likeliest_line_finds_the_shares_it_was_made_of() -> None:
    """Of texts that are hateful to one half, those on the right call in four of five cases."""
    right = np.repeat([0.0, 1.0], 1000)
    calls = np.concatenate([np.arange(1000) % 10 < 1, np.arange(1000) % 10 < 4]).astype(np.int8)
    chance = np.full(2000, 0.5)
    line = _likeliest(np.column_stack((np.ones(2000), right)), chance, calls)
    assert 1 / (1 + np.exp(-line[0])) == pytest.approx(0.2, abs=0.02)
    assert 1 / (1 + np.exp(-line.sum())) == pytest.approx(0.8, abs=0.02)


def test_where_no_wording_is_read_the_line_of_structure_speaks() -> None:
    hateful, words = np.array([0.5, 0.5]), np.array([np.nan, 3.0])
    made = columns(hateful, np.zeros(2), words)
    shares = inciting(made, words, hateful, (0.0, 0.0, 0.0, 10.0), (0.0, 0.0, 0.0))
    assert shares.tolist() == pytest.approx([0.25, 0.5])


def test_a_second_head_leaves_the_first_as_it_is() -> None:
    kept = wording.held(["en"])["en"]
    texts = [f"{MASK} must go on day {n}" for n in range(6)] + [f"{MASK} smells on day {n}" for n in range(6)]
    alone = wording.Weights(
        ("hateful",), kept.bits, kept.hidden, kept.pieces.real + 0j, kept.words.real + 0j, kept.nothing[:1]
    )
    calls, folds = np.repeat([1, 0], 6).astype(np.int8), np.arange(12) % 3
    both, unseen = wording.with_calls(alone, texts, calls, folds)
    assert both.heads == ("hateful", wording.CALLS)
    assert min(unseen[:6]) > max(unseen[6:])
    before, after = (Model(wording.arrays({"en": one}, "x")).weights("en") for one in (alone, both))
    asked = Texts.of(texts)
    assert before.scores(asked)[:, 0].tolist() == after.scores(asked)[:, 0].tolist()


def test_written_sentences_say_which_call() -> None:
    for one in lessons.sentences():
        assert len(one.texts) == len(one.truth) == len(one.calls)
        assert all(isinstance(text, str) for text in one.texts)
        assert not one.calls[one.truth == 0].any()
        assert 0.15 < one.calls[one.truth == 1].mean() < 0.4


def test_figures_stand_on_the_card() -> None:
    from nadhir.screening import learnt

    figures = json.loads(learnt.read("decision", "card.json") or b"{}")["calls"]["figures"]
    assert sum(one["sentences"] for one in figures["bins"]) == figures["languages"]["all"]["sentences"]
    assert figures["calibration_error"] < 0.03
