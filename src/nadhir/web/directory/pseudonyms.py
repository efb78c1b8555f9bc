"""Names that say nothing of whom they stand for: a tree and a number, drawn by lot.

A person never chooses one and a coordinator never types one: what people make up gives them away.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection

TREES: dict[str, tuple[str, str, str]] = {
    "acacia": ("أكاسيا", "Acacia", "Acacia"),
    "alder": ("نغت", "Alder", "Aulne"),
    "almond": ("لوز", "Almond", "Amandier"),
    "apple": ("تفاح", "Apple", "Pommier"),
    "ash": ("دردار", "Ash", "Frêne"),
    "beech": ("زان", "Beech", "Hêtre"),
    "birch": ("بتولا", "Birch", "Bouleau"),
    "carob": ("خروب", "Carob", "Caroubier"),
    "cedar": ("أرز", "Cedar", "Cèdre"),
    "cherry": ("كرز", "Cherry", "Cerisier"),
    "cypress": ("سرو", "Cypress", "Cyprès"),
    "fig": ("تين", "Fig", "Figuier"),
    "hazel": ("بندق", "Hazel", "Noisetier"),
    "jujube": ("عنّاب", "Jujube", "Jujubier"),
    "juniper": ("عرعر", "Juniper", "Genévrier"),
    "laurel": ("غار", "Laurel", "Laurier"),
    "lime": ("زيزفون", "Linden", "Tilleul"),
    "maple": ("قيقب", "Maple", "Érable"),
    "mulberry": ("توت", "Mulberry", "Mûrier"),
    "myrtle": ("آس", "Myrtle", "Myrte"),
    "oak": ("بلوط", "Oak", "Chêne"),
    "olive": ("زيتون", "Olive", "Olivier"),
    "palm": ("نخيل", "Palm", "Palmier"),
    "pine": ("صنوبر", "Pine", "Pin"),
    "plane": ("دلب", "Plane", "Platane"),
    "poplar": ("حور", "Poplar", "Peuplier"),
    "quince": ("سفرجل", "Quince", "Cognassier"),
    "tamarisk": ("طرفاء", "Tamarisk", "Tamaris"),
    "walnut": ("جوز", "Walnut", "Noyer"),
    "willow": ("صفصاف", "Willow", "Saule"),
}


def drawn(taken: Collection[str], *, numbers: int = 10_000) -> str:
    """A pseudonym that is not `taken`: `cedar-4121`."""
    while True:
        made = f"{secrets.choice(sorted(TREES))}-{secrets.randbelow(numbers):04d}"
        if made not in taken:
            return made


def in_languages(pseudonym: str) -> dict[str, str]:
    """A pseudonym as people read it, by language."""
    tree, _, number = pseudonym.partition("-")
    words = TREES.get(tree, (tree, tree, tree))
    return {language: f"{word} {number}" for language, word in zip(("ar", "en", "fr"), words, strict=True)}
