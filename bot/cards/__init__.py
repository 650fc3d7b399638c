"""Cards: Report or Answer → the one payload that every channel draws, with its plain text."""

from bot.cards.additions import with_first_aid, with_offer, with_progress
from bot.cards.answers import answer_card, choose_card, clause_card, hand_over_card, passage_card, same_topic_card
from bot.cards.card import KINDS, Button, Card, button, card, paragraphs, text_card, to_text
from bot.cards.languages import named_language
from bot.cards.reports import (
    ask_for_draft_card,
    explain_card,
    fix_card,
    report_card,
    unsure_card,
    worst_first,
)
from bot.cards.wording import say

__all__ = [
    "KINDS", "Button", "Card", "answer_card", "ask_for_draft_card", "button", "card", "choose_card", "clause_card",
    "explain_card", "fix_card", "hand_over_card", "named_language", "paragraphs", "passage_card", "report_card",
    "same_topic_card", "say", "text_card", "to_text", "unsure_card", "with_first_aid", "with_offer", "with_progress",
    "worst_first",
]  # fmt: skip
