"""What py3langid says of many texts is what it says of each."""

from __future__ import annotations

import pytest

from nadhir.screening import asking
from nadhir.screening.asking import Asker

TEXTS = [
    "O conselho reúne-se hoje para falar das estradas.",
    "GENERAL MEETING OF THE COUNCIL",
    "Kikao kitafanyika kesho asubuhi mjini.",
    "Der Rat trifft sich heute im Saal.",
    "lone \ud800 surrogate in a line",
    "",
    "12",
    "Le conseil se réunit ce soir, et tout le monde peut venir. " * 20,
]
CANDIDATES = ("de", "en", "fr", "pt", "sw")
SLAVIC = ("sr", "mk", "bg")


@pytest.fixture(scope="module")
def asker() -> Asker:
    return Asker([SLAVIC, CANDIDATES])


def test_says_what_py3langid_says(asker: Asker) -> None:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(CANDIDATES)
    for text, (codes, share) in zip(TEXTS, asker.ranked(TEXTS, CANDIDATES), strict=True):
        expected = model.rank(text)
        assert codes == tuple(code for code, _ in expected[:3])
        assert share == pytest.approx(expected[0][1], abs=1e-4)


def test_says_the_same_of_a_text_alone_and_among_many(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [asker.ranked([text], CANDIDATES)[0] for text in TEXTS]
    monkeypatch.setattr(asking, "_FEW", 1)
    assert asker.ranked(TEXTS, CANDIDATES) == alone


def test_counts_two_scripts_of_a_language_as_one(asker: Asker) -> None:
    codes, _ = asker.ranked(["Састанак је данас у подне у згради општине."], SLAVIC)[0]
    assert codes[0] == "sr"
    assert len(set(codes)) == len(codes)
