"""Words that tell languages written in Latin letters apart: small, frequent, and seldom those of another."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat

import numpy as np
import numpy.typing as npt

from nadhir.screening.normalise import SEPARATOR

COMMON: Mapping[str, str] = {
    "en": """the and is are was were of to in that it for you they this with have be not on their we
        should all don't i'm my your what who will from these those as at by an has would can i them
        there our he she his her me so just like but if how why you're it's that's get got people out up
        about when or do did know think want need no never because than then some any more been into""",
    "fr": """le la les des est sont une dans que qui pour pas sur avec ce cette ces nous vous ils elles et du
        me te moi toi leurs cet quel
        au aux plus tout tous mais je j'ai c'est ne leur son ses être etre doit il faut comme par un en de
        on elle tu mon ma mes ton sa se si ou où ont fait bien très même sans chez nos votre qu'il""",
    "es": """el los las que y en por con para una es son pero como más mas no se su al lo del un de la le me
        mi tu te yo nos les muy todo todos esta este eso está están estan hay ser si ya porque cuando donde
        nada sin sobre hasta también ni nuestro nuestra ellos ellas usted quien hacer fue han tiene""",
    "pt": """os as que e em por com para uma são sao mas como não nao se seu ao da do na no um de o a eu me
        meu minha você voce vc tem ter foi ser está isso esse essa este esta muito mais tudo todos nos nas
        dos das pra pelo pela quem quando onde ele ela eles elas já ja só so também nem sem sua""",
    "it": """il lo la gli le di che e un una per con non è sono mi si ma come più questo questa della del dei
        delle degli nel nella alla al dal dalla anche se ci io tu lui lei noi voi loro ho hai ha hanno molto
        tutto tutti perché quando dove chi cosa essere fatto sempre mai senza suo sua nostri nostro""",
    "de": """der die das und ist sind nicht ein eine einen einem einer ich du er sie es wir ihr den dem des zu
        mit auf für fuer von im in auch so wie aber oder wenn dass daß was wer hat haben wird werden kann nur
        noch mehr kein keine nach bei aus um an als mein dein sein uns euch diese dieser schon immer man""",
    "nl": """de het een en is zijn niet ik je jij hij zij ze we wij jullie van in op te met voor dat die dit
        deze er ook maar als of om aan bij naar uit door over heeft hebben wordt worden kan kunnen moet moeten
        geen meer nog wel zo wat wie waar hun ons onze mijn jouw alle alleen altijd nooit""",
    "sw": """na ya wa kwa ni za la katika hii kuwa watu cha yao sana huyu hawa wetu kama lakini yake hapa ndio
        hakuna sisi wao mimi wewe si tu bado leo nini kila wote zote hiyo vya pia""",
    "ha": """da na ya ba ce mutane wannan kuma shi don ne ga mu ku wani sai za yana suna tana
        abin wanda kowa cikin akan amma idan har ban ina ake muna allah""",
    "so": """iyo waa in ka ku la oo uu ay si ah soo dadka waxaa aan ayaa wuxuu waxay ee u ma wax kale markii
        laga loo isku badan hadda""",
    "rw": """na mu ku ni ko nta cyane kandi ariko abantu iyi uyu ibyo bya muri kuri yo bo ba wa ya umuntu
        bose byose ubu niba cyangwa kuko ntabwo turi ari ese""",
    "ur": """hai hain ka ki ke ko se mein mai nahi nahin nai aur ye yeh wo woh kya tum hum bhi kar karo
        jo ho tha thi raha rahe rahi hi apne apni kuch sab koi kyun kyu q aap mujhe tumhe inko isko unko
        wala wale wali krta krte kr ap phir ab ek liye hu hun hoon hota hote hoti unki uska uski unka
        inki inka iska iski humara hamara hamare hamari humein hame mera mere meri tera tere teri
        tumhara sabko sabse logo logon chahiye bahut bohot bhot jab agar lekin magar tak bina gaya gaye
        gayi diya diye kiya kare karna karne karte karta karti jaise jaisa kaise kaun kisi jise jisko
        yahan wahan hona jao dena lena maine mujhko mujhse tujhe tumko hume hamen humko hamko hamne humne
        isse usse unse inse inhe inhen unhe unhen inhone unhone yahi wahi yaha waha idhar udhar sabhi
        saare saari kab kahan kaha kahin kabhi kyo kyon kyonki kyunki toh phir fir sirf hoga hogi honge
        hua hui hue huye raho rehna rehte rahte jaye jaaye jata jati jate jaata jaati jaate aata aati
        aate aaya aaye aayi bolo bola dekho dekha dekhte dekhkar batao chalo dunga denge dega degi karega
        karenge karunga karni karwa liya lekar wali walon waalo apna apnaa apno jaisi aise aisa aisi itna
        itne itni kitna kitne kitni zyada jyada bahot bohat bhai yaar abe arre saala saale saali desh
        duniya ladki ladke aurat insaan liye taaki kisko kiska kisne jinki jinka jiske iske uske unke
        inke mat nhi nahi naa abhi pehle baad sath saath ghar""",
    "pcm": """dey wey na una abeg wetin sey una dem no go don make sabi oga am fit""",
    "ar": """ana el mesh mish msh mosh muesh kol dol elly elli illi eli lazem lazim keda kda
        kidda homma homa wallah walla kaman awi awy mafish mafeesh enta enti ento entu ehna
        ihna leh leish lesh kteer ktir shou howa huwa heya hiyya hadol hadool hayda haida hada
        lel ashan 3ashan 3la 3ala elnas laken lakin wala wla kano kanet kanu ma3a dah deh dool
        betoo3 bta3 bta3et e7na 7na ne7na na7na nehna bedna badna bidna biddi baddi mnih akid
        khalas yalla inno enno""",
}
"""Frequent words of the languages written in Latin letters; "ur" is romanised Urdu and Hindi, "ar" Arabic."""

CODES = tuple(COMMON)
_GAP = "|"  # no word; the separator itself would be taken for a space
_UNSURE = 0.3  # the certainty where two languages have nearly as many


@dataclass(frozen=True, slots=True)
class Counted:
    """What common words say of each of many texts: the language that has most of them (a number of `CODES`,
    -1 for none), how certain it is, and the codes of those that come next, two where it is not."""

    first: list[int]
    certainty: list[float]
    others: list[tuple[str, ...]]

    @classmethod
    def of(cls, words: str) -> Counted:
        """Texts of small words that nothing but spaces parts, joined by `SEPARATOR`."""
        numbers, languages = _table()
        tokens = words.replace(SEPARATOR, f" {_GAP} ").split()
        found = np.fromiter(map(numbers.get, tokens, repeat(0)), np.int64, len(tokens))
        gaps = found == numbers[_GAP]
        text = np.cumsum(gaps)
        texts = int(gaps.sum()) + 1
        spoken = np.bincount(text[~gaps], minlength=texts)
        known = np.flatnonzero((found > 0) & ~gaps)
        counts = np.zeros((texts, len(CODES)), np.int64)
        starts = np.flatnonzero(np.diff(text[known], prepend=-1))
        if len(starts):
            counts[text[known[starts]]] = np.add.reduceat(languages[found[known]], starts, dtype=np.int64)
        (first, most), (second, next_most), (third, _) = (_taken(counts) for _ in range(3))
        certainty = np.where(most > 1, 0.7, 0.4) + np.where((next_most == 0) & (most > 1), 0.1, 0.0)
        certainty = np.minimum(0.97, certainty + most / np.maximum(spoken, 1) / 2)
        unsure = (most < 2 * next_most) & (most < next_most + 4)
        others = zip(second.tolist(), np.where(unsure, third, -1).tolist(), strict=True)
        return cls(
            first.tolist(), np.where(unsure, _UNSURE, certainty).tolist(), [_codes(*one) for one in others]
        )


@functools.cache
def _codes(*numbers: int) -> tuple[str, ...]:
    return tuple(CODES[one] for one in numbers if one >= 0)


def _taken(counts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The language that has most, -1 where none has any, and how many; it is taken away from the counts."""
    best = counts.argmax(axis=1)
    rows = np.arange(len(counts))
    most = counts[rows, best]
    counts[rows, best] = 0
    return np.where(most > 0, best, -1), most


@functools.cache
def _table() -> tuple[dict[str, int], npt.NDArray[np.uint8]]:
    """For each frequent word a number, from 1, and by these numbers whether it is one of each language; the
    last number is that of the gap between texts."""
    numbers: dict[str, int] = {}
    for words in COMMON.values():
        for word in words.split():
            numbers.setdefault(word, len(numbers) + 1)
    numbers[_GAP] = len(numbers) + 1
    languages = np.zeros((len(numbers) + 1, len(CODES)), np.uint8)
    for column, words in enumerate(COMMON.values()):
        languages[[numbers[word] for word in words.split()], column] = 1
    return numbers, languages
