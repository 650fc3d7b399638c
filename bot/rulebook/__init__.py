"""Policy files → Rulebook: validated, versioned, reloaded when they change."""

from bot.rulebook.company import Company, Contact, needs_capitals, spelt_out
from bot.rulebook.drafts import Label, LabelledDraft
from bot.rulebook.edit import Author, Edit, EditConflict, Editor, Page, Saved, files_of
from bot.rulebook.edit_text import Add, By, Put, Remove
from bot.rulebook.guidelines import Clause, Topic, in_language
from bot.rulebook.pages import MARK, rule_pages
from bot.rulebook.rulebook import Rulebook, load_drafts, load_rulebook
from bot.rulebook.rules import CATEGORIES, Condition, GuardRule, Match, Rule
from bot.rulebook.source import Problem, RulebookErrors
from bot.rulebook.watch import RulebookWatcher

__all__ = [
    "CATEGORIES", "MARK", "Add", "Author", "By", "Clause", "Company", "Condition", "Contact", "Edit",
    "EditConflict", "Editor", "GuardRule", "Label", "LabelledDraft", "Match", "Page", "Problem", "Put", "Remove",
    "Rule", "Rulebook", "RulebookErrors", "RulebookWatcher", "Saved", "Topic", "files_of", "in_language",
    "load_drafts", "load_rulebook", "needs_capitals", "rule_pages", "spelt_out",
]  # fmt: skip
