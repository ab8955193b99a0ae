import pytest

from submissions.places import country_name, place_shown, region_of, resolve_country


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("BR", "BR"),
        ("bra", "BR"),
        ("Brasil", "BR"),
        ("The United States", "US"),
        ("USA", "US"),
        ("SUDAN", "SD"),
        ("Republic of Korea", "KR"),
        ("Islamic Republic of Iran", "IR"),
        ("People's Republic of China", "CN"),
        ("Côte d'Ivoire", "CI"),
        ("Cote d’Ivoire", "CI"),
        ("Türkiye", "TR"),
        ("المغرب", "MA"),
        ("马来西亚", "MY"),
        ("Кыргызстан", "KG"),
        ("Belgique", "BE"),
        ("Viet Nam", "VN"),
    ],
)
def test_a_country_is_found_by_code_and_by_its_names(written, code):
    assert resolve_country(written) == code


@pytest.mark.parametrize(
    "written", ["", "Global", "Brazil and Germany", "USA / Poland", "Europe", "Geneva, Switzerland", "XX", "a sentence"]
)
def test_what_names_no_single_country_is_not_guessed(written):
    assert resolve_country(written) == ""


@pytest.mark.parametrize(("code", "region"), [("CH", "Europe"), ("KG", "CIS"), ("PS", "Arab States"), ("", ""), ("GL", "")])
def test_the_region_follows_the_country(code, region):
    assert region_of(code) == region


def test_names_are_the_un_s():
    assert country_name("CZ") == "Czechia"
    assert country_name("IR") == "Iran (Islamic Republic of)"
    assert country_name("") == ""


@pytest.mark.parametrize(("code", "written", "shown"), [("CZ", "Czech lands", "Czechia"), ("", "Everywhere", "Everywhere"), ("", "", "")])
def test_a_place_is_shown_by_its_name_or_as_written(code, written, shown):
    assert place_shown(code, written) == shown
