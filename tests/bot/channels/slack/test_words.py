from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.words import cut, decode, escape, read_message, unescape

BOT = "U0COACH"


@pytest.mark.parametrize(("sent", "typed"), [
    ("a &amp; b &lt;c&gt;", "a & b <c>"),
    ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    ("see <https://a.example/x?y=1&amp;z=2|a.example/x>", "see a.example/x"),
    ("see <https://a.example/x?y=1&amp;z=2>", "see https://a.example/x?y=1&z=2"),
    ("mail <mailto:jan@a.example|jan@a.example>", "mail jan@a.example"),
    ("<@U0BEN|ben> in <#C0GEN|general>, <!here> <!channel>", "@ben in #general, @here @channel"),
    ("<@U0BEN> knows", "@U0BEN knows"),
    (f"<@{BOT}> may I?", "may I?"),
    ("<!subteam^S0X|@team> on <!date^1392734382^{date}|Feb 18>", "@team on Feb 18"),
    ("*Huge* _news_ ~not~ today", "Huge news not today"),
    ("*two words* and _more *inside*_", "two words and more inside"),
    ("2 * 3 * 4 = 24, snake_case_name, a~b~c", "2 * 3 * 4 = 24, snake_case_name, a~b~c"),
    ("`*code*` stays", "`*code*` stays"),
    ("<https://a.example/_x_|https://a.example/_x_>", "https://a.example/_x_"),
])
def test_text_is_decoded_as_it_was_typed(sent, typed):
    assert decode(sent, bot=BOT) == typed


def test_the_command_passes_on_the_keys_themselves():
    assert decode("*Huge* &amp; _fine_ <b>", marks=False) == "*Huge* & _fine_ <b>"


def rich(*elements):
    return {"blocks": [{"type": "rich_text", "elements": list(elements)}]}


def words(text, **style):
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def section(*elements, kind="rich_text_section", **more):
    return {"type": kind, "elements": list(elements), **more}


def test_rich_text_is_read_before_the_text_beside_it():
    message = rich(
        section({"type": "user", "user_id": BOT}, words(" "), words("Huge", bold=True), words(" *day* <3 & "),
                {"type": "link", "url": "https://a.example", "text": "ours"}, {"type": "emoji", "name": "tada",
                                                                                "unicode": "1f389"}),
        section(words("quoted\ntwice"), kind="rich_text_quote"),
        section(section(words("one")), section(words("two")), kind="rich_text_list", style="ordered"),
        section(words("a = b"), kind="rich_text_preformatted"),
    )
    assert read_message({**message, "text": "other"}, bot=BOT) == (
        "Huge *day* <3 & ours🎉\n> quoted\n> twice\n1. one\n2. two\n```\na = b\n```")


def test_entities_in_rich_text_are_those_of_the_author():
    assert read_message({**rich(section(words("&lt;b&gt;"))), "text": "&amp;lt;b&amp;gt;"}) == "&lt;b&gt;"


def test_rich_text_that_slack_escaped_is_unescaped():
    assert read_message({**rich(section(words("a &amp; b"))), "text": "a &amp; b"}) == "a & b"


@given(st.text())
def test_what_is_escaped_comes_back_and_holds_no_control_sequence(text):
    assert unescape(escape(text)) == text
    assert "<" not in escape(text) and ">" not in escape(text)


@given(st.text())
def test_typed_text_survives_slack(text):
    message = {**rich(section(words(text))), "text": escape(text)}
    assert read_message(message) == text.strip()


@given(st.text(), st.integers(min_value=5, max_value=40))
def test_a_cut_text_fits_and_says_that_it_is_cut(text, limit):
    shown = cut(text, limit)
    assert len(shown) <= limit
    assert shown == text or shown.endswith("[…]")
