"""A draft is shown as text and stays where it belongs."""

from __future__ import annotations

import json
import logging

import pytest

from bot.channels.slack.stand_in import Message
from bot.channels.slack.stand_in.block_rules import controls
from tests.slack.office import GENERAL, seen
from tests.support.coach import RISKY

ANN = "U0ANN"
HOSTILE = [
    "<!channel> <!here> <!everyone> Banque Meridian",
    "<@U0BOSS> and <#C0GENERAL|general> met Banque Meridian",
    "<https://evil.example|Banque Meridian> revenue up",
    "*Banque Meridian* _revenue up_ ~strike~ `code` **bold** ~~no~~",
    "> quoted Banque Meridian\n>>> revenue up",
    "[Banque Meridian](https://evil.example) ![x](https://evil.example/x.png) revenue up",
    "<script>alert(1)</script><img src=x onerror=alert(1)> Banque Meridian",
    "&lt;!channel&gt; &amp;lt;!here&amp;gt; Banque Meridian",
    "<!date^1392734382^{date}|Banque Meridian> <!subteam^S0ALL>",
    "\u202eBanque Meridian\u202c \u2066revenue up\u2069 \u200b\u200d",
    "@channel @here @everyone www.evil.example https://evil.example/?a=1&b=<2> Banque Meridian",
    ":tada: :+1: Banque Meridian {braces} %s {0}",
]


def every_text(office):
    for message in office.stand_in.world.messages:
        if message.author == "U0COACH":
            yield message.text, message.blocks
    for view in office.stand_in.world.views.values():
        yield "", view.content["blocks"]


@pytest.mark.parametrize("draft", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_draft_is_text_on_every_surface(office, draft):
    [report] = office.write(ANN, f"check this:\n{draft}")
    office.command(ANN, draft)
    office.mention(ANN, f"check this:\n{draft}")
    for kind in ("why", "fix", "use", "dispute"):
        if f"|{kind}" in json.dumps(report.blocks):
            office.press(ANN, report, kind)
    office.stand_in.do(office.stand_in.shortcut(ANN))
    view = office.view(ANN)
    view.values["draft-0"]["draft"]["value"] = draft
    office.stand_in.do(office.stand_in.submit(ANN, view))
    assert [controls(text, blocks) for text, blocks in every_text(office) if controls(text, blocks)] == []
    assert office.stand_in.world.refused == []
    assert "Banque Meridian" in seen(report)


def test_no_word_of_a_draft_is_in_a_button_in_private_metadata_in_a_notification_or_in_a_log(office, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "marzipan" + "turm"
    draft = f"{RISKY} {secret}"
    [report] = office.write(ANN, f"check this: {draft}")
    for kind in ("why", "dispute", "person"):
        office.press(ANN, report, kind)
    office.command(ANN, draft)
    office.mention(ANN, f"check this: {draft}")
    office.stand_in.do(office.stand_in.message_shortcut(ANN, Message(GENERAL, "7.000001", "U0BEN", draft)))
    office.settle()
    view = office.view(ANN)
    office.press_in_view(ANN, view, "why")
    for text, blocks in every_text(office):
        assert "Meridian" not in text and secret not in text
        values = [element.get("value", "") for block in blocks if block["type"] == "actions"
                  for element in block["elements"]]
        assert all("Meridian" not in value and secret not in value for value in values)
    for shown in office.stand_in.world.views.values():
        assert secret not in shown.content.get("private_metadata", "")
    assert secret not in caplog.text
    assert secret not in office.coach.rasa.everything()


def test_a_very_long_draft_fits_visibly_cut(office):
    draft = " ".join(f"We spoke with Banque Meridian, time {number}; revenue up." for number in range(180))
    assert 8_000 < len(draft) < 10_000
    [report] = office.write(ANN, f"check this:\n{draft}"[:10_000])
    assert "more. Change these first" in seen(report)
    assert office.stand_in.world.refused == []


def test_a_megabyte_is_refused_kindly(office):
    [said] = office.write(ANN, "x " * 500_000)
    assert "characters" in seen(said)
