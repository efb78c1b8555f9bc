"""The track record as a Markdown document, in Arabic, English or French, filled from the record alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nadhir.doctrine.phrases import DECIMAL, LONG, THOUSANDS, phrasebook
from nadhir.doctrine.text import Language, language
from nadhir.forecasting.outlook.levers import percent
from nadhir.forecasting.record.make import BOOK, MODEL
from nadhir.forecasting.record.track import Bin, Named, Score, Surprise, TrackRecord

STATISTICS = ("auc", "average_precision", "recall_at_10", "recall_at_20", "recall_at_30")


def markdown(record: TrackRecord, lang: str | None) -> str:
    """The document; one table for each question, misses and false alarms by name."""
    page = _Page(record, language(lang))
    parts = [
        f"# {page.words('title')}",
        page.answer(),
        *page.about(),
        page.head("notes"),
        page.notes(),
        page.head("scores"),
        page.words("say.interval"),
        page.scores(),
        *page.against_reference(),
        page.head("calibration"),
        page.probability(),
        page.calibration(),
        page.head("misses"),
        page.misses(),
        page.head("years"),
        page.words("note.ongoing"),
        page.years(),
        *page.deaths(),
        page.head("published"),
        page.published(),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


class _Page:
    """The record in one language."""

    def __init__(self, record: TrackRecord, lang: Language) -> None:
        self.record, self.lang = record, lang
        self.book = phrasebook(BOOK)

    def words(self, code: str, **params: object) -> str:
        said = self.book.say(code, self.lang, **params)
        # Isolates matter where scripts meet inside a sentence; in a Latin document they are only noise.
        return said if self.lang == "ar" else said.replace("\u2068", "").replace("\u2069", "")

    def named(self, kind: str, code: str) -> str:
        """The name of a forecast, statistic or score; its code where it has none."""
        return self.words(f"{kind}.{code}") if f"{kind}.{code}" in self.book else code.replace("_", " ")

    def number(self, value: float, digits: int = 0, sign: str = "") -> str:
        whole, point, rest = f"{value:{sign},.{digits}f}".partition(".")
        whole = whole.replace("-", "\u2212")
        if abs(value) < LONG:
            whole = whole.replace(",", "")
        return whole.replace(",", THOUSANDS[self.lang]) + (DECIMAL[self.lang] + rest if point else "")

    def head(self, code: str) -> str:
        return f"## {self.words(f'head.{code}')}"

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        lines = [header, ["---"] * len(header), *rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def score(self, told: Score, sign: str = "", digits: int = 3) -> str:
        value, low, high = (self.number(part, digits, sign) for part in (told.value, told.low, told.high))
        return f"{value} ({low} … {high})"

    def answer(self) -> str:
        record = self.record
        return self.words(
            "answer",
            first=str(record.first_year),
            last=str(record.last_year),
            onsets=record.onsets,
            found=record.found_among(30),
            found_10=record.found_among(10),
            missed=len(record.misses),
        )

    def about(self) -> list[str]:
        record = self.record
        made = self.words("made", version=record.version or "–", made_on=record.made_on or "–")
        return [made, self.words("vintage", vintage=record.vintage)] if record.vintage else [made]

    def notes(self) -> str:
        return "\n".join(f"- {self.words(note.code, **note.params)}" for note in self.record.notes)

    def scores(self) -> str:
        names = [name for name in STATISTICS if name in self.record.scores[MODEL]]
        rows = [
            [self.named("forecast", forecast), *(self.score(told[name]) for name in names)]
            for forecast, told in self.record.scores.items()
        ]
        return self.table([self.words("column.forecast"), *(self.named("statistic", n) for n in names)], rows)

    def against_reference(self) -> list[str]:
        told = self.record.differences.get(MODEL)
        if not told:
            return []
        names = [name for name in STATISTICS if name in told]
        header = [self.named("statistic", name) for name in names]
        return [self.head("differences"), self.table(header, [[self.score(told[n], "+") for n in names]])]

    def probability(self) -> str:
        told = self.record.probability
        if not {"calibration_slope", "calibration_intercept", "brier"} <= set(told):
            return ""
        return self.words(
            "say.probability",
            slope=self.number(told["calibration_slope"], 2),
            intercept=self.number(told["calibration_intercept"], 2),
            brier=self.number(told["brier"], 4),
            mean=self.number(100 * told.get("mean_risk", float("nan")), 2),
            observed=self.number(100 * told.get("observed_rate", float("nan")), 2),
        )

    def calibration(self) -> str:
        header = [self.words(f"column.{name}") for name in ("class", "said", "came", "count", "onsets")]
        rows = [
            [
                self._class(one),
                f"{self.number(100 * one.forecast, 2)} %",
                self._share(one),
                self.number(one.count),
                self.number(one.onsets),
            ]
            for one in self.record.calibration
        ]
        return self.table(header, rows)

    def misses(self) -> str:
        if not self.record.misses:
            return self.words("say.no_misses")
        header = [self.words(f"column.{name}") for name in ("year", "country", "rank", "risk")]
        rows = [
            [str(year), one.name.in_(self.lang), str(one.rank), self.number(percent(one.risk), 1)]
            for year, one in self.record.misses
        ]
        return self.table(header, rows)

    def years(self) -> str:
        header = [self.words(f"column.{name}") for name in ("year", "found", "missed", "alarms")]
        rows = [
            [
                str(year.year),
                self._all(self._ranked(one) for one in year.found),
                self._all(self._ranked(one) for one in year.missed),
                self._all(self._alarm(one) for one in year.false_alarms),
            ]
            for year in self.record.years
        ]
        return self.table(header, rows)

    def deaths(self) -> list[str]:
        record = self.record
        if not record.fatalities:
            return []
        windows = record.windows
        titles = [self.words("column.mean") if window == "mean" else window for window in windows]
        rows = [
            [self.named("forecast", name), *(self._figure(of.get(w, {}).get("crps"), 2) for w in windows)]
            for name, of in record.fatalities.items()
        ]
        parts = [
            self.head("fatalities"),
            self.words("say.crps"),
            self.table([self.words("column.forecast"), *titles], rows),
        ]
        if record.fatalities_difference:
            header = [self.words("column.mean") if w == "mean" else w for w in record.fatalities_difference]
            told = [self.score(one, "+", 2) for one in record.fatalities_difference.values()]
            parts += [self.words("say.less_than_conflictology"), self.table(header, [told])]
        last = windows[-1]
        others = list(
            dict.fromkeys(s for of in record.fatalities.values() for s in of.get(last, {}) if s != "crps")
        )
        if others:
            rows = [
                [self.named("forecast", name), *(self._figure(of.get(last, {}).get(s), 3) for s in others)]
                for name, of in record.fatalities.items()
            ]
            header = [self.words("column.forecast"), *(self.named("score", score) for score in others)]
            parts += [self.words("say.other_scores"), self.table(header, rows)]
        return parts + self.ranges()

    def ranges(self) -> list[str]:
        """How the ranges of deaths held, and the worst surprises by name."""
        if not self.record.deaths:
            return []
        header = [self.words(f"column.{name}") for name in ("year", "held_active", "held_quiet", "surprises")]
        rows = [
            [
                str(year.window),
                self._held(year.held_active, year.active),
                self._held(year.held_quiet, year.quiet),
                self._all(self._surprise(one) for one in year.surprises),
            ]
            for year in self.record.deaths
        ]
        return [self.words("say.ranges"), self.table(header, rows)]

    def published(self) -> str:
        return "\n".join(
            f"- **{one.title.in_(self.lang)}**: {figures}. {one.note.in_(self.lang)} {one.citation}"
            for one in self.record.published
            for figures in ["; ".join(one.figures)]
        )

    def _class(self, one: Bin) -> str:
        low, high = (self.number(100 * bound, 1) for bound in (one.low, one.high))
        return f"≥ {low} %" if one.high >= 1 else f"{low}–{high} %"

    def _share(self, one: Bin) -> str:
        low, high = (self.number(100 * bound, 1) for bound in (one.observed_low, one.observed_high))
        return f"{self.number(100 * one.observed, 2)} % ({low} … {high})"

    def _held(self, share: float | None, count: int) -> str:
        return "–" if share is None else f"{self.number(100 * share, 1)} % (n = {self.number(count)})"

    def _surprise(self, one: Surprise) -> str:
        came, low, high = (self.number(figure) for figure in (one.came, one.low, one.high))
        return f"{one.name.in_(self.lang)} {came} ({low} … {high})"

    def _all(self, names: Iterable[str]) -> str:
        return ("، " if self.lang == "ar" else ", ").join(names) or "–"

    def _ranked(self, one: Named) -> str:
        return f"**{one.name.in_(self.lang)}** ({one.rank})"

    def _alarm(self, one: Named) -> str:
        killed = f" ({self.number(one.killed)})" if one.killed else ""
        return f"{one.name.in_(self.lang)}{killed}"

    def _figure(self, value: float | None, digits: int) -> str:
        return "–" if value is None else self.number(value, digits)
