from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checker.normalise import normalise

# Emoji, joined emoji, right-to-left, smart quotes, full width, look-alikes, zero width, marks, Slack entities.
PIECES = st.sampled_from([
    "😀", "👩‍👩‍👧", "שלום", "مرحبا", "“ok”", "ｆｕｌｌ", "Кestrel", "p​a​ss", "cafe\u0301", "\r\n", "&amp;", "<https://a.be|x>",
    "p a s s w o r d", "jan at novalys dot com", "h4te", "4471", " ", "ﬁ", "a\u0336b\u0336", "the the the", "\ud83d",
])  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join)


@given(TEXTS)
def test_every_character_knows_its_place_in_the_authors_text(text):
    normal = normalise(text)
    assert len(normal.text) == len(normal.folded) == len(normal.begin) == len(normal.stop)
    assert list(normal.begin) == sorted(normal.begin)
    for start, end in zip(normal.begin, normal.stop, strict=True):
        assert 0 <= start < end <= len(text)


@given(TEXTS)
def test_normalising_twice_changes_nothing(text):
    once = normalise(text).text
    assert normalise(once).text == once


@given(TEXTS, st.data())
def test_a_span_maps_inside_the_authors_text(text, data):
    normal = normalise(text)
    start = data.draw(st.integers(0, len(normal.text)))
    end = data.draw(st.integers(start, len(normal.text)))
    first, last = normal.source_span(start, end)
    assert 0 <= first <= last <= len(text)


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("p a s s w o r d", "password"),
        ("s.e.c.r.e.t", "secret"),
        ("ｆｕｌｌ ｗｉｄｔｈ", "full width"),
        ("Кestrel ships", "Kestrel ships"),
        ("zero\u200bwidth", "zerowidth"),
        ("jan at novalys dot com", "jan@novalys.com"),
        ("jan (at) novalys [dot] be", "jan@novalys.be"),
    ],
)
def test_disguise_is_undone(disguised, plain):
    assert normalise(disguised).text == plain


@pytest.mark.parametrize(("leet", "plain"), [("p4ssw0rd", "password"), ("1d10t", "idiot"), ("h4te", "hate")])
def test_leet_reads_as_letters_at_the_same_places(leet, plain):
    assert normalise(leet).folded == plain


@pytest.mark.parametrize("text", ["Halo3", "4471", "300k", "Pumpkin77", "Привет мир", "meet me at dot cafe", "U.S.A. is big", "see status.novalys.example", "It was late. Be kind"])
def test_what_is_no_disguise_stays(text):
    normal = normalise(text)
    assert normal.text == text and normal.folded == text
