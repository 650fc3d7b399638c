"""The dialogue's actions, one file each: read the tracker, call bot, say a card, return events."""

from rasa_sdk.executor import ActionExecutor

from actions.answer_closed_question import AnswerClosedQuestion
from actions.answer_question import AnswerQuestion
from actions.apply_fix import ApplyFix
from actions.ask_for_draft import AskForDraft
from actions.check_draft import CheckDraft
from actions.dispute import Dispute
from actions.explain_finding import ExplainFinding
from actions.forget import Forget
from actions.hand_over import HandOver
from actions.offer_topics import OfferTopics
from actions.out_of_scope import OutOfScope
from actions.refine import Refine
from actions.small_talk import SmallTalk
from actions.switch_language import SwitchLanguage
from actions.take_consent import TakeConsent
from bot.dialogue import Services

ACTIONS = (
    AnswerClosedQuestion, AnswerQuestion, ApplyFix, AskForDraft, CheckDraft, Dispute, ExplainFinding, Forget,
    HandOver, OfferTopics, OutOfScope, Refine, SmallTalk, SwitchLanguage,
    TakeConsent,
)  # fmt: skip


def action_executor(services: Services) -> ActionExecutor:
    """rasa-sdk's executor with every action, each given what it needs."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(services))
    return executor


__all__ = ["ACTIONS", "action_executor"]
