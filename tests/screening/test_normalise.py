"""Folding brings spellings together and always finds its way back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.screening.normalise import fold, fold_with_offsets, original_span

texts = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cf", "Mn"]),
        st.sampled_from("أإآاىيةهـَّْ‏‮ßœﷺÉİ٣ "),
    )
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أَلْمُسْلِمُونَ", "المسلمون"),
        ("إلى المدرســــة", "الي المدرسه"),
        ("آمن مؤمن رئيس", "امن مومن رييس"),
        ("فارسی کتاب", "فارسي كتاب"),
        ("عام ٢٠١٢ و۱۴", "عام 2012 و14"),
        ("ﷲ", "الله"),
        ("ÉTRANGER Œuvre garçon", "etranger oeuvre garcon"),
        ("Straße", "strasse"),
        ("ＦＵＬＬ 𝐛𝐨𝐥𝐝", "full bold"),
        ("l’école “x”", 'l\'ecole "x"'),
        ("ki\u200bll\u202e \ufeffthem", "kill them"),
        ("Łódź", "lodz"),
        ("क़िला", "क़िला"),
    ],
)
def test_spellings_meet(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_signs_that_are_letters_stay() -> None:
    assert fold("မြန်မာ") == "မြန်မာ"
    assert fold("हिन्दी") == "हिन्दी"


def test_a_lone_surrogate_can_be_encoded_afterwards() -> None:
    assert fold("a\ud800b").encode() == "a\ufffdb".encode()


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts, texts)
def test_characters_fold_by_themselves(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(texts)
def test_every_folded_character_knows_its_original(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    for index, char in enumerate(folded):
        assert char in fold(text[offsets[index]])


@given(texts, st.data())
def test_a_span_leads_back_to_what_was_found(text: str, data: st.DataObject) -> None:
    folded, offsets = fold_with_offsets(text)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    end = data.draw(st.integers(start + 1, len(folded)))
    first, last = original_span(offsets, start, end)
    assert 0 <= first < last <= len(text)
    assert folded[start:end] in fold(text[first:last])


def test_a_highlight_keeps_the_vowel_of_its_last_letter() -> None:
    text = "كُتُبٌ جديدة"
    _, offsets = fold_with_offsets(text)
    first, last = original_span(offsets, 0, 3)
    assert text[first:last] == "كُتُبٌ"
