"""How much of a national committee's report is there before anybody writes, and how much work is left.

    python benchmarks/report_work.py [--json]

The demonstration is loaded into a temporary folder. Its report that is being written is looked at as an
analyst of the reporting desk would: how many of its sections say something by themselves, how many words
and tables that is in each language, which sections people must write, and how many pages the whole has.
Then the walk through all its pages is made by a script (every section opened, the words that are asked for
kept, handed in, cleared, submitted, six files taken) and timed on the server.

The work of a person is reckoned from that, not measured on people: reading what stands there in one language
at 238 words a minute (Brysbaert 2019, silent reading), composing 120 words for each section that people must
write at 19 words a minute (Karat and others 1999), and 20 seconds for each page of the walk, which is our own
guess. Writing the same words in two more languages, and the reading of the second person who clears it, stand
beside it and are not hidden in it. Anybody may put other figures in.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

READS, WRITES, OWN_WORDS = 238, 19, 120  # words a minute, words a minute, words of a section
PAGE_MINUTES = 1 / 3
LANGUAGES = ("ar", "en", "fr")


def measure() -> dict[str, Any]:
    """The figures, of the demonstration in the workspace that the environment names."""
    import io

    import pypdf
    from django.test import Client

    from nadhir.documents import model as m
    from nadhir.documents import pdf, text
    from nadhir.web import demonstration
    from nadhir.web.accounts.models import User
    from nadhir.web.accounts.selectors import viewer_of
    from nadhir.web.cooperation import reporting, selectors
    from nadhir.web.cooperation.models import Report
    from nadhir.web.setup import workspace_prepare

    workspace_prepare()
    demonstration.load()
    report = Report.objects.get(status=Report.Status.WRITING)
    owner = report.owner_id
    writer = User.objects.filter(organisation=owner, roles_held__role="analyst").order_by("pk").first()
    clearer = User.objects.filter(organisation=owner, roles_held__role="reviewer").order_by("pk").first()
    if writer is None or clearer is None:
        raise SystemExit("the demonstration has nobody to write and to clear a report")
    viewer = viewer_of(writer)
    sections = selectors.report_sections(viewer, report)
    told: dict[str, Any] = {"sections": len(sections), "languages": {}}
    for lang in LANGUAGES:
        scope = reporting.scope_of(viewer, report, lang)
        began = time.perf_counter()
        known = {one.code: reporting.known(scope, one.code) for one in sections}
        collected = time.perf_counter() - began
        whole = reporting.dressed(report, reporting.whole(viewer, report, sections, lang))
        began = time.perf_counter()
        file = pdf.to_pdf(whole)
        told["languages"][lang] = {
            "filled": sum(one.filled for one in known.values()),
            "sentences": sum(len(one.said) for one in known.values()),
            "tables": sum(isinstance(block, m.Table) for one in known.values() for block in one.blocks),
            "figures": sum(isinstance(block, m.Figure) for one in known.values() for block in one.blocks),
            "words": len(text.to_plain(whole).split()),
            "pages": len(pypdf.PdfReader(io.BytesIO(file)).pages),
            "collected_s": round(collected, 2),
            "pdf_s": round(time.perf_counter() - began, 2),
        }
    missing = selectors.missing(report, sections)
    told["to_write"] = [one.code for one in missing]
    told["must_write"] = sum(one.code in ("difficulties", "recommendations") for one in sections)
    told["walk"] = _walk(Client, writer, clearer, report)
    told["reckoned_minutes"] = _reckoned(told)
    return told


def _walk(client_of: Any, writer: Any, clearer: Any, report: Any) -> dict[str, Any]:
    """Every page of the way of one report, as a script would go through it."""
    from nadhir.web.core import clock

    ours, theirs = client_of(HTTP_HOST="127.0.0.1"), client_of(HTTP_HOST="127.0.0.1")
    ours.force_login(writer)
    theirs.force_login(clearer)
    here, pages = f"/cooperation/reports/{report.pk}", 0
    began = time.perf_counter()

    def got(client: Any, address: str, **sent: Any) -> None:
        nonlocal pages
        pages += 1
        answer = client.post(address, sent) if sent else client.get(address)
        if answer.status_code not in (200, 302):
            raise SystemExit(f"{address}: {answer.status_code}")

    got(ours, f"{here}/")
    for section in report.sections.order_by("order"):
        address = f"{here}/sections/{section.code}/"
        got(ours, address)
        if section.code in ("difficulties", "recommendations"):
            words = {f"texts_{lang}": "Words of people. " * 40 for lang in LANGUAGES}
            got(ours, address, version=str(section.version), with_records="on", next="", **words)
    got(ours, f"{here}/hand-in/", anyway="on")
    got(theirs, f"{here}/")
    got(theirs, f"{here}/clear/", note="")
    got(ours, f"{here}/submit/", on=clock.now().date().isoformat())
    for lang in LANGUAGES:
        for form in ("pdf", "docx"):
            got(ours, f"{here}/document/?language={lang}&format={form}")
    return {"pages": pages, "seconds": round(time.perf_counter() - began, 1)}


def _reckoned(told: dict[str, Any]) -> dict[str, float]:
    reading = told["languages"]["en"]["words"] / READS
    writing = told["must_write"] * OWN_WORDS / WRITES
    walking = told["walk"]["pages"] * PAGE_MINUTES
    parts = {
        "reading": reading,
        "writing_one_language": writing,
        "pages": walking,
        "assembled_one_language": reading + writing + walking,
        "two_more_languages": writing * (len(LANGUAGES) - 1),
        "second_person_reads": reading,
    }
    return {name: round(minutes, 1) for name, minutes in parts.items()}


def shown(told: dict[str, Any]) -> str:
    """The figures as a table."""
    names = ("filled", "sentences", "tables", "figures", "words", "pages", "collected_s", "pdf_s")
    rows = [
        f"{name:12}" + "".join(f"{told['languages'][lang][name]:>8}" for lang in LANGUAGES) for name in names
    ]
    lines = [f"{'':12}" + "".join(f"{lang:>8}" for lang in LANGUAGES), *rows]
    lines.append(f"sections {told['sections']}, of which people must write {told['must_write']}")
    lines.append(f"still missing words: {told['to_write']}")
    lines.append(f"walk: {told['walk']['pages']} pages, {told['walk']['seconds']} s on the server")
    lines.append(f"reckoned minutes: {told['reckoned_minutes']}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not asked.here:
        with tempfile.TemporaryDirectory(prefix="nadhir-report-") as folder:
            known = {**os.environ, "NADHIR_HOME": folder, "DJANGO_SETTINGS_MODULE": "nadhir.web.settings"}
            again = [sys.executable, __file__, "--here", *(["--json"] if asked.json else [])]
            raise SystemExit(subprocess.run(again, env=known, check=False).returncode)  # noqa: S603
    import django

    django.setup()
    told = measure()
    print(json.dumps(told) if asked.json else shown(told))


if __name__ == "__main__":
    main()
