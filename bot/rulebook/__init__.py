"""Policy files → Rulebook: validated, versioned, reloaded when they change."""

from bot.rulebook.company import Company, Contact
from bot.rulebook.drafts import Label, LabelledDraft
from bot.rulebook.guidelines import Clause, Topic, in_language
from bot.rulebook.pages import MARK, rule_pages
from bot.rulebook.rulebook import Rulebook, load_drafts, load_rulebook
from bot.rulebook.rules import CATEGORIES, Condition, GuardRule, Match, Rule
from bot.rulebook.source import Problem, RulebookErrors
from bot.rulebook.watch import RulebookWatcher

__all__ = [
    "CATEGORIES", "MARK", "Clause", "Company", "Condition", "Contact", "GuardRule", "Label", "LabelledDraft", "Match",
    "Problem", "Rule", "Rulebook", "RulebookErrors", "RulebookWatcher", "Topic", "in_language", "load_drafts",
    "load_rulebook", "rule_pages",
]  # fmt: skip
