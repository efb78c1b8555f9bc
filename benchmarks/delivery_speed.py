"""How fast a warning reaches many recipients, and whether each gets it once, also where workers are killed.

    python benchmarks/delivery_speed.py [--recipients 1000] [--kills 0] [--workers 1] [--seed 1] [--json]

In a temporary workspace a warning is issued to invented recipients, each with a mailbox and a webhook, by the
same services and the same worker process (`nadhir worker`) as in life. A mail server and a web server on this
machine (tools/sinks.py, in a process of their own) write down what they accept, at once.

With --kills, a worker is killed (SIGKILL) so many times, each at a random moment within 50 milliseconds
after something of its life was accepted, and another is started. Told are the recipients reached,
the messages accepted by key (Message-ID, Idempotency-Key), and those accepted twice: a worker that dies
between the moment the other side accepts a message and the moment this is marked sends it again, with the
same key. PostgreSQL is used where DATABASE_URL names an empty database.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LONGEST = 1200.0  # seconds


def main() -> int:
    """Run it, and print the figures; status 1 where somebody was not reached, or got two messages."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--recipients", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nadhir-delivery-") as folder:
        figures = measure(Path(folder), asked)
    if asked.json:
        print(json.dumps(figures, indent=1))
    else:
        for name, value in figures.items():
            print(f"{name:<42} {value}")
    good = figures["missing"] == 0 and figures["distinct messages"] == figures["expected messages"]
    return 0 if good else 1


def measure(folder: Path, asked: Any) -> dict[str, Any]:
    """Issue a warning in a workspace of its own and let workers send it."""
    record = folder / "record.jsonl"
    record.touch()
    sinks = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-m", "tools.sinks", str(record)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    try:
        ports = json.loads(sinks.stdout.readline() if sinks.stdout else "")
        os.environ.update(
            NADHIR_HOME=str(folder / "home"),
            NADHIR_MAIL_HOST="127.0.0.1",
            NADHIR_MAIL_PORT=str(ports["smtp"]),
            NADHIR_MAIL_TLS="none",
            NADHIR_WEBHOOK_NETWORKS="127.0.0.1/32",
            NADHIR_LANG="en",
        )
        warning, reviewer = prepare(asked.recipients, ports["http"])
        return send(record, warning, reviewer, asked)
    finally:
        sinks.kill()
        sinks.wait()


def prepare(recipients: int, port: int) -> tuple[Any, Any]:
    """A warning that only has to be issued, to so many recipients."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nadhir.web.settings"
    import django

    django.setup()
    from nadhir.sources import Record
    from nadhir.web.accounts.selectors import viewer_of
    from nadhir.web.accounts.services import organisation_record, user_invite
    from nadhir.web.intake.services import records_take, source_record
    from nadhir.web.setup import workspace_prepare
    from nadhir.web.situations import services as situations
    from nadhir.web.warnings import services as warnings
    from nadhir.web.warnings.models import Channel, Recipient
    from nadhir.web.warnings.services.channels import channels_ensure

    workspace_prepare()
    desk = organisation_record(slug="bench", names={"en": "Bench"}, partner=True)
    analyst, reviewer = (
        viewer_of(user_invite(email=f"{role}@example.org", name=role, organisation=desk, roles=(role,)))
        for role in ("analyst", "reviewer")
    )
    situation = situations.situation_open(viewer=analyst, names={"en": "Nour Valley"}, places=[], groups=[])
    text = "They were told to leave their homes before the market day."
    source = source_record(viewer=analyst, slug="bench", tlp="amber")
    item = records_take(viewer=analyst, source=source, records=[Record(text=text, raw=text.encode())])[0]
    situations.evidence_code(
        viewer=analyst, situation=situation, item=item, start=0, end=34, elements=["7.10"]
    )
    draft = situations.assessment_draft(viewer=analyst, situation=situation)
    situations.assessment_write(viewer=analyst, assessment=draft, narrative="Pressure grows.", trend="rising")
    draft = situations.assessment_submit(viewer=analyst, assessment=draft)
    signed = situations.assessment_sign(viewer=reviewer, assessment=draft)
    from datetime import timedelta

    from nadhir.web.core import clock

    parts = ("title", "what", "where", "at_risk", "why_now", "if_nothing")
    words = dict.fromkeys(parts, "Words of a warning.")
    warning = warnings.warning_draft(
        viewer=analyst, assessment=signed, confidence="moderate",
        valid_until=clock.now() + timedelta(days=14), **words,
    )  # fmt: skip
    for text in ("Joint visit", "Public word of the elders"):
        warnings.option_add(viewer=analyst, warning=warning, text=text, by_whom="the elders", lead_days=4)
    people = Recipient.objects.bulk_create(
        Recipient(
            warning=warning, name=f"Person {number}", email=f"person{number}@example.org",
            clearance="content", language=("ar", "en", "fr")[number % 3],
        )
        for number in range(recipients)
    )  # fmt: skip
    channels_ensure(recipients=people)
    Channel.objects.bulk_create(
        Channel(recipient=one, kind="webhook", order=2, secret=str(n), address=f"http://127.0.0.1:{port}/{n}")
        for n, one in enumerate(people)
    )
    warnings.warning_submit(viewer=analyst, warning=warning)
    warnings.warning_approve(viewer=reviewer, warning=warning)
    return warning, reviewer


def send(record: Path, warning: Any, reviewer: Any, asked: Any) -> dict[str, Any]:
    """Issue it and wait until nothing is left, killing workers on the way."""
    from nadhir.web.core.models import Outgoing
    from nadhir.web.warnings import services as warnings
    from nadhir.web.warnings.models import Delivery

    rng = random.Random(asked.seed)  # noqa: S311 - when a worker dies
    workers = [start() for _ in range(asked.workers)]
    killed = 0
    began = time.monotonic()
    warnings.warning_issue(viewer=reviewer, warning=warning)
    issued = time.monotonic() - began
    sending = Outgoing.objects.filter(kind__startswith="warning.").exclude(state=Outgoing.State.SENT)
    first = None
    try:
        while sending.exists() and time.monotonic() - began < LONGEST:
            if killed < asked.kills:
                victim = rng.randrange(len(workers))
                await_more(record, began)
                time.sleep(rng.uniform(0, 0.05))
                workers[victim].send_signal(signal.SIGKILL)
                workers[victim].wait()
                killed += 1
                workers[victim] = start()
            else:
                time.sleep(0.05)
            if first is None and record.stat().st_size:
                first = time.monotonic() - began
        took = time.monotonic() - began
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return counted(record, asked, issued, took, killed) | {
        "deliveries marked sent": Delivery.objects.filter(state="sent").count()
    }


def start() -> subprocess.Popen[bytes]:
    """A worker of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "nadhir", "worker"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def await_more(record: Path, began: float) -> None:
    """Until something more is accepted, so that a worker is killed at work and not while it starts."""
    size, until = record.stat().st_size, time.monotonic() + 15
    while record.stat().st_size == size and time.monotonic() < min(until, began + LONGEST):
        time.sleep(0.005)


def counted(record: Path, asked: Any, issued: float, took: float, killed: int) -> dict[str, Any]:
    """What the servers accepted, compared with what they should have."""
    taken = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    keys = collections.Counter((one["kind"], one["key"], one["to"]) for one in taken)
    reached = collections.Counter((kind, to) for kind, _, to in keys)
    return {
        "recipients": asked.recipients,
        "expected messages": 2 * asked.recipients,
        "seconds to issue": round(issued, 2),
        "seconds from issue to the last delivery": round(took, 2),
        "messages per second": round(len(taken) / took, 1),
        "workers killed": killed,
        "distinct messages": len(keys),
        "recipients with two different messages": sum(1 for count in reached.values() if count > 1),
        "accepted again with the same key": len(taken) - len(keys),
        "missing": 2 * asked.recipients - len(reached),
    }


if __name__ == "__main__":
    sys.exit(main())
