"""How fast the pages of plans and commitments open with ten thousand engagements.

    python benchmarks/commitments_speed.py [--engagements 10000] [--json]

A workspace of its own is made in a temporary folder and filled with invented meetings, a tenth as many
undertakings, and judgements on which commitments of three texts and of one plan with its own they serve:
one to three of each. Then pages are asked for as a browser would, without the network, each after what is
kept between pages was forgotten. Figures are milliseconds on the server: the median and the worst of several
by the clock, the median of processor time (which a busy machine does not lengthen), the number of queries,
and the slowest of them.
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
OUTLINE = "\n".join(f"{at}. Commitment {at}" for at in range(1, 31))


def fill(many: int) -> dict[str, Any]:
    """Fill the workspace; what is asked for of it."""
    from nadhir import doctrine
    from nadhir.doctrine.outline import read_outline
    from nadhir.web.accounts.selectors import viewer_of
    from nadhir.web.accounts.services import user_invite
    from nadhir.web.cooperation import services
    from nadhir.web.cooperation.models import Serving
    from nadhir.web.cooperation.selectors.commitments import of_key, scope_of
    from nadhir.web.cooperation.selectors.plans import chosen_elements
    from nadhir.web.core import clock
    from nadhir.web.directory.services import place_invent
    from nadhir.web.response.models import Engagement, Undertaking
    from nadhir.web.setup import desk_prepare, workspace_prepare

    workspace_prepare()
    desk = desk_prepare()
    user = user_invite(email="o@example.org", name="officer", organisation=desk, roles=["officer", "analyst"])
    viewer = viewer_of(user)
    place = place_invent(code="XN-01", names={"en": "Nour Valley"}, latitude=1.0, longitude=2.0)
    rng = random.Random(7)  # noqa: S311 - invented meetings, the same each time
    goals = [one.id for one in doctrine.load("sdg").roots()]
    shared = {"owner": desk, "created_by_id": user.pk}
    held = [
        Engagement(
            **shared,
            kind=rng.choice(Engagement.Kind.values),
            names={"en": f"Meeting {at}"},
            tlp=rng.choice(("clear", "green", "amber", "amber", "amber_strict")),
            held_on=date(2020, 1, 1) + timedelta(days=rng.randrange(2500)),
            place=place if rng.random() < 0.3 else None,
            participants=rng.randrange(5, 90),
            women=rng.randrange(0, 5) if rng.random() < 0.7 else None,
            goals=rng.sample(goals, rng.randrange(0, 3)),
        )
        for at in range(many)
    ]
    Engagement.objects.bulk_create(held, batch_size=500)
    made = [
        Undertaking(
            **shared, title=f"Undertaking {at}", who="somebody", tlp="amber", origin="own",
            status=rng.choice(("open", "under_way", "done")), due_on=date(2026, 1, 1),
        )
        for at in range(many // 10)
    ]  # fmt: skip
    Undertaking.objects.bulk_create(made, batch_size=500)
    own = services.plan_record(
        viewer=viewer, kind="national", names={"en": "Own"}, elements=read_outline(OUTLINE)
    )
    texts = ("un-hate-speech-2019", "fez-2017", "sdg")
    tracked = [
        services.plan_record(viewer=viewer, kind="catalogue", names={"en": one}, catalogue=one)
        for one in texts
    ]
    judged = []
    for key in (*texts, str(own.pk)):
        scope = scope_of(viewer, key)
        elements = [one.id for one in chosen_elements(scope.catalogue)]
        for column, records in (("engagement", held), ("undertaking", made)):
            for record in records:
                judged += [
                    Serving(
                        key=of_key(scope, element, record.pk),
                        catalogue="" if scope.own else key,
                        plan=scope.own,
                        element=element,
                        at=clock.now(),
                        **{column: record},
                    )
                    for element in rng.sample(elements, rng.randrange(1, 4))
                ]
    Serving.objects.bulk_create(judged, batch_size=500)
    return {"user": user, "own": own, "fez": tracked[1], "sdg": tracked[2], "judged": len(judged)}


def pages(told: dict[str, Any]) -> dict[str, str]:
    """The pages that are asked for."""
    matrix = "/cooperation/commitments/"
    return {
        "plans": "/cooperation/plans/",
        "one plan (religious leaders)": f"/cooperation/plans/{told['fez'].pk}/",
        "one plan (goals)": f"/cooperation/plans/{told['sdg'].pk}/",
        "one plan (30 commitments of its own)": f"/cooperation/plans/{told['own'].pk}/",
        "one commitment of a plan": f"/cooperation/plans/{told['fez'].pk}/commitments/FEZ-1/",
        "matrix, hate speech": f"{matrix}?plan=un-hate-speech-2019",
        "matrix, religious leaders": f"{matrix}?plan=fez-2017",
        "matrix, goals": f"{matrix}?plan=sdg",
        "matrix, own plan": f"{matrix}?plan={told['own'].pk}",
        "matrix, a period and a place": f"{matrix}?plan=fez-2017&first=2024&last=2025&place=XN-01",
        "one cell": "/cooperation/commitments/fez-2017/FEZ-1/",
        "one cell, page 20": "/cooperation/commitments/fez-2017/FEZ-1/?page=20",
        "judging many": "/cooperation/commitments/judge/?of=national-mechanism",
    }


def measure(many: int) -> dict[str, Any]:
    """Figures for one workspace, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, "--inside", str(many)],
            env={**os.environ, "NADHIR_HOME": home, "NADHIR_HOSTS": "testserver"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def inside(many: int) -> dict[str, Any]:
    """Fill this process's workspace and ask it for pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nadhir.web.settings"
    import django

    django.setup()
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    began = time.perf_counter()
    told = fill(many)
    seconds = time.perf_counter() - began
    client = Client()
    client.force_login(told["user"])
    found = {}
    for name, path in pages(told).items():
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
        found[name] = {
            "median": round(statistics.median(times[1:])),
            "worst": round(max(times[1:])),
            "processor": round(statistics.median(processor[1:])),
            "queries": len(asked),
            "slowest_query": round(float(slowest["time"]) * 1000),
        }
    return {"engagements": many, "judgements": told["judged"], "filled_in": round(seconds), "pages": found}


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engagements", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside)))
        return
    found = measure(given.engagements)
    if given.json:
        print(json.dumps(found, indent=1))
        return
    print(f"{found['engagements']:,} engagements, {found['judgements']:,} judgements")
    print(f"{'page':40}{'median':>8}{'worst':>8}{'processor':>11}{'queries':>9}{'slowest':>9}")
    for name, page in found["pages"].items():
        print(
            f"{name:40}{page['median']:8}{page['worst']:8}{page['processor']:11}{page['queries']:9}"
            f"{page['slowest_query']:9}"
        )


if __name__ == "__main__":
    main()
