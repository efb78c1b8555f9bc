"""Countries, subdivisions, towns and numbers of states."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.doctrine import places
from nadhir.doctrine.phrases import explain
from nadhir.doctrine.places import build, gazetteer
from nadhir.doctrine.places.iso import IsoSubdivision
from nadhir.doctrine.places.tables import parts, rows
from nadhir.doctrine.places.wording import bare, plain
from nadhir.errors import DoctrineError

COUNTRIES = places.all_countries()
WATCHED = (
    *("SD", "SS", "CD", "CF", "ET", "SO", "ML", "BF", "NE", "NG", "CM", "TD", "MZ", "KE", "TZ", "UG", "BI"),
    *("RW", "LY", "SY", "IQ", "YE", "PS", "LB", "IL", "MM", "AF", "PK", "UA", "HT"),
)
# So wide, or so far-flung, that a town may lie anywhere from the middle.
WIDE = frozenset(("US", "RU", "CA", "CL", "AU", "FR", "GB", "BR", "CN", "ID", "PT", "KI", "FJ", "NO"))


def has_arabic(text: str) -> bool:
    return any("\u0621" <= char <= "\u064a" for char in text)


def has_latin(text: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in text)


class TestCountries:
    def test_there_are_those_of_iso_and_kosovo(self) -> None:
        assert len(COUNTRIES) == 250
        assert {place.code for place in COUNTRIES} >= {"KE", "TZ", "CD", "CG", "SS", "PS", "XK"}

    @pytest.mark.parametrize("place", COUNTRIES, ids=lambda place: place.code)
    def test_each_is_named_in_its_own_letters(self, place: places.Place) -> None:
        assert has_arabic(place.names.ar)
        assert not has_latin(place.names.ar)
        assert has_latin(place.names.en)
        assert has_latin(place.names.fr)
        assert not has_arabic(place.names.en + place.names.fr)

    def test_codes_and_names_are_nobody_elses(self) -> None:
        for codes in (
            [place.code for place in COUNTRIES],
            [place.iso3 for place in COUNTRIES],
            [place.m49 for place in COUNTRIES if place.m49],
            [place.names.ar for place in COUNTRIES],
            [place.names.en for place in COUNTRIES],
        ):
            assert len(set(codes)) == len(codes)

    @pytest.mark.parametrize("code", ["KE", "KEN", "ke", "ken"])
    def test_two_letters_or_three_small_or_not(self, code: str) -> None:
        kenya = places.country(code)
        assert (kenya.iso2, kenya.iso3, kenya.m49) == ("KE", "KEN", "404")
        assert kenya.names.as_dict() == {"ar": "كينيا", "en": "Kenya", "fr": "Kenya"}

    def test_un_names_are_shown_where_cldr_has_others(self) -> None:
        assert places.country("CD").name("en") == "Democratic Republic of the Congo"
        assert "Congo - Kinshasa" in places.country("CD").variants
        assert places.country("CI").name("ar") == "كوت ديفوار"

    def test_a_wrong_translation_of_iso_codes_is_left_out(self) -> None:
        assert "المالديف" not in {plain(name) for name in places.country("MD").variants}

    @pytest.mark.parametrize("code", ["", "Q", "QQ", "QQQ", "Kenya", "KE-99", "QQ-01", "-"])
    def test_an_unknown_code_is_refused(self, code: str) -> None:
        with pytest.raises(DoctrineError) as caught:
            places.get(code)
        assert caught.value.code == "place.unknown"
        assert "عجم" in explain(caught.value, "ar")

    @pytest.mark.parametrize("place", COUNTRIES, ids=lambda place: place.code)
    def test_the_point_is_on_earth(self, place: places.Place) -> None:
        assert place.latitude is not None
        assert place.longitude is not None
        assert -90 < place.latitude < 84
        assert -180 <= place.longitude <= 180

    @pytest.mark.parametrize(
        ("code", "north", "east"),
        [
            ("KE", True, True),
            ("ZA", False, True),
            ("US", True, False),
            ("BR", False, False),
            ("NZ", False, True),
        ],
    )
    def test_points_lie_in_the_right_quarter(self, code: str, north: bool, east: bool) -> None:
        place = places.country(code)
        assert place.latitude is not None
        assert place.longitude is not None
        assert (place.latitude > 0, place.longitude > 0) == (north, east)


class TestSubdivisions:
    def test_all_of_iso_are_there(self) -> None:
        assert len(places.all_subdivisions()) > 5000

    def test_a_county_of_kenya(self) -> None:
        nairobi = places.get("KE-30")
        assert (nairobi.kind, nairobi.parent, nairobi.level, nairobi.type) == (
            "subdivision",
            "KE",
            1,
            "County",
        )
        assert nairobi.names.ar == "نيروبي"
        assert nairobi.iso3 == "KEN"
        assert len(places.subdivisions("KE")) == 47

    def test_only_what_lies_directly_inside(self) -> None:
        assert {place.code for place in places.subdivisions("UG")} == {"UG-C", "UG-E", "UG-N", "UG-W"}
        assert "UG-102" in {place.code for place in places.subdivisions("UG-C")}
        assert places.get("UG-102").level == 2

    def test_a_country_without_any(self) -> None:
        assert places.subdivisions("XK") == ()

    def test_every_parent_exists_and_is_of_the_same_country(self) -> None:
        for place in places.all_subdivisions():
            assert place.parent is not None
            assert places.get(place.parent).iso2 == place.iso2

    def test_countries_at_risk_are_wholly_named_in_arabic(self) -> None:
        for code in WATCHED:
            assert [place.code for place in places.subdivisions(code) if place.untranslated] == [], code

    def test_a_borrowed_name_is_said_to_be_borrowed(self) -> None:
        for place in places.all_subdivisions():
            assert has_arabic(place.names.ar) == ("ar" not in place.untranslated), place.code

    def test_codes_that_iso_moved_carry_todays_names(self) -> None:
        assert places.get("IR-23").names.en == "Tehran"
        assert places.get("MA-03").names.fr == "Fès-Meknès"
        assert places.get("NP-P2").names.en == "Madhesh"


class TestCities:
    def test_their_codes_exist_and_belong_together(self) -> None:
        for city in places.cities():
            country = places.country(city.country)
            if city.subdivision:
                assert places.get(city.subdivision).iso2 == country.iso2, city.names.en

    def test_nearly_every_state_has_its_capital(self) -> None:
        with_capital = {city.country for city in places.cities() if city.kind == "capital"}
        states = {place.code for place in COUNTRIES if place.gw}
        # City states, and states whose capital has their name or is disputed.
        assert states - with_capital == {"DJ", "IL", "LU", "MC", "NR", "SG", "SM"}

    @pytest.mark.parametrize(
        ("name", "code"),
        [("Goma", "CD-NK"), ("El Fasher", "SD-DN"), ("Kampala", "UG-102"), ("New York", "US-NY")],
    )
    def test_a_town_leads_to_its_subdivision(self, name: str, code: str) -> None:
        assert [city.code for city in places.cities() if city.names.en == name] == [code]

    def test_areas_that_iso_does_not_list(self) -> None:
        (darfur,) = (city for city in places.cities() if city.names.en == "Darfur")
        assert (darfur.kind, darfur.code, darfur.names.ar) == ("area", "SD", "دارفور")

    def test_points_lie_near_their_country(self) -> None:
        for city in places.cities():
            country = places.country(city.country)
            if city.country in {
                "US",
                "RU",
                "CA",
                "CL",
                "AU",
                "FR",
                "GB",
                "BR",
                "CN",
                "ID",
                "PT",
                "KI",
                "FJ",
                "NO",
            }:
                continue
            assert country.latitude is not None
            assert country.longitude is not None
            assert abs(city.latitude - country.latitude) < 13, city.names.en
            assert abs(city.longitude - country.longitude) < 15, city.names.en


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "year", "code"),
        [
            (501, 2023, "KE"),
            (501, None, "KE"),
            (365, 1980, "RU"),
            (365, 2023, "RU"),
            (530, 1990, "ET"),
            (531, 1993, "ER"),
            (625, 2005, "SD"),
            (626, 2011, "SS"),
            (678, 1985, "YE"),
            (678, 2023, "YE"),
            (680, 1989, "YE"),
            (260, 1975, "DE"),
            (260, 2023, "DE"),
            (265, 1989, "DE"),
            (816, 2023, "VN"),
            (817, 1970, "VN"),
            (340, 2010, "RS"),
            (347, 2010, "XK"),
            (970, 2023, "KI"),
        ],
    )
    def test_gleditsch_and_ward(self, number: int, year: int | None, code: str) -> None:
        assert places.by_gw(number, year).code == code

    @pytest.mark.parametrize(
        ("number", "year", "code"),
        [
            (255, 2010, "DE"),
            (260, 1975, "DE"),
            (679, 2010, "YE"),
            (345, 2010, "RS"),
            (946, 2010, "KI"),
            (970, 2010, "NR"),
        ],
    )
    def test_correlates_of_war_differ(self, number: int, year: int, code: str) -> None:
        assert places.by_cow(number, year).code == code

    def test_the_two_systems_disagree_on_purpose(self) -> None:
        assert places.by_gw(970, 2010) != places.by_cow(970, 2010)

    def test_uppsala_keeps_the_number_of_yugoslavia_for_serbia(self) -> None:
        assert places.by_ucdp(345, 2023).code == "RS"
        assert places.by_ucdp(490, 2023).code == "CD"

    @pytest.mark.parametrize(
        ("number", "year", "code"),
        [
            (9999, 2020, "place.number_unknown"),
            (626, 2005, "place.number_not_valid_then"),
            (265, 1995, "place.number_not_valid_then"),
            (345, 2010, "place.number_not_valid_then"),
            (345, 1999, "place.state_broke_up"),
            (315, 1980, "place.state_broke_up"),
        ],
    )
    def test_what_has_no_one_place_is_refused(self, number: int, year: int, code: str) -> None:
        with pytest.raises(DoctrineError) as caught:
            places.by_gw(number, year)
        assert caught.value.code == code
        assert str(number) in explain(caught.value, "fr")

    def test_no_number_belongs_to_two_states_at_once(self) -> None:
        taken: set[tuple[str, int, int]] = set()
        for entry in places.state_numbers():
            years = {
                (entry.system, entry.number, year) for year in range(entry.first, (entry.last or 2030) + 1)
            }
            assert not taken & years, entry
            taken |= years

    def test_a_place_knows_its_numbers(self) -> None:
        assert (places.country("DE").gw, places.country("DE").cow) == (260, 255)
        assert (places.country("RS").gw, places.country("RS").cow) == (340, 345)
        assert places.country("PS").gw is None
        assert len([place for place in COUNTRIES if place.gw]) == 195


class TestNamed:
    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("Kenya", "KE"),
            ("DR Congo (Zaire)", "CD"),
            ("Congo", "CG"),
            ("Yemen (North Yemen)", "YE"),
            ("Bosnia-Herzegovina", "BA"),
            ("Ivory Coast", "CI"),
            ("كوت ديفوار", "CI"),
            ("تنـزانيا", "TZ"),
            ("المملكة العربيّة السّعوديّة", "SA"),
            ("république démocratique du congo", "CD"),
            ("TURKEY", "TR"),
            ("Swaziland", "SZ"),
            ("Burma", "MM"),
            ("Kingdom of eSwatini (Swaziland)", "SZ"),
        ],
    )
    def test_countries(self, name: str, code: str) -> None:
        found = places.named(name)
        assert found is not None
        assert found.code == code

    @pytest.mark.parametrize(
        ("name", "within", "code"),
        [
            ("Nord Kivu province", "CD", "CD-NK"),
            ("Borno state", "NG", "NG-BO"),
            ("ولاية شمال دارفور", "SDN", "SD-DN"),
            ("Rakhine", "MM", "MM-16"),
            ("Gouvernorat de Damas", "SY", "SY-DI"),
        ],
    )
    def test_subdivisions(self, name: str, within: str, code: str) -> None:
        found = places.named(name, within)
        assert found is not None
        assert found.code == code

    @pytest.mark.parametrize("name", ["", " ", "Atlantis", "()", "province"])
    def test_what_is_no_place_is_none(self, name: str) -> None:
        assert places.named(name) is None
        assert places.named(name, "CD") is None

    @given(st.text(max_size=40))
    def test_any_cell_is_answered(self, name: str) -> None:
        found = places.named(name)
        assert found is None or found.kind == "country"

    def test_every_country_answers_to_its_own_names(self) -> None:
        for place in COUNTRIES:
            for name in place.names.as_dict().values():
                found = places.named(name)
                # Two islands share the name Saint Martin: nobody's, rather than the wrong one's.
                assert found == place or place.code in {"MF", "SX"}, name


class TestWording:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("Borno State", "Borno"),
            ("محافظة دمشق", "دمشق"),
            ("Gouvernorat de l’Ariana", "Ariana"),
            ("État d’Abia", "Abia"),
            ("wilaya d’Alger", "Alger"),
            ("State of Palestine", "Palestine"),
            ("Province", "Province"),
            ("Free State", "Free"),
        ],
    )
    def test_bare(self, name: str, expected: str) -> None:
        assert bare(name) == expected

    @given(st.text())
    def test_plain_twice_is_plain(self, text: str) -> None:
        assert plain(plain(text)) == plain(text)

    def test_plain_is_blind_to_spelling(self) -> None:
        assert plain("Côte d’Ivoire") == plain("COTE D'IVOIRE")
        assert plain("أفغانستان") == plain("افغانستان")
        assert plain("الصّين") == plain("الصين")


class TestBuild:
    ISO = {
        code: IsoSubdivision(code, name, "Province", None)
        for code, name in [
            ("QQ-01", "Zorvania"),
            ("QQ-02", "Beland"),
            ("QQ-03", "Ceedia"),
            ("QQ-04", "Dorwick"),
        ]
    }

    def test_rows_of_an_older_edition_are_left_out(self) -> None:
        moved = {"qq01": "Beland", "qq03": "Ceedia"}
        rows_ = build.extract(self.ISO, {"ar": {"qq01": "بيلاند"}, "en": moved, "fr": moved})
        assert set(rows_) == {"QQ-03"}

    def test_a_neighbours_name_is_not_taken_over(self) -> None:
        english = {"qq03": "Ceedia", "qq04": "Dorwick"}
        french = {"qq03": "Dorwick", "qq04": "Dorwick"}
        rows_ = build.extract(self.ISO, {"ar": {"qq03": "دورويك"}, "en": english, "fr": french})
        assert rows_["QQ-03"] == ("", "Ceedia", "")
        assert rows_["QQ-04"] == ("", "Dorwick", "Dorwick")

    def test_marks_and_remarks_are_taken_off(self) -> None:
        names = {"qq01": "Zorvania (Utopie)", "qq02": "Beland²"}
        rows_ = build.extract(self.ISO, {"ar": {"qq01": "آلاند، يوتوبيا"}, "en": names, "fr": names})
        assert rows_ == {"QQ-01": ("آلاند", "Zorvania", "Zorvania")}


class TestTables:
    def test_no_name_stands_in_a_table_without_need(self) -> None:
        for code, *cells in rows("country_names.tsv", 4):
            for cell in cells:
                for name in parts(cell):
                    assert name.strip() == name, code
                    assert name, code

    def test_every_code_of_a_table_exists(self) -> None:
        for table in ("country_names.tsv", "demonyms.tsv"):
            for code, *_ in rows(table, 4):
                assert places.get(code).kind == "country"
        for table in ("subdivision_names.tsv", "subdivisions.tsv"):
            for code, *_ in rows(table, 4):
                assert places.get(code).kind == "subdivision"

    def test_a_broken_row_is_pointed_at(self) -> None:
        with pytest.raises(DoctrineError) as caught:
            list(rows("countries.tsv", 3))
        assert caught.value.code == "gazetteer.broken"
        assert caught.value.params["line"] > 1


def test_the_disclaimer_is_said_in_three_languages() -> None:
    text = places.disclaimer()
    assert has_arabic(text.ar)
    assert "boundaries" in text.en
    assert "frontières" in text.fr


def test_nothing_is_read_when_it_is_imported() -> None:
    code = (
        "import sys; from nadhir.doctrine.places import gazetteer;"
        "sys.exit(gazetteer.countries.cache_info().currsize + ('pycountry' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_was_read_is_kept() -> None:
    assert gazetteer.countries() is gazetteer.countries()
