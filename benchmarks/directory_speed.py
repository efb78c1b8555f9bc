"""How fast the directory opens, searches and proposes duplicates with many actors.

    python benchmarks/directory_speed.py [--actors 50000] [--engagements 10000] [--json]

A workspace of its own is made in a temporary folder and filled with invented actors under names in Arabic,
English and French, roles in bodies, and engagements that name them. Then pages are asked for as a browser
would, without the network, each after what is kept between pages was forgotten. Figures are milliseconds on
the server: the median and the worst of several by the clock, the median of processor time, and the number of
queries. The round that proposes duplicates is measured once, in seconds.
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
PAGES = {
    "list": "/directory/",
    "list, Arabic": "/directory/?page=2",
    "page 500": "/directory/?page=500",
    "search, Latin": "/directory/?q=karim+bemkadmont",
    "search, one short word": "/directory/?q=ka",
    "search, part of a word": "/directory/?q=kadmon",
    "search, Arabic": "/directory/?q=كريم+بيمكادمونت",
    "search, across scripts": "/directory/?q=زادلينكوفا",
    "search, nobody": "/directory/?q=qqqqq",
    "kind and place": "/directory/?kind=person&place=XN-01",
    "kind, place and words": "/directory/?kind=person&place=XN-01&q=karim",
    "one actor": "/directory/{}/",
    "engagements": "/cooperation/?show=engagements",
}
# Invented names in both scripts; combined they make people enough, and some twice, as in life.
FIRST = (
    ("Karim", "كريم"), ("Salma", "سلمى"), ("Nadir", "نادر"), ("Amina", "أمينة"), ("Yusuf", "يوسف"),
    ("Mariam", "مريم"), ("Idris", "إدريس"), ("Leila", "ليلى"), ("Osman", "عثمان"), ("Hawa", "حواء"),
    ("Tariq", "طارق"), ("Zahra", "زهرة"), ("Bakari", "بكاري"), ("Fanta", "فانتا"), ("Marc", "مارك"),
    ("Elise", "إليز"), ("Pavel", "بافل"), ("Irina", "إيرينا"), ("Joseph", "جوزيف"), ("Grace", "غريس"),
)  # fmt: skip
MIDDLE = ("ab", "en", "or", "ul", "im", "ad", "is", "em", "on", "ar")
MIDDLE_ARABIC = ("اب", "ين", "ور", "ول", "يم", "اد", "يس", "يم", "ون", "ار")
START = ("B", "D", "F", "G", "K", "L", "M", "N", "R", "S", "T", "Z")
START_ARABIC = ("ب", "د", "ف", "غ", "ك", "ل", "م", "ن", "ر", "س", "ت", "ز")
END = ("mont", "dara", "kova", "fari", "bani", "toure", "lessi", "ngala")
END_ARABIC = ("مونت", "دارا", "كوفا", "فاري", "باني", "توري", "ليسي", "نغالا")
BODIES = ("Council", "Committee", "Forum", "Network", "Association", "Office")


def fill(many: int, engagements: int) -> tuple[Any, Any]:
    """Fill the workspace; a person of its desk, and an actor."""
    from nadhir.web.accounts.services import user_invite
    from nadhir.web.directory.models import Actor
    from nadhir.web.directory.services import place_invent
    from nadhir.web.setup import desk_prepare, workspace_prepare

    workspace_prepare()
    desk = desk_prepare()
    user = user_invite(email="officer@example.org", name="officer", organisation=desk, roles=["officer"])
    rng = random.Random(7)  # noqa: S311 - invented people, the same each time
    country = place_invent(code="XN", names={"en": "Nour", "ar": "نور", "fr": "Nour"})
    places = [country] + [
        place_invent(code=f"XN-{n:02}", names={"en": f"Region {n}", "ar": f"إقليم {n}"}, parent=country)
        for n in range(1, 21)
    ]
    actors = [_actor(desk, user, rng, places, number) for number in range(many)]
    for twice in actors[::100]:  # one in a hundred is recorded twice, the second time in Latin letters only
        again = rng.choice(actors)
        again.kind, again.names = twice.kind, {"en": twice.names["en"].replace("ou", "u")}
    Actor.objects.bulk_create(actors, batch_size=1_000)
    _spell(actors, rng)
    _engage(desk, user, actors, engagements, rng)
    return user, actors[many // 2]


def _actor(desk: Any, user: Any, rng: random.Random, places: list[Any], number: int) -> Any:
    from nadhir.web.directory.models import Actor

    latin, arabic = _surname(rng)
    if number % 10 == 0:
        word = rng.choice(BODIES)
        names = {"en": f"{latin} {word}", "ar": f"مجلس {arabic}", "fr": f"Conseil {latin}"}
    else:
        first, (second, second_arabic) = rng.choice(FIRST), _surname(rng)
        names = {"en": f"{first[0]} {second} {latin}", "fr": f"{first[0]} {second} {latin}"}
        names |= {"ar": f"{first[1]} {second_arabic} {arabic}"} if number % 3 else {}
    return Actor(
        owner=desk,
        created_by=user,
        tlp="green",
        kind="body" if number % 10 == 0 else "person",
        names=names,
        place=rng.choice(places),
        fictional=True,
    )


def _surname(rng: random.Random) -> tuple[str, str]:
    """An invented surname in Latin and in Arabic letters."""
    parts = [rng.randrange(12), rng.randrange(10), rng.randrange(12), rng.randrange(10), rng.randrange(8)]
    latin = (START, MIDDLE, [letter.lower() for letter in START], MIDDLE, END)
    arabic = (START_ARABIC, MIDDLE_ARABIC, START_ARABIC, MIDDLE_ARABIC, END_ARABIC)
    return (
        "".join(letters[at] for letters, at in zip(latin, parts, strict=True)),
        "".join(letters[at] for letters, at in zip(arabic, parts, strict=True)),
    )


def _spell(actors: list[Any], rng: random.Random) -> None:
    """Names, keys and roles of all, in bulk."""
    from nadhir.screening.normalise import fold
    from nadhir.web.directory.models import ActorName, Tenure
    from nadhir.web.directory.services import actors_index

    names = []
    for actor in actors:
        told = {text: language for language, text in actor.names.items()}
        *others, last = actor.names["en"].split()
        told |= {f"{last}, {' '.join(others)}": "en"}
        names += [
            ActorName(actor=actor, text=text, language=language, folded=fold(text))
            for text, language in told.items()
        ]
    ActorName.objects.bulk_create(names, batch_size=2_000)
    for at in range(0, len(actors), 500):
        actors_index(actors[at : at + 500])
    bodies = [actor for actor in actors if actor.kind == "body"]
    people = [actor for actor in actors if actor.kind == "person"]
    served = [
        Tenure(actor=one, body=rng.choice(bodies), kind="member", valid_from=str(rng.randrange(2005, 2026)))
        for one in people[::2]
    ]
    Tenure.objects.bulk_create(served, batch_size=2_000)


def _engage(desk: Any, user: Any, actors: list[Any], many: int, rng: random.Random) -> None:
    from datetime import date, timedelta

    from nadhir.web.response.models import Engagement

    begin = date(2012, 1, 1)
    held = [
        Engagement(
            owner=desk,
            created_by=user,
            tlp="green",
            kind="dialogue",
            names={"en": f"Dialogue {number}"},
            held_on=begin + timedelta(days=rng.randrange(5_000)),
        )
        for number in range(many)
    ]
    Engagement.objects.bulk_create(held, batch_size=1_000)
    link = Engagement.convened_by.through
    link.objects.bulk_create(
        [link(engagement=one, actor=rng.choice(actors)) for one in held], batch_size=2_000
    )


def measure(actors: int, engagements: int) -> dict[str, Any]:
    """Figures for one workspace, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        done = subprocess.run(  # noqa: S603 - ourselves
            [
                sys.executable,
                __file__,
                "--inside",
                "--actors",
                str(actors),
                "--engagements",
                str(engagements),
            ],
            env={**os.environ, "NADHIR_HOME": home, "NADHIR_HOSTS": "testserver"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def inside(many: int, engagements: int) -> dict[str, Any]:
    """Fill this process's workspace and ask it for pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nadhir.web.settings"
    import django

    django.setup()
    from django.test import Client

    from nadhir.web.directory.models import Duplicate
    from nadhir.web.directory.services import duplicates_propose

    began = time.perf_counter()
    user, actor = fill(many, engagements)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    duplicates_propose()
    round_seconds = time.perf_counter() - began
    client = Client()
    client.force_login(user)
    pages = {name: _page(client, address.format(actor.pk), name) for name, address in PAGES.items()}
    return {
        "actors": many,
        "engagements": engagements,
        "filled_s": round(seconds, 1),
        "duplicates_round_s": round(round_seconds, 1),
        "proposed": Duplicate.objects.count(),
        "pages": pages,
    }


def _page(client: Any, path: str, name: str) -> dict[str, Any]:
    """Figures for one page."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.cookies["nadhir_language"] = "ar" if "Arabic" in name else "en"
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
    slowest = sorted(asked.captured_queries, key=lambda query: -float(query["time"]))
    if os.environ.get("NADHIR_BENCH_SQL"):
        for query in slowest[:3]:
            print(name, query["time"], query["sql"][:1500], file=sys.stderr)
    return {
        "median_ms": round(statistics.median(times[1:]), 1),
        "worst_ms": round(max(times[1:]), 1),
        "processor_ms": round(statistics.median(processor[1:]), 1),
        "queries": len(asked),
        "slowest_query_ms": round(float(slowest[0]["time"]) * 1000, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--actors", type=int, default=50_000)
    parser.add_argument("--engagements", type=int, default=10_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.actors, given.engagements)))
        return 0
    found = measure(given.actors, given.engagements)
    if given.json:
        print(json.dumps(found, indent=1))
        return 0
    print(
        f"{found['actors']:,} actors, {found['engagements']:,} engagements, filled in {found['filled_s']:,} s"
    )
    print(f"all compared in {found['duplicates_round_s']:,} s: {found['proposed']:,} pairs proposed\n")
    print(f"{'':<26}{'median':>9}{'worst':>9}{'processor':>11}{'queries':>9}{'slowest query':>15}")
    for name, page in found["pages"].items():
        print(
            f"{name:<26}{page['median_ms']:>9}{page['worst_ms']:>9}{page['processor_ms']:>11}"
            f"{page['queries']:>9}{page['slowest_query_ms']:>15}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
