"""The gateway between channels and Rasa: draft router, vault, client, conversations."""

from bot.dialogue.checking import (
    Told,
    answer_question,
    check,
    check_held,
    dispute,
    explain,
    fix,
    sources,
    summary,
)
from bot.dialogue.conversations import Conversation, Conversations
from bot.dialogue.draft_router import Kind, Route, route_draft
from bot.dialogue.gateway import Gateway
from bot.dialogue.rasa_client import RasaClient
from bot.dialogue.services import Services
from bot.dialogue.vault import HeldDraft, Vault
from bot.dialogue.without_rasa import pick_topic

__all__ = [
    "Conversation", "Conversations", "Gateway", "HeldDraft", "Kind", "RasaClient", "Route", "Services", "Told", "Vault",
    "answer_question", "check", "check_held", "dispute", "explain", "fix", "pick_topic", "route_draft",
    "sources", "summary",
]  # fmt: skip
