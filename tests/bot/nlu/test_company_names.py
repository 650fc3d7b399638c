import pytest

from bot.errors import CoachError
from bot.nlu.company_names import read_names


def test_names_are_read_from_a_file_with_addresses_in_braces(tmp_path):
    file = tmp_path / "company.yml"
    file.write_text(
        "competitors: [Thermex]\nfacts:\n  - {text: a, source: https://acme.example/x}\n", "utf-8"
    )
    assert read_names(file) == {"Thermex": "competitor company"}


@pytest.mark.parametrize("content", [None, "competitors: [Thermex"])
def test_a_missing_or_broken_file_is_named(tmp_path, content):
    file = tmp_path / "company.yml"
    if content:
        file.write_text(content, "utf-8")
    with pytest.raises(CoachError) as caught:
        read_names(file)
    assert caught.value.code == "C513" and caught.value.where == str(file)
