"""Every surface of Slack, over real sockets."""

from __future__ import annotations

from tests.slack.office import seen

RISKY = "Big news: revenue up 40% this quarter, ask Banque Meridian!"


def test_a_direct_message_is_answered_from_the_policy(office):
    [answer] = office.write("U0ANN", "can I say which client I'm visiting?")
    assert "From the policy" in seen(answer)
    assert "automated coach" in seen(answer)
    [again] = office.write("U0ANN", "can I say which client I'm visiting?")
    assert "automated coach" not in seen(again)
