"""V-Dem by country and year: the full public table or a selection of its columns."""

from __future__ import annotations

from nadhir.sources.figures.files import SourceFile
from nadhir.sources.figures.shape import Figure, Parsed, country_years

_WANTED = {
    "vdem_polyarchy": Figure("v2x_polyarchy"),
    "vdem_liberal": Figure("v2x_libdem"),
    "vdem_participatory": Figure("v2x_partipdem", optional=True),
    "vdem_deliberative": Figure("v2x_delibdem", optional=True),
    "vdem_egalitarian": Figure("v2x_egaldem", optional=True),
    "vdem_additive": Figure("v2x_api", optional=True),
    "vdem_multiplicative": Figure("v2x_mpi", optional=True),
    "vdem_civil_society": Figure("v2xcs_ccsi", optional=True),
    "vdem_physical_violence": Figure("v2x_clphy", optional=True),
    "vdem_political_liberties": Figure("v2x_clpol", optional=True),
    "vdem_killings": Figure("v2clkill", signed=True, optional=True),
    "vdem_torture": Figure("v2cltort", signed=True, optional=True),
    "vdem_repression": Figure("v2csreprss", signed=True, optional=True),
    "vdem_group_equality": Figure("v2clsocgrp", signed=True, optional=True),
    "vdem_exclusion": Figure("v2xpe_exlsocgr", optional=True),
    "vdem_rule_of_law": Figure("v2x_rule", optional=True),
    "vdem_free_expression": Figure("v2x_freexp_altinf", optional=True),
    "vdem_corruption": Figure("v2x_corr", optional=True),
    "vdem_party_bans": Figure("v2psparban", signed=True, optional=True),
    "vdem_judicial_reform": Figure("v2jureform", signed=True, optional=True),
    "vdem_religious_freedom": Figure("v2clrelig", signed=True, optional=True),
    "vdem_hate_speech": Figure("v2smpolhate", signed=True, optional=True),
}


def parse(files: tuple[SourceFile, ...]) -> Parsed:
    """Rows by State and year.

    Raises:
        PanelError: what `country_years` raises.
    """
    spellings = [spelling for figure in _WANTED.values() for spelling in figure.spellings]
    table = files[0].table(only=("country_text_id", "year", *spellings))
    return country_years(table, system="vdem", code="country_text_id", wanted=_WANTED)
