"""Words that undertakings and engagements share: kinds of action, whom they address, what they are about.

The codes are those of `nadhir.doctrine.deconfliction`, which knows what clashes with what.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What is done. The first eleven are the kinds of engagement."""

    BILATERAL = "bilateral", _("bilateral meeting")
    BRIEFING = "briefing", _("briefing")
    COMMITTEE = "committee", _("committee meeting")
    CONSULTATION = "consultation", _("consultation round")
    DIALOGUE = "dialogue", _("dialogue session")
    MISSION = "mission", _("mission")
    ROUNDTABLE = "roundtable", _("round table")
    SIDE_EVENT = "side_event", _("side event")
    STATEMENT = "statement", _("statement")
    TRAINING = "training", _("training")
    WORKSHOP = "workshop", _("workshop")
    MEDIATION = "mediation", _("mediation")
    NEGOTIATION = "negotiation", _("negotiation")
    MEASURES = "measures", _("call for sanctions or referral")
    INQUIRY = "inquiry", _("fact-finding, taking testimony")
    PRESENCE = "presence", _("observers, protective presence")
    ASSISTANCE = "assistance", _("assistance")
    REPORT = "report", _("report or letter")
    OTHER = "other", _("something else")


class Audience(models.TextChoices):
    """With or for whom."""

    AUTHORITIES = "authorities", _("authorities")
    SECURITY = "security", _("army, police")
    ARMED = "armed", _("armed groups")
    POLITICIANS = "politicians", _("parties and candidates")
    RELIGIOUS = "religious", _("religious leaders")
    ELDERS = "elders", _("elders, traditional leaders")
    WOMEN = "women", _("women’s groups")
    YOUTH = "youth", _("young people")
    MEDIA = "media", _("media and platforms")
    CIVIL = "civil", _("civil society")
    AT_RISK = "at_risk", _("communities at risk")
    SURVIVORS = "survivors", _("survivors and witnesses")
    COURTS = "courts", _("courts and investigators")
    STATES = "states", _("other States, donors")
    UN = "un", _("United Nations system")


class Theme(models.TextChoices):
    """What it is about."""

    SPEECH = "speech", _("hate speech and incitement")
    ELECTIONS = "elections", _("elections")
    LAND = "land", _("land, water, pasture")
    DISPLACEMENT = "displacement", _("displacement and return")
    PROTECTION = "protection", _("protection")
    JUSTICE = "justice", _("justice, accountability")
    TRUST = "trust", _("trust between communities")
    RIGHTS = "rights", _("rights, identity papers")
    HOLY_DAYS = "holy_days", _("holy days, holy places")
    ARMS = "arms", _("arms and armed groups")
    AID = "aid", _("access of relief")
    OTHER = "other", pgettext_lazy("theme", "something else")
