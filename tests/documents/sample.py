"""An invented assessment in an invented country, in three languages: what tests of documents read."""

from __future__ import annotations

from datetime import date

from nadhir.doctrine.text import Language, Text
from nadhir.documents import charts
from nadhir.documents import model as m

TITLE = Text(
    ar="تقييم مخاطر في جمهورية زماني",
    en="Assessment of risk in the Republic of Zamani",
    fr="Évaluation des risques en République de Zamani",
)
OPENING = Text(
    ar="شهد وادي كسرى بين 4 و19 أيار/مايو 2031 ارتفاعاً في خطاب الكراهية بنسبة 12.5٪ "
    "(من 40 إلى 45 منشوراً في اليوم)، وفق ما رصدته لجنة ",
    en="Between 4 and 19 May 2031 hateful speech in the Kasra valley rose by 12.5% "
    "(from 40 to 45 posts a day), as counted by ",
    fr="Entre le 4 et le 19 mai 2031, les discours de haine dans la vallée de Kasra ont augmenté de 12,5 % "
    "(de 40 à 45 messages par jour), selon ",
)
AFTER = Text(
    ar="؛ وقال مسؤولان إن «الوضع تحت السيطرة».",
    en="; two officials said that “the situation is under control”.",
    fr=" ; deux responsables ont affirmé que « la situation est sous contrôle ».",
)
NOTE = Text(
    ar="إذاعة زماني، نشرة 4 أيار/مايو 2031، الدقيقة 12 (مصدر موثوق، B2).",
    en="Radio Zamani, bulletin of 4 May 2031, minute 12 (usually reliable, B2).",
    fr="Radio Zamani, bulletin du 4 mai 2031, minute 12 (généralement fiable, B2).",
)
SOURCE = Text(ar="شهادة رقم", en="Testimony no.", fr="Témoignage no")
SENTENCE = Text(
    ar="أُحرقت مزرعة قرب نهر لامي، ولم يُصب أحد",
    en="A farm near the river Lami was burnt; nobody was hurt",
    fr="Une ferme près de la rivière Lami a été brûlée ; personne n’a été blessé",
)
FACTOR = Text(ar="عامل الخطر", en="Risk factor", fr="Facteur de risque")
FINDING = Text(ar="القراءة", en="Finding", fr="Constat")
COUNT = Text(ar="أدلة", en="Evidence", fr="Éléments")
CHANGE = Text(ar="التغيّر", en="Change", fr="Variation")
FINDINGS = Text(
    ar="حاضر ومتصاعد؛ اسم الجهة بالأصل ⁦Kasra Front (KF)⁩.",
    en="Present and rising; the group calls itself Kasra Front (KF).",
    fr="Présent et en hausse ; le groupe se nomme Kasra Front (KF).",
)
CAUTION = Text(
    ar="لم تصل الفرق إلى الضفة الشرقية منذ 1 نيسان/أبريل.",
    en="No team has reached the eastern bank since 1 April.",
    fr="Aucune équipe n’a atteint la rive orientale depuis le 1er avril.",
)
HEADINGS = {
    "summary": Text(ar="الخلاصة", en="Summary", fr="Résumé"),
    "factors": Text(ar="عوامل الخطر", en="Risk factors", fr="Facteurs de risque"),
    "voices": Text(ar="أصوات من الوادي", en="Voices from the valley", fr="Voix de la vallée"),
}
CAPTION = Text(ar="حوادث موثقة في الشهر", en="Recorded incidents per month", fr="Incidents recensés par mois")
PLACES = Text(ar="أماكن", en="Places", fr="Lieux")
NAME = Text(ar="سلمى ع. الفرضي", en="Salma A. Fictive", fr="Salma A. Fictive")
ROLE = Text(ar="محللة", en="Analyst", fr="Analyste")
RADIO = m.Note("radio", NOTE)


def chart(lang: Language) -> charts.Svg:
    return charts.line_chart(
        [4, 6, 5, 9, 12, 11],
        title=CAPTION.in_(lang),
        ticks=[(0, "12/2030"), (5, "5/2031")],
        write=lambda value: f"{value:g}",
        rtl=lang == "ar",
    )


def testimonies(count: int) -> m.Paragraph:
    """A paragraph with `count` sentences, each with a note of its own."""
    runs: list[m.Inline] = []
    for number in range(1, count + 1):
        runs += [SENTENCE, m.Cite(m.Note(f"t{number}", (SOURCE, " ", m.Run(f"T-{number:04}", "code"), ".")))]
        runs.append(". ")
    return m.Paragraph(tuple(runs))


def assessment(lang: Language, *, notes: int = 30, rows: int = 14) -> m.Document:
    """The whole document."""
    opening = m.Paragraph((OPENING, m.Isolate("Kasra Watch (KW)"), m.Cite(RADIO), AFTER))
    table = m.Table(
        header=(FACTOR, FINDING, COUNT, CHANGE),
        rows=tuple(
            (
                (m.Run(f"7.{number}", "number"), " ", FACTOR),
                (FINDINGS, m.Cite(RADIO)) if number == 2 else FINDINGS,
                str(number * 3),
                f"{'-' if number % 2 else '+'}{number}.5%",
            )
            for number in range(1, rows + 1)
        ),
        kinds=("words", "words", "number", "number"),
        caption=HEADINGS["factors"],
    )
    quotes = (
        m.Quote("ሰላም ለሁሉም ሰው ይሁን።", lang="am", source=("Radio Lami ", m.Cite(RADIO))),
        m.Quote("لن نترك بيوتنا، قالت (المعلمة) في 3 نقاط.", lang="ar", source=SOURCE),
        m.Quote(
            "“We will not leave”, she said (twice).",
            lang="en",
            source=m.Link("", "https://example.org/a?b=1&c=2"),
        ),
        m.Quote("तुम सब यहाँ सुरक्षित हो।", lang="hi"),
        m.Quote("မြန်မာစာ · বাংলা ভাষা · 这里很安全 · שלום לכולם · 한국어", source="مصادر متفرقة / various"),
    )
    return m.Document(
        title=TITLE,
        lang=lang,
        date=date(2031, 5, 20),
        subtitle=Text(
            ar="وثيقة اختبار، كل ما فيها متخيَّل",
            en="A test document; all of it is invented",
            fr="Document d’essai : tout y est inventé",
        ),
        marking="TLP:AMBER+STRICT",
        meta=m.Meta(author=NAME, reference="ZMN/2031/007", keywords=(CAPTION, "Zamani")),
        blocks=(
            m.KeyValues(((PLACES, ("Kasra", " / ", m.Isolate("كسرى", "ar"))), (ROLE, NAME))),
            m.Contents(),
            m.Heading(HEADINGS["summary"]),
            opening,
            m.Notice("caution", CAUTION),
            m.ListBlock(((m.Run(FINDING, "strong"), ": ", FINDINGS), (m.Run(CAUTION, "emphasis"),))),
            m.ListBlock((SENTENCE, (SENTENCE, m.Cite(RADIO))), ordered=True),
            m.Heading(HEADINGS["factors"]),
            table,
            m.Figure(chart(lang), CAPTION, CAPTION, width=0.8),
            m.Heading(HEADINGS["voices"], 2),
            *quotes,
            testimonies(notes - 1),
            m.Notice("dissent", CAUTION),
            m.Notice("withheld", CAUTION),
            m.Signatures((m.Signature(NAME, ROLE, "20.5.2031"), m.Signature("Zaynab ⁨Kasra⁩", ROLE))),
        ),
        digits="arabic" if lang == "ar" else "latin",
    )
