"""`nadhir up`, `serve`, `worker`, `init`, `demo`: running the platform."""

from __future__ import annotations

import os
import threading
from typing import Annotated, Any

import typer

from nadhir.cli.output import AsJson, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.errors import NotPossibleNow

# Of one request. Pages refuse a file from 50 MB on, in words; what is sent beyond this is cut off.
MOST_BYTES = 256 * 1024 * 1024

Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65535)]


def init(as_json: AsJson = False) -> None:
    """Make or update the workspace: folders, tables, places."""
    wake()
    from django.conf import settings

    home = str(settings.WORKSPACE.home)
    if as_json:
        print_json({"workspace": home})
    else:
        typer.echo(say("workspace.ready", language_of_terminal(), home=home))


def demo(as_json: AsJson = False) -> None:
    """Load the demonstration workspace, once: real institutions with their sources, an invented situation."""
    wake(prepare=False)
    from nadhir.web.demonstration import load
    from nadhir.web.setup import workspace_prepare

    workspace_prepare()
    loaded = load()
    if as_json:
        print_json({"loaded": loaded.fresh, "sign_in": [person.as_json() for person in loaded.people]})
        return
    typer.echo(say("demo.loaded" if loaded.fresh else "demo.there", language_of_terminal()))
    _show_people(loaded.people)


def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    with_demo: Annotated[
        bool, typer.Option("--demo/--no-demo", help="With the demonstration workspace.")
    ] = True,
) -> None:
    """Bring everything up in one process: workspace, demonstration, web server and worker."""
    _look_is_possible()
    _links_lead_here(host, port)
    wake(prepare=False)
    from nadhir.web.setup import desk_prepare, workspace_prepare

    workspace_prepare()
    people: list[Any] = []
    if with_demo:
        from nadhir.web.demonstration import load

        people = load().people
    else:
        desk_prepare()
    typer.echo(f"\n  Nadhir · نذير    http://{host}:{port}/\n")
    _show_people(people)
    _serve(host, port)


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Run the worker in the same process.")
    ] = True,
) -> None:
    """Serve the pages; by default with the worker inside."""
    _look_is_possible()
    _links_lead_here(host, port)
    wake()
    typer.echo(f"http://{host}:{port}/")
    _serve(host, port, with_worker=with_worker)


def worker() -> None:
    """Run a worker alone, beside web processes that run without one: it sends what is in the outbox, takes in
    files, and does what comes again. Ctrl-C, or SIGTERM, lets it end what it has begun."""
    import signal

    _look_is_possible()
    wake()
    from nadhir.web.core.worker import work

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    lang = language_of_terminal()

    def begun(freed: int, alone: bool) -> None:
        recovered = _recover(freed, alone)
        typer.echo(say("worker.begun", lang))
        typer.echo(say("worker.freed" if alone else "worker.not_alone", lang, freed=freed, tasks=recovered))

    try:
        work(stop, begun=begun)
    except KeyboardInterrupt:
        typer.echo("")
    typer.echo(say("worker.ended", lang))


def _look_is_possible() -> None:
    """Refuse to start, in words, where the installation wants a second look that cannot be taken here."""
    from nadhir.screening.second_look import SecondLook, wanted

    if wanted():
        SecondLook.load()


def _recover(_freed: int, alone: bool) -> int:
    """Queue again what a process that died left half done; how many tasks. Where another worker lives, what
    looks half done may be its own work: nothing is touched."""
    from nadhir.web.intake.tasks import batches_recover
    from nadhir.web.situations.services import reviews_recover
    from nadhir.web.situations.tasks import rescreenings_recover

    if not alone:
        return 0
    reviews_recover()
    return batches_recover() + rescreenings_recover()


def _links_lead_here(host: str, port: int) -> None:
    """Let links in mails begin with the address that is listened on, unless NADHIR_BASE_URL says another."""
    everywhere = host in {"0.0.0.0", "::"}  # noqa: S104 - compared with, not listened on
    named = "127.0.0.1" if everywhere else f"[{host}]" if ":" in host else host
    os.environ.setdefault("NADHIR_BASE_URL", f"http://{named}:{port}")


def _proxy() -> dict[str, Any]:
    """What Waitress takes from a proxy in front: by which way and from whom a request came. Nothing unless
    NADHIR_BEHIND_PROXY says that there is one: without it, anybody could claim to come over TLS."""
    from django.conf import settings

    if settings.SECURE_PROXY_SSL_HEADER is None:
        return {}
    return {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"}}


def _serve(host: str, port: int, *, with_worker: bool = True) -> None:
    from waitress.server import create_server

    from nadhir.web.core.worker import work
    from nadhir.web.wsgi import application

    try:
        server = create_server(
            application,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=MOST_BYTES,
            **_proxy(),
        )
    except OSError as problem:
        address, detail = f"{host}:{port}", problem.strerror or str(problem)
        raise NotPossibleNow("address.taken", book="nadhir.cli", address=address, detail=detail) from None
    stop = threading.Event()
    if with_worker:
        threading.Thread(
            target=work, args=(stop,), kwargs={"begun": _recover}, name="worker", daemon=True
        ).start()
    try:
        server.run()
    finally:
        stop.set()


def _show_people(people: list[Any]) -> None:
    for person in people:
        typer.echo(f"  {person.role:<16} {person.email:<36} {person.password}")
    if people:
        typer.echo("")
