"""How fast the pages of a situation open with much evidence.

    python benchmarks/situation_speed.py [--pieces 10000] [--json]

A workspace of its own is made in a temporary folder and filled with invented reports; passages of them are
coded to the indicators of the Framework until there are so many pieces of evidence, an assessment that cites
them all is signed, and a tenth more are coded after it. Then pages are asked for as a browser would, without
the network, each after what is kept between pages was forgotten. Figures are milliseconds on the server: the
median and the worst of several by the clock, the median of processor time (which a busy machine does not
lengthen), and the number of queries.
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
from typing import Any

TIMES = 7
PER_REPORT = 10
PAGES = {
    "overview": "/situations/{}/",
    "evidence": "/situations/{}/evidence/",
    "evidence, page 200": "/situations/{}/evidence/?page=200",
    "evidence, one factor": "/situations/{}/evidence/?element=7",
    "evidence, a word": "/situations/{}/evidence/?q=river",
    "to be looked at again": "/situations/{}/evidence/?standing=check",
    "coverage": "/situations/{}/coverage/",
    "coverage, crosswalk": "/situations/{}/coverage/?crossed=on",
    "assessments": "/situations/{}/assessments/",
    "timeline": "/situations/{}/timeline/",
    "list of situations": "/situations/",
}
TOLD = (
    "families of the river were told to leave homes market bridge school road armed men elders spoke people "
    "village morning before after Friday rumour list names burned feared calm"
)
WORDS = TOLD.split()


def fill(pieces: int) -> Any:
    """Fill the workspace; the situation."""
    from nadhir.sources import Record
    from nadhir.web.accounts.models import User
    from nadhir.web.accounts.selectors import viewer_of
    from nadhir.web.accounts.services import user_invite
    from nadhir.web.directory.services import place_invent
    from nadhir.web.intake.services import records_take, source_record
    from nadhir.web.setup import desk_prepare, workspace_prepare
    from nadhir.web.situations import services

    workspace_prepare()
    desk = desk_prepare()
    people: dict[str, User] = {
        role: user_invite(email=f"{role}@example.org", name=role, organisation=desk, roles=[role])
        for role in ("analyst", "reviewer")
    }
    analyst, reviewer = viewer_of(people["analyst"]), viewer_of(people["reviewer"])
    place = place_invent(code="XN-01", names={"en": "Nour Valley"}, latitude=1.0, longitude=2.0)
    situation = services.situation_open(viewer=analyst, names={"en": "Nour Valley"}, places=[place.pk])
    source = source_record(viewer=analyst, slug="bench")
    rng = random.Random(7)  # noqa: S311 - invented reports, the same each time
    texts = [" ".join(rng.choice(WORDS) for _ in range(60)) + f" {n}." for n in range(pieces // PER_REPORT)]
    items = []
    for at in range(0, len(texts), 400):
        records = [Record(text=text, raw=text.encode()) for text in texts[at : at + 400]]
        items += records_take(viewer=analyst, source=source, records=records)
    before = len(items) * 10 // 11
    _code(analyst, situation, items[:before], rng)
    draft = services.assessment_draft(viewer=analyst, situation=situation)
    services.assessment_write(viewer=analyst, assessment=draft, narrative="It grows.", trend="rising")
    services.assessment_submit(viewer=analyst, assessment=draft)
    services.assessment_sign(viewer=reviewer, assessment=draft)
    _code(analyst, situation, items[before:], rng)
    return situation, people["analyst"]


def _code(viewer: Any, situation: Any, items: list[Any], rng: random.Random) -> None:
    from nadhir import doctrine
    from nadhir.web.situations import services

    indicators = [one.id for one in doctrine.load("un-foa-2014").of_kind("indicator")]
    for item in items:
        start = rng.randrange(0, 100)
        services.evidence_code(
            viewer=viewer,
            situation=situation,
            item=item,
            start=start,
            end=start + 120,
            elements=rng.sample(indicators, PER_REPORT),
            polarity=rng.choice(("risk", "risk", "risk", "mitigation")),
        )


def measure(pieces: int) -> dict[str, Any]:
    """Figures for one workspace, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, "--inside", str(pieces)],
            env={**os.environ, "NADHIR_HOME": home, "NADHIR_HOSTS": "testserver"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def inside(pieces: int) -> dict[str, Any]:
    """Fill this process's workspace and ask it for pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nadhir.web.settings"
    import django

    django.setup()
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from nadhir.web.situations.models import Evidence

    began = time.perf_counter()
    situation, user = fill(pieces)
    seconds = time.perf_counter() - began
    client = Client()
    client.force_login(user)
    pages = {}
    item = Evidence.objects.order_by("pk")[pieces // 2].item_id
    for name, address in {**PAGES, "one report": f"/inbox/{item}/"}.items():
        path = address.format(situation.pk)
        times, processor = [], []
        for _ in range(TIMES + 1):
            cache.clear()
            began, busy = time.perf_counter(), time.process_time()
            answer = client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - busy) * 1000)
            if answer.status_code != 200:
                sys.exit(f"{path}: {answer.status_code}")
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
    return {"pieces": Evidence.objects.count(), "filled_s": round(seconds, 1), "pages": pages}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pieces", type=int, nargs="+", default=[10_000], help="pieces of evidence")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside)))
        return 0
    results = [measure(count) for count in given.pieces]
    if given.json:
        print(json.dumps(results, indent=1))
        return 0
    for found in results:
        print(f"{found['pieces']:,} pieces of evidence, filled in {found['filled_s']:,} s\n")
        print(f"{'':<24}{'median':>9}{'worst':>9}{'processor':>11}{'queries':>9}{'slowest query':>15}")
        for name, page in found["pages"].items():
            print(
                f"{name:<24}{page['median_ms']:>9}{page['worst_ms']:>9}{page['processor_ms']:>11}"
                f"{page['queries']:>9}{page['slowest_query_ms']:>15}"
            )
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
