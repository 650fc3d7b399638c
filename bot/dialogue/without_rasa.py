"""What a button means when the dialogue engine rests: everything but recognising typed words."""

from __future__ import annotations

from bot.answers import answer_topic, person_for
from bot.cards import Card, answer_card, ask_for_draft_card, hand_over_card, text_card
from bot.dialogue.checking import answer_question, explain, fix
from bot.dialogue.disputes import dispute, hand_in
from bot.dialogue.payloads import Pressed
from bot.dialogue.services import Services


async def answer_without_rasa(
    services: Services, button: Pressed, *, owner: str, draft_ref: str | None, language: str, channel: str = "chat"
) -> Card:
    """The card that the dialogue would have sent for a pressed button."""
    entities = button.entities
    finding_id = entities.get("finding_id")
    match button.intent:
        case "start_check":
            return ask_for_draft_card(language)
        case "pick_topic":
            return pick_topic(services, entities["topic"], language)
        case "answer_question":
            told = await answer_question(
                services,
                owner,
                draft_ref,
                language,
                answer=entities["value"] == "yes",
                question_id=entities["question_id"],
            )
            return told.card
        case "why":
            return explain(services, owner, draft_ref, language, finding_id=finding_id)
        case "fix":
            return await fix(services, owner, draft_ref, language, finding_id=finding_id)
        case "dispute":
            return dispute(services, owner, draft_ref, language, finding_id=finding_id)
        case "consent":
            return await hand_in(services, owner, draft_ref, language, finding_id=finding_id,
                                 words=entities["value"] == "yes", channel=channel)
        case "hand_over":
            return hand_over_card(person_for(services.rulebook(), None, language), language)
        case _:
            return text_card("cancelled", language)


def pick_topic(services: Services, topic: str, language: str) -> Card:
    """The answer behind a topic's button; the policy may have lost the topic since the button was drawn."""
    rulebook = services.rulebook()
    if topic not in rulebook.topics:
        return text_card("unknown_button", language)
    return answer_card(answer_topic(rulebook, topic, language), rulebook)
