"""A passage in, elements of a framework out that it may be evidence for, each with its reason.

    from nadhir.screening.suggestion import suggest
    for one in suggest("Soldiers take boys of twelve to the front."):
        print(one.element, one.why.say("en"))

Works offline, from the texts of the catalogue in Arabic, English and French and from cues of our own. It
suggests; a person codes.
"""

from nadhir.screening.suggestion.suggesting import PastCoding, Suggestion, suggest

__all__ = ["PastCoding", "Suggestion", "suggest"]
