"""The phrases and answers that the stand-in knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """A phrase and the finding it makes. A fix is (words, label, whether it goes to the very start)."""

    phrase: str
    rule: str
    severity: str
    clause: str
    contact: str
    message: str
    why: str
    fixes: tuple[tuple[str, str, bool], ...] = ()
    question: tuple[str, str] | None = None
    unless: str | None = None


ATTACK = "<img src=x onerror=alert(1)>"

KNOWN = (
    Known("Kestrel", "confidential.code-name", "error", "C5", "social_media_strategist",
          "“Kestrel” is an internal code name.",
          "Until launch day only colleagues know it, and one post is enough for a competitor to search for it.",
          (("our next product", "Its public name", False), ("", "Leave the name out", False))),
    Known("revenue reached 4.2 million", "market.unpublished-figure", "error", "C6", "investor_relations",
          "“revenue reached 4.2 million” looks like a figure we have not published.",
          "Investors must all hear a figure at the same moment.",
          (("our published results are out", "Point to the release", False),),
          ("published", "Is this figure already in a press release?")),
    Known("Delmar Hospitals", "client.do-not-name", "error", "C7", "social_media_strategist",
          "This client asked us not to name it.", "A client decides when the world hears about its plans.",
          (("a client in healthcare", "Without the name", False),)),
    Known("the best thermostat in Europe", "claim.superlative", "warning", "C10", "social_media_analyst",
          "“the best thermostat in Europe” is a claim that needs proof.",
          "Advertising rules ask for proof of every superlative, and readers believe an experience sooner.",
          (("the thermostat I am proudest of", "Your own view", False),
           ("a thermostat we tested for two winters", "A fact instead", False))),
    Known("Halo", "endorsement.no-disclosure", "warning", "C3", "social_media_manager",
          "You recommend our product, and a stranger cannot see that you work here.",
          "People weigh praise differently when they know who pays the praiser.",
          (("I work at Novalys. ", "Say it first", True),), None, "I work at Novalys"),
    Known("!!!", "tone.exclamation-marks", "suggestion", "C9", "social_media_consultant",
          "One exclamation mark says as much as three.", "A calm line is read to the end more often.",
          (("!", "Just one", False),)),
    Known(ATTACK, "tone.markup", "suggestion", "C9", "social_media_consultant",
          f"{ATTACK} in a message", f"{ATTACK} in a reason", ((f"<b>{ATTACK}</b>", ATTACK, False),),
          ("markup", f"{ATTACK} in a question?")),
)  # fmt: skip

CLAUSES = {
    "C3": {"en": "Say who you are", "fr": "Dites qui vous êtes", "nl": "Zeg wie u bent"},
    "C5": {"en": "Confidential and unreleased", "fr": "Confidentiel et non publié", "nl": "Vertrouwelijk"},
    "C6": {"en": "Figures and market news", "fr": "Chiffres et marché", "nl": "Cijfers en marktnieuws"},
    "C7": {"en": "Clients and partners", "fr": "Clients et partenaires", "nl": "Klanten en partners"},
    "C9": {"en": "Respect", "fr": "Respect", "nl": "Respect"},
    "C10": {"en": "Competitors and claims", "fr": "Concurrents et promesses", "nl": "Concurrenten en claims"},
}

CONTACTS: dict[str, dict[str, Any]] = {
    "social_media_strategist": {
        "title": {"en": "the social media strategist", "fr": "le stratège social media"},
        "reach": "strategy@novalys.example", "slack": "#social-strategy"},
    "investor_relations": {"title": {"en": "investor relations"}, "reach": "ir@novalys.example", "slack": ""},
    "social_media_analyst": {
        "title": {"en": "the social media analyst"}, "reach": "insights@novalys.example", "slack": "#social-insights"},
    "press_office": {"title": {"en": "the press office"}, "reach": "press@novalys.example", "slack": ""},
    "speak_up_channel": {"title": {"en": "the speak-up channel"}, "reach": "https://speakup.novalys.example"},
}  # fmt: skip

ANSWERS: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    ("where i work", [{
        "kind": "answer", "language": "en", "topic": "disclose-employer", "clause": "C3",
        "contact": "social_media_strategist",
        "text": "Yes, whenever your post is about our products or our market. “I work at Novalys” near the top is "
                "enough; a line in your profile is not, because most readers never see it.\n\n"
                "For everything else your job is your own business.\n\n"
                "From the policy: C3, Say who you are. To ask: the social media strategist "
                "(strategy@novalys.example, #social-strategy)."}]),
    ("journalist", [{
        "kind": "choose", "language": "en", "text": "I am not sure what you mean. Is it one of these?",
        "buttons": [{"title": "A journalist contacts me", "payload": "topic:press-contact"},
                    {"title": "May I comment on news about us?", "payload": "topic:comment-news"},
                    {"title": "Who can I ask?", "payload": "hand_over"}]}]),
    ("topic:press-contact", [{
        "kind": "answer", "language": "en", "topic": "press-contact", "clause": "C13", "contact": "press_office",
        "text": "Be friendly, answer nothing, pass it on."}]),
    ("hand_over", [{
        "kind": "hand_over", "language": "en", "contact": "press_office",
        "text": "The person to talk to: the press office (press@novalys.example)."}]),
    ("passage", [{
        "kind": "passage", "language": "en", "clause": "C10", "contact": "social_media_analyst",
        "text": "I have no ready answer. This passage of the policy comes nearest:\n\n“Compare fairly, and give the "
                "source.”\n\nFrom the policy: C10, Competitors and claims. To ask: the social media analyst "
                "(insights@novalys.example)."}]),
    ("draft", [{"kind": "ask_for_draft", "language": "en", "text": "Please paste the text as you want to post it.",
                "buttons": [{"title": "Cancel", "payload": "cancel"}]}]),
    ("markup", [{
        "kind": "text", "language": "en", "text": f"{ATTACK} <script>window.hacked = true</script>",
        "clause": ATTACK, "contact": ATTACK, "buttons": [{"title": ATTACK, "payload": "cancel"}]}]),
)  # fmt: skip
