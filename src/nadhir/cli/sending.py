"""`nadhir outbox` and `nadhir bounces`: what waits to leave, what was given up, and mails that came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nadhir.cli.output import AsJson, Lang, language_of_terminal, print_json, say
from nadhir.cli.shell import wake
from nadhir.errors import FileRefused

SHOWN = 50


def outbox(
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again, at once, what was given up or waits for a later try.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what waits to leave the house and what was given up; with --retry, try it again."""
    wake()
    from django.db.models import Count

    from nadhir.web.core import clock
    from nadhir.web.core import outbox as box
    from nadhir.web.core.models import Outgoing

    kept = Outgoing.objects.exclude(state__in=[Outgoing.State.SENT, Outgoing.State.WITHDRAWN])
    again = 0
    if retry:
        given_up = kept.filter(state=Outgoing.State.FAILED) | kept.filter(
            state=Outgoing.State.WAITING, attempts__gt=0
        )
        again = box.retry(list(given_up.values_list("pk", flat=True)), now=clock.now())
    counted = dict(Outgoing.objects.order_by().values_list("state").annotate(n=Count("pk")))
    rows: list[dict[str, Any]] = [
        {
            "kind": one.kind,
            "state": one.state,
            "attempts": one.attempts,
            "due": one.due_at.isoformat(timespec="seconds"),
            "problem": one.problem,
            "key": one.key,
        }
        for one in kept.order_by("due_at")[: None if as_json else SHOWN]
    ]
    if as_json:
        print_json({"counts": counted, "retried": again, "messages": rows})
        return
    chosen = language_of_terminal(lang)
    if retry:
        typer.echo(say("outbox.retried", chosen, many=again))
    states = {state: counted.get(state, 0) for state in ("waiting", "sending", "failed", "sent", "withdrawn")}
    typer.echo(say("outbox.counts", chosen, **states))
    for row in rows:
        problem = f"  {row['problem']}" if row["problem"] else ""
        typer.echo(f"{row['due']}  {row['state']:<8} {row['attempts']}  {row['kind']:<18}{problem}")


def bounces(
    path: Annotated[
        Path, typer.Argument(help="A mail, an mbox, or a folder of mails such as a Maildir.", metavar="PATH")
    ],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Read reports of mail servers about mails that came back: their mailboxes are stopped, and the desk is
    told. Reading the same again changes nothing."""
    if not path.exists():
        raise FileRefused("file.missing", file=path.name)
    wake()
    from nadhir.web.warnings.sending_bounces import read

    done = read(path)
    figures = {"mails": done.mails, "reports": done.reports, "bounced": done.bounced}
    if as_json:
        print_json(figures)
    else:
        typer.echo(say("bounces.read", language_of_terminal(lang), **figures))
