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


# -- what an attacker with the tables would try -----------------------------------------------------------


def test_a_seal_opens_at_its_place_only() -> None:
    kept = sealed.seal("+249 91 234 5678", place="directory.member.contact:1")
    assert sealed.unseal(kept, place="directory.member.contact:1") == "+249 91 234 5678"
    for elsewhere in ("", "directory.member.contact:2", "directory.member.role:1"):
        with pytest.raises(NotPossibleNow):
            sealed.unseal(kept, place=elsewhere)


def test_the_length_of_a_seal_tells_little() -> None:
    assert len(sealed.seal("no")) == len(sealed.seal("yes, on Friday, in the house of the elders"))


def test_a_fingerprint_is_the_same_for_the_same_and_tells_nothing(settings: object, tmp_path: object) -> None:
    from nadhir.web.workspace import Workspace

    one = sealed.fingerprint("faith:druze")
    assert one == sealed.fingerprint("faith:druze")
    assert one != sealed.fingerprint("faith:yazidi")
    settings.WORKSPACE = Workspace(tmp_path)  # type: ignore[attr-defined,arg-type]
    assert one != sealed.fingerprint("faith:druze"), "without the key nobody can try all faiths"


def test_words_under_a_seal_do_not_show_themselves() -> None:
    words = sealed.Sealed(sealed.seal("Amina", place="x"), "x")
    assert "Amina" not in f"{words} {words!r} {[words]}"
    assert (words.open(), words.open_or("?")) == ("Amina", "Amina")
    assert sealed.Sealed(words.token, "y").open_or("cannot be read") == "cannot be read"
    assert not sealed.Sealed("", "x")


def test_a_key_is_changed_and_the_old_one_still_reads(settings: object, tmp_path: object) -> None:
    from nadhir.web.workspace import Workspace

    settings.WORKSPACE = Workspace(tmp_path)  # type: ignore[attr-defined,arg-type]
    before = sealed.seal("secret")
    assert sealed.key_change()
    after = sealed.seal("secret")
    assert (sealed.current(before), sealed.current(after)) == (False, True)
    assert sealed.unseal(before) == sealed.unseal(after) == "secret"
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in settings.WORKSPACE.keys.iterdir())  # type: ignore[attr-defined]
    assert sealed.keys_forget() == 1
    assert sealed.unseal(after) == "secret"
    with pytest.raises(NotPossibleNow):
        sealed.unseal(before)


def test_keys_of_the_environment_go_before_the_file(settings: object) -> None:
    settings.NADHIR_SEALING_KEYS = ["a" * 40]  # type: ignore[attr-defined]
    kept = sealed.seal("secret")
    assert sealed.key_change() is False, "whoever set them changes them"
    settings.NADHIR_SEALING_KEYS = ["b" * 40, "a" * 40]  # type: ignore[attr-defined]
    assert sealed.unseal(kept) == "secret"
    settings.NADHIR_SEALING_KEYS = ["b" * 40]  # type: ignore[attr-defined]
    with pytest.raises(NotPossibleNow):
        sealed.unseal(kept)
