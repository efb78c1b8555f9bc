"""How fast the inbox opens with many reports.

    python benchmarks/inbox_speed.py [--items 10000 100000] [--json]

For each number a workspace of its own is made in a temporary folder and filled with invented reports, through
the same services as a file from outside: posts in three languages, one report in ten a coded event, one in
twenty a near-copy. Then pages are asked for as a browser would, without the network, each after what is kept
between pages was forgotten. Figures are milliseconds on the server: the median and the worst of several by
the clock, the median of processor time (which a busy machine does not lengthen), and the number of queries.
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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TIMES = 7
PAGES = {
    "first page": "/inbox/",
    "page 20": "/inbox/?page=20",
    "violence only": "/inbox/?priority=5",
    "one language": "/inbox/?language=fr",
    "one place": "/inbox/?place=KE&status=all",
    "one source": "/inbox/?source=events",
    "a rare word": "/inbox/?q=lighthouse&status=all",
    "a common word": "/inbox/?q=market&status=all",
    "all reports": "/inbox/?status=all",
    "one report": "item",
    "sources": "/sources/",
    "watch": "/",
}
LETTERS = {
    "en": ("b d f g k l m n p r s t v w", "a e i o u"),
    "fr": ("b c d f j l m n p r s t v", "é è a i o u ou ai"),
    "ar": ("ب ت ج ح د ر س ش ع ف ق ك ل م ن ه", "ا ي و ما لي"),
}
COMMON = {
    "en": "the market of the river and a school in the morning with families near the road",
    "fr": "le marché du fleuve et une école dans la matinée avec des familles près de la route",
    "ar": "في السوق من النهر إلى المدرسة مع الأسر عند الطريق صباحا قال أهل القرية",
}
PLACES = ("Kenya", "Uganda", "Mali", "Chad", "Nepal", "السودان", "كينيا", "Niger", "Peru", "Ghana")


def vocabulary(rng: random.Random, lang: str, size: int = 4000) -> list[str]:
    """Invented words of two to four syllables, so that texts differ as much as real ones do."""
    first, second = (letters.split() for letters in LETTERS[lang])
    return [
        "".join(rng.choice(first) + rng.choice(second) for _ in range(rng.randint(2, 4))) for _ in range(size)
    ]


def sentence(rng: random.Random, lang: str, words: list[str], count: int) -> list[str]:
    """Words, a third of them the common ones by which a language is told."""
    common = COMMON[lang].split()
    return [rng.choice(common if rng.random() < 0.35 else words) for _ in range(count)]


def posts(rng: random.Random, count: int) -> Iterator[dict[str, str]]:
    """Invented reports; one in twenty repeats an earlier one but for its last words."""
    words = {lang: vocabulary(rng, lang) for lang in LETTERS}
    told: list[str] = []
    for number in range(count):
        lang = rng.choice(("ar", "ar", "en", "fr"))
        text = sentence(rng, lang, words[lang], rng.randint(10, 50))
        if rng.random() < 0.2:
            text.insert(3, rng.choice(PLACES))
        if rng.random() < 0.0005:
            text.append("lighthouse")
        said = " ".join(text)
        if told and rng.random() < 0.05:
            said = f"{rng.choice(told)} {text[0]}"
        elif len(told) < 500:
            told.append(said)
        yield {"id": f"P{number}", "text": said, "lang": lang}


def events(rng: random.Random, count: int) -> Iterator[dict[str, str]]:
    """Invented coded events, half of them against civilians."""
    words = vocabulary(rng, "en")
    for number in range(count):
        yield {
            "id": f"E{number}",
            "event_date": f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            "country_code": rng.choice(("KEN", "UGA", "MLI", "TCD", "SDN")),
            "side_a": rng.choice(("Grey Band", "River Guard")),
            "side_b": rng.choice(("Civilians", "Hill Front")),
            "deaths": str(rng.randint(0, 40)),
            "text": " ".join(sentence(rng, "en", words, 30)),
        }


def fill(home: Path, count: int) -> float:
    """Fill the workspace; seconds it took."""
    from nadhir.web.core.viewer import installation
    from nadhir.web.intake.services import NewSource, batch_receive
    from nadhir.web.setup import desk_prepare, workspace_prepare

    workspace_prepare()
    viewer = installation(desk_prepare().pk)
    rng = random.Random(7)  # noqa: S311 - invented reports, the same each time
    began = time.perf_counter()
    for name, records in (("posts", posts(rng, count - count // 10)), ("events", events(rng, count // 10))):
        path = home / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        batch_receive(viewer=viewer, path=path, source=NewSource(name))
    return time.perf_counter() - began


def measure(count: int) -> dict[str, Any]:
    """Figures for one workspace, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="nadhir-bench-") as home:
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, "--inside", str(count)],
            env={**os.environ, "NADHIR_HOME": home, "NADHIR_HOSTS": "testserver"},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def inside(count: int) -> dict[str, Any]:
    """Fill this process's workspace and ask it for pages."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nadhir.web.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from nadhir.web.accounts.services import user_invite
    from nadhir.web.intake.models import Item
    from nadhir.web.setup import desk_prepare

    seconds = fill(Path(settings.WORKSPACE.home), count)
    user = user_invite(
        email="bench@example.org", name="Bench", organisation=desk_prepare(), roles=["analyst", "reviewer"]
    )
    client = Client()
    client.force_login(user)
    pages = {}
    for name, path in PAGES.items():
        if path == "item":
            path = f"/inbox/{Item.objects.order_by('pk')[count // 2].pk}/"
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
            print(name, slowest["time"], slowest["sql"][:1500], file=sys.stderr)
    return {"items": count, "taken_in_s": round(seconds, 1), "per_s": round(count / seconds), "pages": pages}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, nargs="+", default=[10_000], help="sizes of the workspaces")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if given.inside:
        print(json.dumps(inside(given.inside)))
        return 0
    results = [measure(count) for count in given.items]
    if given.json:
        print(json.dumps(results, indent=1))
        return 0
    for found in results:
        print(f"{found['items']:,} reports, taken in at {found['per_s']:,} a second\n")
        print(f"{'':<16}{'median':>9}{'worst':>9}{'processor':>11}{'queries':>9}{'slowest query':>15}")
        for name, page in found["pages"].items():
            print(
                f"{name:<16}{page['median_ms']:>9}{page['worst_ms']:>9}{page['processor_ms']:>11}"
                f"{page['queries']:>9}{page['slowest_query_ms']:>15}"
            )
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
