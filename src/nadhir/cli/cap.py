"""`nadhir cap`: take alerts of others in, from a file, an address, or the feeds that are followed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, plain, print_json, say, tell, words_of
from nadhir.cli.shell import wake
from nadhir.errors import FileRefused, NadhirError

if TYPE_CHECKING:
    from nadhir.web.core.viewer import Viewer
    from nadhir.web.exchange.models import ReceivedAlert
    from nadhir.web.intake.models import Source


def cap(
    places: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files or HTTPS addresses of alerts in CAP, or of feeds of them; none fetches the feeds "
            "that are followed.",
            metavar="[FILE|URL]...",
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Whose alerts these are.")] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(help="The sender's certificate (PEM): only alerts signed with it take effect."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Take alerts of others in, with their updates and cancellations. Twice adds nothing.

    Ends with status 1 where something could not be fetched or read; the rest is taken in all the same.
    """
    chosen = language_of_terminal(lang)
    wake()
    from nadhir.web.core.viewer import installation
    from nadhir.web.setup import desk_prepare

    viewer = replace(installation(desk_prepare().pk), language=chosen)
    known = _text_of(certificate) if certificate else ""
    if places:
        results = [_taken(viewer, place, source, known) for place in places]
    else:
        results = _followed(viewer)
    if as_json:
        print_json(results)
    else:
        for result in results:
            _told(result, chosen)
        if not results:
            typer.echo(say("cap.nothing", chosen))
    if any(result["problem"] for result in results):
        raise typer.Exit(1)


def _text_of(path: Path) -> str:
    """The words of a certificate.

    Raises:
        FileRefused: it cannot be read.
    """
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise FileRefused("file.missing", file=path.name) from None


def _taken(viewer: Viewer, place: str, source: str | None, certificate: str) -> dict[str, Any]:
    """Take in what is at one place, or say why not."""
    from nadhir.documents import cap as alerts
    from nadhir.documents.cap.feeds import LARGEST, read_feed
    from nadhir.sources.http import Door, outward_only
    from nadhir.web.exchange import services

    result = _result(place)
    door = Door(outward_only, largest=LARGEST)
    remote = "://" in place
    try:
        raw = door.get(place) if remote else _bytes_of(Path(place), LARGEST)
        kept = _source(viewer, source or _named(place))
        for found in read_feed(raw):
            href = services.link_of(place, found.href) if remote else None
            if found.raw is None and href is None:
                result["elsewhere"] += 1
                continue
            message = found.raw if found.raw is not None else door.get(href or "")
            if len(message) > alerts.LARGEST:
                result["too_large"] += 1
                continue
            arrival = services.Arrival(message, href or "", found.updated)
            one = services.received_alert_take(
                viewer=viewer, source=kept, arrival=arrival, certificate=certificate
            )
            result["alerts"].append(_alert(one.alert, one.outcome, viewer.language))
    except NadhirError as problem:
        result["problem"] = _problem(problem, viewer.language)
    return result


def _bytes_of(path: Path, largest: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(largest + 1)
    except OSError:
        raise FileRefused("file.missing", file=path.name) from None


def _followed(viewer: Viewer) -> list[dict[str, Any]]:
    """Look at every feed that is turned on."""
    from nadhir.sources.http import Door, outward_only
    from nadhir.web.exchange import selectors, services

    results = []
    for feed in selectors.active_feeds():
        result = _result(feed.name)
        try:
            desk = replace(viewer, organisation_id=feed.owner_id)
            fetched = services.alert_feed_fetch(viewer=desk, feed=feed, door=Door(outward_only))
            result["elsewhere"] = fetched.elsewhere
            result["alerts"] = [_alert(one.alert, one.outcome, viewer.language) for one in fetched.taken]
        except NadhirError as problem:
            result["problem"] = _problem(problem, viewer.language)
        results.append(result)
    return results


def _result(place: str) -> dict[str, Any]:
    return {"place": place, "alerts": [], "elsewhere": 0, "too_large": 0, "problem": None}


def _alert(alert: ReceivedAlert, outcome: str, lang: str) -> dict[str, Any]:
    from nadhir.doctrine.phrases import Reason

    why = Reason.of_json(alert.problem).say(lang) if alert.problem else None
    return {
        "outcome": outcome,
        "identifier": alert.identifier,
        "sender": alert.sender,
        "kind": alert.msg_type,
        "state": alert.state,
        "headline": alert.headline,
        "why": plain(why, lang) if why else None,
    }


def _problem(problem: NadhirError, lang: str) -> dict[str, str]:
    words = words_of(problem, lang)
    return {"code": problem.code, "words": words}


def _named(place: str) -> str:
    """What a source is called after where it was."""
    host = urlsplit(place).hostname if "://" in place else None
    return f"cap-{host or 'files'}"


def _source(viewer: Viewer, name: str) -> Source:
    from nadhir.web.intake.services import source_record

    return source_record(viewer=viewer, slug=name, connector="cap")


def _state(state: str, lang: str) -> str:
    """What became of an alert, in a word."""
    from django.utils import translation

    from nadhir.web.exchange.models import ReceivedAlert

    with translation.override(lang):
        return str(ReceivedAlert.State(state).label)


def _told(result: dict[str, Any], lang: str) -> None:
    """One place in words, line by line."""
    for one in result["alerts"]:
        label = one["headline"] or one["identifier"] or "–"
        words = say(f"cap.{one['outcome']}", lang, state=_state(one["state"], lang), alert=label)
        typer.echo(f"{words} {one['why']}" if one["why"] else words)
    added = sum(one["outcome"] == "added" for one in result["alerts"])
    known = len(result["alerts"]) - added
    typer.echo(say("cap.totals", lang, place=result["place"], added=added, known=known))
    for name in ("elsewhere", "too_large"):
        if result[name]:
            tell(say(f"cap.{name}", lang, many=result[name]))
    if result["problem"]:
        tell(result["problem"]["words"])
