"""What the people of the journey write, in the language they work in. All of it is invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One journey's words."""

    place: str
    situation: str
    about: str
    group: str
    reasoning: str
    narrative: str
    gaps: str
    title: str
    what: str
    why_now: str
    if_nothing: str
    option: str
    by_whom: str
    decision: str
    begun: str
    result: str


WORDS = {
    "en": Words(
        place="Reed Shore",
        situation="Lantern Quay before the vote",
        about="Refugees at the quay are threatened as the local vote comes near.",
        group="Refugees at Lantern Quay",
        reasoning="Doors of one group only were marked, three days before the call to drive it out.",
        narrative="Marked doors, a call to drive the refugees out and a deadly attack followed one another "
        "within a week. Elders of both quarters still stand between.",
        gaps="Who marked the doors. Ask the harbour watch and the school.",
        title="Refugees at Lantern Quay are at risk before the vote",
        what="Attacks on refugees at the quay may spread in the days before the vote.",
        why_now="Two people were killed on 11 November, six days after doors were marked.",
        if_nothing="The families may leave at night, by a road that is watched.",
        option="Let the ferry run under escort until the vote",
        by_whom="Harbour authority",
        decision="The escort can begin tomorrow and needs no new budget.",
        begun="Two boats are ready.",
        result="The ferry ran every evening until the vote. Nobody was harmed.",
    ),
    "ar": Words(
        place="ساحل القصب",
        situation="رصيف الفوانيس قبل الاقتراع",
        about="يتعرض اللاجئون عند الرصيف للتهديد مع اقتراب الاقتراع المحلي.",
        group="اللاجئون عند رصيف الفوانيس",
        reasoning="وُضعت علامات على أبواب جماعة واحدة دون غيرها، قبل ثلاثة أيام من الدعوة إلى طردها.",
        narrative="تتابعت في أسبوع واحد علامات على الأبواب ودعوة إلى طرد اللاجئين وهجوم أوقع قتلى. "
        "وما زال شيوخ الحيّين يحولون دون ما هو أسوأ.",
        gaps="من وضع العلامات على الأبواب. يُسأل حرس الميناء والمدرسة.",
        title="اللاجئون عند رصيف الفوانيس معرضون للخطر قبل الاقتراع",
        what="قد تتسع الهجمات على اللاجئين عند الرصيف في الأيام التي تسبق الاقتراع.",
        why_now="قُتل شخصان في 11 تشرين الثاني/نوفمبر، بعد ستة أيام من وضع العلامات على الأبواب.",
        if_nothing="قد ترحل العائلات ليلًا في طريق مراقَب.",
        option="تسيير العبّارة تحت حراسة حتى الاقتراع",
        by_whom="سلطة الميناء",
        decision="يمكن أن تبدأ الحراسة غدًا، ولا تحتاج إلى مال جديد.",
        begun="زورقان جاهزان.",
        result="سارت العبّارة كل مساء حتى الاقتراع، ولم يُصب أحد بأذى.",
    ),
    "fr": Words(
        place="Rivage des Roseaux",
        situation="Quai des Lanternes avant le vote",
        about="Les réfugiés du quai sont menacés à l’approche du vote local.",
        group="Réfugiés du Quai des Lanternes",
        reasoning="Les portes d’un seul groupe ont été marquées, trois jours avant l’appel à le chasser.",
        narrative="Des portes marquées, un appel à chasser les réfugiés et une attaque meurtrière se sont "
        "suivis en une semaine. Les anciens des deux quartiers s’interposent encore.",
        gaps="Qui a marqué les portes. Interroger la garde du port et l’école.",
        title="Les réfugiés du Quai des Lanternes en danger avant le vote",
        what="Les attaques contre les réfugiés du quai risquent de s’étendre avant le vote.",
        why_now="Deux personnes ont été tuées le 11 novembre, six jours après le marquage des portes.",
        if_nothing="Les familles pourraient partir de nuit, par une route surveillée.",
        option="Faire naviguer le bac sous escorte jusqu’au vote",
        by_whom="Autorité portuaire",
        decision="L’escorte peut commencer demain et ne demande aucun budget nouveau.",
        begun="Deux bateaux sont prêts.",
        result="Le bac a navigué chaque soir jusqu’au vote. Personne n’a été blessé.",
    ),
}

# What is marked in the reports of the tutorial's file, and how it is coded.
DOORS = "des croix ont été tracées à la craie sur les portes de onze familles de réfugiés"
CALL = "اطردوا اللاجئين من الميناء قبل الاقتراع"
ATTACK = "Armed men stopped the last ferry at dusk and shot two passengers dead."
ELDERS = "Elders of both quarters kept the market open together"
