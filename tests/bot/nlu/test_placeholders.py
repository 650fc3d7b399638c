from bot.nlu import names_of_company, replace_names

COMPANY = {
    "company": {"name": "Acme", "aliases": ["Acme", "Acme NV"], "official_handles": ["@acme"]},
    "products": {"public": ["Halo", "Halo Mini"], "unreleased": ["Halo 3"]},
    "code_names": ["Kestrel"],
    "clients": {"cleared": ["Hotel Belvoir"], "do_not_name": ["Delmar"]},
    "competitors": ["Thermex"],
    "partners": None,
    "spokespeople": [{"name": "Ines Wouters", "title": "CEO"}],
}
NAMES = names_of_company(COMPANY)


def test_every_list_of_the_company_gives_names():
    assert NAMES["Acme NV"] == "the company"
    assert NAMES["@acme"] == "the company account"
    assert NAMES["Halo 3"] == NAMES["Halo"] == "our product"
    assert NAMES["Delmar"] == NAMES["Hotel Belvoir"] == "client company"
    assert {NAMES["Kestrel"], NAMES["Thermex"], NAMES["Ines Wouters"]} == {
        "secret project",
        "competitor company",
        "the boss",
    }


def test_a_company_without_lists_has_no_names():
    assert names_of_company({}) == {}
    assert replace_names("Halo is great", {}) == "Halo is great"


def test_the_longest_name_wins_whatever_the_case():
    assert replace_names("the HALO mini, not the halo", NAMES) == "the our product, not the our product"
    assert replace_names("Acme NV and Acme", NAMES) == "the company and the company"


def test_a_name_inside_another_word_stays():
    assert replace_names("halogen lamps from Thermexico", NAMES) == "halogen lamps from Thermexico"


def test_a_handle_is_replaced_though_it_starts_with_a_sign():
    assert replace_names("I tagged @acme today", NAMES) == "I tagged the company account today"


def test_replacing_twice_changes_nothing():
    once = replace_names("Kestrel by Acme for Hotel Belvoir, says Ines Wouters", NAMES)
    assert replace_names(once, NAMES) == once


def test_the_first_list_keeps_a_name_that_stands_in_two():
    names = names_of_company({"products": {"public": ["Pulse"]}, "competitors": ["Pulse"]})
    assert names == {"Pulse": "our product"}
