"""How fast lists and searches of cooperation open with many institutions.

    python benchmarks/cooperation_speed.py [--actors 50000] [--json]

A workspace of its own is made in a temporary folder and filled with invented actors in three languages,
engagements, agreements and undertakings that come from them, in the proportion of 50,000 to 10,000, 2,000
and 20,000. Then pages are asked for as a browser would, without the network, each after what is kept between
pages was forgotten. Figures are milliseconds on the server: the median and the worst of several by the clock,
the median of processor time (which a busy machine does not lengthen), and the number of queries.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from typing import Any

TIMES = 5
AT_A_TIME = 2_000
PAGES = {
    "agreements": "/cooperation/",
    "agreements, a word": "/cooperation/?q=river",
    "agreements, with somebody": "/cooperation/?who=council+417",
    "agreements, soon over": "/cooperation/?state=runs_out",
    "agreements, page 30": "/cooperation/?page=30",
    "meetings": "/cooperation/?show=engagements",
    "meetings, a word": "/cooperation/?show=engagements&q=river",
    "meetings, with somebody": "/cooperation/?show=engagements&who=council+417",
    "meetings, page 150": "/cooperation/?show=engagements&page=150",
    "promises": "/cooperation/promises/",
    "promises, overdue": "/cooperation/promises/?state=late",
    "promises, a word": "/cooperation/promises/?q=river",
    "promises, of a party": "/cooperation/promises/?party=council+417",
    "promises, an area": "/cooperation/promises/?area=training",
    "promises, page 300": "/cooperation/promises/?page=300",
    "one agreement": "/cooperation/instruments/{instrument}/",
    "one meeting": "/cooperation/engagements/{engagement}/",
    "legal status": "/cooperation/adherence/",
    "to record an agreement": "/cooperation/instruments/new/",
    "bodies": "/cooperation/bodies/",
    "reports": "/cooperation/reports/",
    "plans": "/cooperation/plans/",
    "learning": "/cooperation/learning/",
    "assistance": "/cooperation/assistance/",
    "processes": "/cooperation/dossiers/",
    "claims": "/cooperation/claims/",
    "directory": "/directory/",
    "directory, a name": "/directory/?q=council+417",
}
WORDS = [
    "river",
    "market",
    "bridge",
    "school",
    "valley",
    "harbour",
    "terrace",
    "mosque",
    "church",
    "council",
    "women",
    "youth",
    "elders",
]
AREAS = [{"en": "training"}, {"en": "early warning"}, {"en": "joint events"}]


def fill(actors: int) -> dict[str, Any]:
    """Fill the workspace; an officer, an agreement and an engagement of it."""
    from nadhir.screening.normalise import fold
    from nadhir.web.accounts.services import user_invite
    from nadhir.web.cooperation.models import Instrument, Obligation
    from nadhir.web.core import clock
    from nadhir.web.directory.models import Actor, ActorName
    from nadhir.web.response.models import Engagement, Undertaking
    from nadhir.web.setup import desk_prepare, workspace_prepare

    workspace_prepare()
    desk = desk_prepare()
    officer = user_invite(email="officer@example.org", name="officer", organisation=desk, roles=["officer"])
    rng = random.Random(7)  # noqa: S311 - invented institutions, the same each time
    kept = {"owner_id": desk.pk, "created_by_id": officer.pk}

    def named(what: str, n: int) -> dict[str, str]:
        word = rng.choice(WORDS)
        return {
            "en": f"{what} {n} of the {word}",
            "ar": f"{what} {n} {word} الوادي",
            "fr": f"{what} {n} de {word}",
        }

    def folded(names: dict[str, str]) -> str:
        return "\n".join(fold(name) for name in names.values())

    bodies = []
    for n in range(actors):
        names = named("Council", n)
        fields = {f"sort_{code}": fold(name)[:120] for code, name in names.items()}
        bodies.append(
            Actor(**kept, tlp=rng.choice(("clear", "green", "amber")), kind="body", names=names, **fields)
        )
    Actor.objects.bulk_create(bodies, batch_size=AT_A_TIME)
    spelt = (
        ActorName(actor=one, text=name, language=code, folded=fold(name)[:300])
        for one in bodies
        for code, name in one.names.items()
    )
    ActorName.objects.bulk_create(spelt, batch_size=AT_A_TIME)
    today = clock.now().date()

    def day(n: int) -> date:
        return today - timedelta(days=n)

    meetings = [
        Engagement(
            **kept, tlp=rng.choice(("green", "amber")), kind="workshop",
            names=(names := named("Workshop", n)), folded=folded(names),
            held_on=day(n % 4_000), participants=rng.randrange(9, 90),
        )
        for n in range(actors // 5)
    ]  # fmt: skip
    Engagement.objects.bulk_create(meetings, batch_size=AT_A_TIME)
    agreed = [
        Instrument(
            **kept, tlp=rng.choice(("green", "amber")), kind="memorandum",
            names=(names := named("Memorandum", n)), folded=folded(names),
            dated_on=day(n % 3_000), ends_on=day(n % 3_000 - 1_400), areas=AREAS,
        )
        for n in range(actors // 25)
    ]  # fmt: skip
    Instrument.objects.bulk_create(agreed, batch_size=AT_A_TIME)
    for model, rows, relation in (
        (Engagement, meetings, "convened_by"), (Instrument, agreed, "parties"),
    ):  # fmt: skip
        through: Any = getattr(model, relation).through
        column = f"{model._meta.model_name}_id"
        pairs = [
            through(**{column: one.pk, "actor_id": rng.choice(bodies).pk}) for one in rows for _n in range(2)
        ]
        through.objects.bulk_create(pairs, batch_size=AT_A_TIME, ignore_conflicts=True)
    done = ("open", "open", "under_way", "done", "lapsed")
    promised = []
    for n in range(actors * 2 // 5):
        status = rng.choice(done)
        promised.append(
            Undertaking(
                **kept, tlp=rng.choice(("green", "amber")), title=f"Promise {n} of the {rng.choice(WORDS)}",
                who="both parties", origin="instrument", origin_id=agreed[n % len(agreed)].pk, status=status,
                due_on=day(n % 1_500 - 700) if n % 7 else None,
            )
        )  # fmt: skip
    Undertaking.objects.bulk_create(promised, batch_size=AT_A_TIME)
    Obligation.objects.bulk_create(
        (
            Obligation(instrument=agreed[n % len(agreed)], undertaking=one, area=n % 3, clause=str(n % 9 + 1))
            for n, one in enumerate(promised)
        ),
        batch_size=AT_A_TIME,
    )
    return {"user": officer, "instrument": agreed[7].pk, "engagement": meetings[7].pk}


def measure(actors: int) -> dict[str, Any]:
    """Figures for one workspace, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, "--inside", str(actors)],
            env={**os.environ, "NADHIR_HOME": home, "NADHIR_HOSTS": "testserver"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def inside(actors: int) -> dict[str, Any]:
    """Fill this process's workspace and ask it for pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nadhir.web.settings"
    import django

    django.setup()
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    began = time.perf_counter()
    there = fill(actors)
    seconds = time.perf_counter() - began
    client = Client()
    client.force_login(there["user"])
    pages = {}
    for name, address in PAGES.items():
        path = address.format(**there)
        times, processor = [], []
        for _ in range(TIMES + 1):
            cache.clear()
            began, busy = time.perf_counter(), time.process_time()
            answer = client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - busy) * 1000)
            if answer.status_code != 200:
                break
        if answer.status_code != 200:
            print(f"{path}: {answer.status_code}", file=sys.stderr)
            continue
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        slowest = max(asked.captured_queries, key=lambda query: float(query["time"]))
        pages[name] = {
            "median_ms": round(statistics.median(times[1:]), 1),
            "worst_ms": round(max(times[1:]), 1),
            "processor_ms": round(statistics.median(processor[1:]), 1),
            "queries": len(asked),
            "slowest_query_ms": round(float(slowest["time"]) * 1000, 1),
        }
        if os.environ.get("NADHIR_BENCH_SQL"):
            for query in sorted(asked.captured_queries, key=lambda one: -float(one["time"]))[:3]:
                print(name, query["time"], query["sql"][:1500], file=sys.stderr)
    return {"actors": actors, "filled_s": round(seconds, 1), "pages": pages}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--actors", type=int, default=50_000, help="actors; the rest in proportion")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside)))
        return 0
    found = measure(given.actors)
    if given.json:
        print(json.dumps(found, indent=1))
        return 0
    print(f"{found['actors']:,} actors, filled in {found['filled_s']:,} s\n")
    print(f"{'':<28}{'median':>9}{'worst':>9}{'processor':>11}{'queries':>9}{'slowest query':>15}")
    for name, page in found["pages"].items():
        print(
            f"{name:<28}{page['median_ms']:>9}{page['worst_ms']:>9}{page['processor_ms']:>11}"
            f"{page['queries']:>9}{page['slowest_query_ms']:>15}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
