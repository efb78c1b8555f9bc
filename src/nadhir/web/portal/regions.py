"""Parts of the world, as the United Nations group countries where they report on development goals.

Kosovo, which that list does not name, stands with Europe. The grouping is for finding one's way and says
nothing of any territory's status.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# In the order in which they are offered.
TITLES: Mapping[str, str | Promise] = MappingProxyType(
    {
        "africa": _("Sub-Saharan Africa"),
        "arab": _("Northern Africa and Western Asia"),
        "south-asia": _("Central and Southern Asia"),
        "east-asia": _("Eastern and South-Eastern Asia"),
        "latin": _("Latin America and the Caribbean"),
        "europe": _("Europe and Northern America"),
        "oceania": _("Oceania"),
    }
)

_CODES = {
    "africa": (
        "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI ERI ETH GAB GHA GIN GMB GNB GNQ KEN LBR LSO "
        "MDG MLI MOZ MRT MUS MWI NAM NER NGA RWA SEN SLE SOM SSD STP SWZ SYC TCD TGO TZA UGA ZAF ZMB ZWE"
    ),
    "arab": (
        "ARE ARM AZE BHR CYP DZA EGY ESH GEO IRQ ISR JOR KWT LBN LBY MAR OMN PSE QAT SAU SDN SYR TUN TUR YEM"
    ),
    "south-asia": ("AFG BGD BTN IND IRN KAZ KGZ LKA MDV NPL PAK TJK TKM UZB"),
    "east-asia": ("BRN CHN HKG IDN JPN KHM KOR LAO MAC MMR MNG MYS PHL PRK SGP THA TLS TWN VNM"),
    "latin": (
        "ARG ATG BHS BLZ BOL BRA BRB CHL COL CRI CUB DMA DOM ECU GRD GTM GUY HND HTI JAM KNA LCA MEX NIC "
        "PAN PER PRI PRY SLV SUR TTO URY VCT VEN"
    ),
    "europe": (
        "ALB AND AUT BEL BGR BIH BLR CAN CHE CZE DEU DNK ESP EST FIN FRA GBR GRC GRL HRV HUN IRL ISL ITA "
        "LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SMR SRB SVK SVN SWE UKR USA VAT XKX"
    ),
    "oceania": ("AUS FJI FSM KIR MHL NCL NRU NZL PLW PNG PYF SLB TON TUV VUT WSM"),
}
_REGION = MappingProxyType({code: region for region, codes in _CODES.items() for code in codes.split()})


def region_of(iso3: str) -> str:
    """The key in `TITLES` of a country's region; empty for one that is not listed."""
    return _REGION.get(iso3, "")
