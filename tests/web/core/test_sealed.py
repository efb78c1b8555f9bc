"""A sealed field is read by this installation only."""

from __future__ import annotations

import pytest

from nadhir.errors import NotPossibleNow
from nadhir.web.core import sealed


@pytest.mark.parametrize("text", ["+249 91 234 5678", "نذير\n", "\ud800 half", "x" * 5000])
def test_what_was_sealed_is_read_again(text: str) -> None:
    kept = sealed.seal(text)
    assert text not in kept
    assert sealed.unseal(kept) == text
    assert sealed.seal(text) != kept, "the same words do not look the same"


def test_nothing_stays_nothing() -> None:
    assert (sealed.seal(""), sealed.unseal("")) == ("", "")


@pytest.mark.parametrize("change", [lambda kept: kept[:-4] + "AAA=", lambda kept: "junk", lambda kept: "é"])
def test_what_was_altered_is_refused(change: object) -> None:
    with pytest.raises(NotPossibleNow):
        sealed.unseal(change(sealed.seal("secret")))  # type: ignore[operator]


def test_another_key_opens_nothing(settings: object, tmp_path: object) -> None:
    from nadhir.web.workspace import Workspace

    kept = sealed.seal("secret")
    settings.WORKSPACE = Workspace(tmp_path)  # type: ignore[attr-defined,arg-type]
    with pytest.raises(NotPossibleNow):
        sealed.unseal(kept)
