"""Recording actors: who they are, what they are called, when they began, ended and became another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from nadhir.doctrine.text import LANGUAGES
from nadhir.errors import NotPossibleNow
from nadhir.screening.normalise import fold
from nadhir.web.core import ledger, policy
from nadhir.web.core.services import record_change
from nadhir.web.core.viewer import Viewer
from nadhir.web.directory import spans
from nadhir.web.directory.models import Actor, ActorName
from nadhir.web.directory.services.finding import actors_index
from nadhir.web.directory.services.likeness import duplicates_propose

LONGEST_CHAIN = 50


@transaction.atomic
def actor_record(
    *,
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None = None,
    spellings: Iterable[Mapping[str, Any]] = (),
    tlp: str = "green",
    **fields: Any,
) -> Actor:
    """Record an actor with its names and spellings. Never merges by spelling; the same slug again is the
    same actor.

    Args:
        spellings: mappings with `text`, `language`, and where known `kind`, `valid_from`, `valid_to`,
            `sources`.
        fields: note, place, email, url, began, ended, succeeded_by, sources, fictional.

    Raises:
        NotPossibleNow: `actor.without_name`, `actor.ends_before_begins`, `name.ends_before_begins`.
    """
    policy.require(viewer, "actor.record")
    if slug is not None and (known := Actor.objects.filter(slug=slug).first()):
        return known
    actor = _recorded(viewer, kind, names, slug, spellings, tlp, fields)
    actors_index([actor])
    ledger.record(viewer, "actor.record", actor, kind=kind)
    duplicates_propose([actor.pk])
    return actor


def _recorded(
    viewer: Viewer,
    kind: str,
    names: Mapping[str, str],
    slug: str | None,
    spellings: Iterable[Mapping[str, Any]],
    tlp: str,
    fields: Mapping[str, Any],
) -> Actor:
    """An actor with its names, neither findable nor compared with others yet."""
    named = {language: text.strip() for language, text in names.items() if text and text.strip()}
    _check(named, fields)
    actor = Actor.objects.create(
        owner_id=viewer.desk,
        created_by_id=viewer.user_id,
        tlp=tlp,
        kind=kind,
        names=named,
        slug=slug,
        **fields,
    )
    written = [{"text": named[lang], "language": lang} for lang in LANGUAGES if named.get(lang)]
    for spelling in [*written, *spellings]:
        name_put(actor, **spelling)
    return actor


@transaction.atomic
def actors_take(
    *, viewer: Viewer, rows: Iterable[Mapping[str, Any]], tlp: str = "green", source: str = ""
) -> list[Actor]:
    """Record the actors of a list that a person looked through, all or none.

    Args:
        rows: kind, names, spellings, and fields as `actor_record` takes them.
        source: what the list is, kept as the source of each.
    """
    policy.require(viewer, "actor.record")
    sources = [{"title": {"en": source}}] if source else []
    taken = []
    for row in rows:
        told = dict(row)
        kind, names, spellings = told.pop("kind"), told.pop("names"), told.pop("spellings", ())
        taken.append(_recorded(viewer, kind, names, None, spellings, tlp, {**told, "sources": sources}))
    actors_index(taken)
    ledger.record_many(
        viewer,
        [ledger.Act("actor.record", Actor.noun, one.pk, {"kind": one.kind, "list": True}) for one in taken],
    )
    duplicates_propose([one.pk for one in taken])
    return taken


def _check(names: Mapping[str, str], fields: Mapping[str, Any]) -> None:
    if not names:
        raise NotPossibleNow("actor.without_name")
    if spans.backwards(fields.get("began", ""), fields.get("ended", "")):
        raise NotPossibleNow("actor.ends_before_begins")


@transaction.atomic
def actor_change(
    *,
    viewer: Viewer,
    actor: Actor,
    version: int | None = None,
    names: Mapping[str, str] | None = None,
    former_until: str | None = None,
    **fields: Any,
) -> Actor:
    """Change what is recorded of an actor. A name that is replaced stays among its spellings.

    Args:
        names: by language, all of them.
        former_until: the change is a change of name, and until then (empty: nobody knows) the old one was
            used; None where the old one was only written otherwise.
        fields: kind, note, place, email, url, began, ended, succeeded_by, tlp, sources.

    Raises:
        Conflict: somebody changed it since `version`.
        NotPossibleNow: `actor.without_name`, `actor.ends_before_begins`, `actor.succession_loop`.
    """
    policy.require(viewer, "actor.change", actor)
    named = (
        dict(actor.names)
        if names is None
        else {language: text.strip() for language, text in names.items() if text.strip()}
    )
    spoken = {"began": actor.began, "ended": actor.ended} | fields
    _check(named, spoken)
    if fields.get("succeeded_by"):
        policy.require_sight(viewer, fields["succeeded_by"])
        _check_succession(actor, fields["succeeded_by"])
    before = {language: text for language, text in actor.names.items() if named.get(language) != text}
    record_change(record=actor, version=version, names=named, **fields)
    for language, text in named.items():
        name_put(actor, text=text, language=language)
    _keep_earlier(actor, before, former_until)
    actors_index([actor])
    ledger.record(viewer, "actor.change", actor, fields=sorted({*fields, *(["names"] if before else [])}))
    duplicates_propose([actor.pk])
    return actor


def _keep_earlier(actor: Actor, before: Mapping[str, str], until: str | None) -> None:
    """What an actor was called until now is a former name, or another spelling of the one it has."""
    kind = ActorName.Kind.SPELLING if until is None else ActorName.Kind.FORMER
    for text in before.values():
        earlier = ActorName.objects.filter(actor=actor, text=text[:300], kind=ActorName.Kind.NAME)
        earlier.exclude(text__in=[name[:300] for name in actor.names.values()]).update(
            kind=kind, **({"valid_to": until} if until else {})
        )


def _check_succession(actor: Actor, successor: Actor) -> None:
    """Refuse that an actor comes after itself, by whatever way round."""
    after: Actor | None = successor
    for _step in range(LONGEST_CHAIN):
        if after is None:
            return
        if after.pk == actor.pk:
            break
        after = after.succeeded_by
    raise NotPossibleNow("actor.succession_loop")


def name_put(
    actor: Actor,
    *,
    text: str,
    language: str,
    kind: str = "",
    valid_from: str = "",
    valid_to: str = "",
    sources: Iterable[Any] = (),
) -> ActorName:
    """The row of a name, made where it is not there yet. Says nothing to the index: see `actors_index`."""
    if spans.backwards(valid_from, valid_to):
        raise NotPossibleNow("name.ends_before_begins")
    fields = {
        "language": language,
        "kind": kind or ActorName.Kind.NAME,
        "folded": fold(text)[:300],
        "valid_from": valid_from,
        "valid_to": valid_to,
        "sources": list(sources),
    }
    return ActorName.objects.get_or_create(actor=actor, text=text[:300], defaults=fields)[0]


@transaction.atomic
def actor_name_add(
    *, viewer: Viewer, actor: Actor, text: str, language: str, version: int | None = None, **told: Any
) -> ActorName:
    """Add a name or spelling. `told`: kind, valid_from, valid_to, sources.

    Raises:
        Conflict: somebody changed the actor since `version`.
        NotPossibleNow: `name.empty`, `name.known`, `name.ends_before_begins`.
    """
    policy.require(viewer, "actor.change", actor)
    written = text.strip()
    if not written:
        raise NotPossibleNow("name.empty")
    if ActorName.objects.filter(actor=actor, text=written[:300]).exists():
        raise NotPossibleNow("name.known")
    record_change(record=actor, version=version)
    name = name_put(actor, text=written, language=language, **told)
    actors_index([actor])
    ledger.record(viewer, "name.add", actor, name=name.pk)
    duplicates_propose([actor.pk])
    return name


@transaction.atomic
def actor_name_change(
    *, viewer: Viewer, name: ActorName, version: int | None = None, **told: Any
) -> ActorName:
    """Change a name: `told` is language, kind, valid_from, valid_to, sources, and text where it is not the
    one that the actor goes by.

    Raises:
        Conflict: somebody changed the actor since `version`.
        NotPossibleNow: `name.main`, `name.known`, `name.empty`, `name.ends_before_begins`.
    """
    actor = name.actor
    policy.require(viewer, "actor.change", actor)
    spoken = {"valid_from": name.valid_from, "valid_to": name.valid_to} | told
    if spans.backwards(spoken["valid_from"], spoken["valid_to"]):
        raise NotPossibleNow("name.ends_before_begins")
    text = str(told.get("text", name.text)).strip()[:300]
    if not text:
        raise NotPossibleNow("name.empty")
    if text != name.text:
        if name.text in actor.names.values():
            raise NotPossibleNow("name.main")
        if ActorName.objects.filter(actor=actor, text=text).exists():
            raise NotPossibleNow("name.known")
        told |= {"text": text, "folded": fold(text)[:300]}
    record_change(record=actor, version=version)
    ActorName.objects.filter(pk=name.pk).update(**told)
    name.refresh_from_db()
    actors_index([actor])
    ledger.record(viewer, "name.change", actor, name=name.pk)
    return name


@transaction.atomic
def actor_name_remove(*, viewer: Viewer, name: ActorName, version: int | None = None) -> None:
    """Take a name out that is not the actor's.

    Raises:
        NotPossibleNow: `name.main`: it goes by that name.
    """
    actor = name.actor
    policy.require(viewer, "actor.change", actor)
    if name.text in actor.names.values():
        raise NotPossibleNow("name.main")
    record_change(record=actor, version=version)
    name.delete()
    actors_index([actor])
    ledger.record(viewer, "name.remove", actor)
