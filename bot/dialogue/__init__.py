"""The gateway between channels and Rasa: draft router, vault, client, conversations."""

from bot.dialogue.checking import (
    Told,
    answer_question,
    check,
    check_held,
    explain,
    finding_of,
    fix,
    sources,
    summary,
    take_link,
)
from bot.dialogue.conversations import Conversation, Conversations
from bot.dialogue.disputes import dispute, hand_in, pass_on_question
from bot.dialogue.draft_router import Kind, Route, route_draft
from bot.dialogue.follow_ups import Context, still_means, topic_in_context
from bot.dialogue.gateway import Gateway
from bot.dialogue.questions import goes_on, link_in, posted_by_author, yes_or_no
from bot.dialogue.rasa_client import RasaClient
from bot.dialogue.services import Services
from bot.dialogue.tracker_file import purge_tracker_file
from bot.dialogue.vault import HeldDraft, Vault
from bot.dialogue.without_rasa import pick_topic

__all__ = [
    "Context", "Conversation", "Conversations", "Gateway", "HeldDraft", "Kind", "RasaClient", "Route", "Services",
    "Told", "Vault", "answer_question", "check", "check_held", "dispute", "explain", "finding_of", "fix", "goes_on",
    "hand_in", "link_in", "pass_on_question", "pick_topic", "posted_by_author", "purge_tracker_file", "route_draft",
    "sources", "still_means", "summary", "take_link", "topic_in_context", "yes_or_no",
]  # fmt: skip
