"""Rules → Markdown pages for people who would rather read than open YAML: one page a category, one for the guard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.rulebook.guidelines import Clause, in_language
from bot.rulebook.rules import CATEGORIES, Examples, GuardRule, Rule

MARK = "<!-- Made by `postcoach policy docs`. Change the policy, not this page. -->"
FIXES = {
    "drop": "leave these words out", "drop-sentence": "leave the sentence out", "mask": "mask it",
    "disclose": "say first that you work here", "i-for-we": "speak for yourself, “I” for “we”",
}  # fmt: skip
INDEX, GUARD = "README.md", "guard.md"


def rule_pages(clauses: Mapping[str, Clause], rules: Sequence[Rule], guard: Sequence[GuardRule]) -> dict[str, str]:
    """File names and their Markdown, in the order of the index; the same policy gives the same pages.

    Wordings are the English ones; examples stand in every language they were written in.
    """
    by_category = {name: [rule for rule in rules if rule.category == name] for name in CATEGORIES}
    used = {name: found for name, found in by_category.items() if found}
    pages = {INDEX: _index(used, guard)}
    if guard:
        pages[GUARD] = _page("Protected speech", GUARD_INTRODUCTION, (_guard(entry) for entry in guard))
    for name, found in used.items():
        pages[f"{name}.md"] = _page(name, "", (_rule(rule, clauses) for rule in found))
    return pages


GUARD_INTRODUCTION = (
    "Lawful speech about working conditions. It is looked for first; where it stands, findings are removed or "
    "weakened, and the author gets the reply instead."
)


def _index(used: Mapping[str, Sequence[Rule]], guard: Sequence[GuardRule]) -> str:
    rows = [f"| [{name}]({name}.md) | {len(rules)} |" for name, rules in used.items()]
    rows += [f"| [Protected speech]({GUARD}) | {len(guard)} |"] if guard else []
    table = "\n".join(["| Category | Rules |", "| --- | --- |", *rows])
    return f"{MARK}\n\n# Rules\n\n{table}\n"


def _page(title: str, introduction: str, entries: Iterable[str]) -> str:
    return "\n\n".join(part for part in (MARK, f"# {title}", introduction, *entries) if part) + "\n"


def _rule(rule: Rule, clauses: Mapping[str, Clause]) -> str:
    clause = clauses.get(rule.clause)
    title = f", {_plain(in_language(clause.title, 'en'))}" if clause else ""
    fixes = [FIXES[fix] if isinstance(fix, str) else f"“{_plain(in_language(fix, 'en'))}”" for fix in rule.fix]
    lines = [
        f"- **Severity** {rule.severity.value}, **stage** {rule.stage}"
        + (f", **only on** {', '.join(rule.platforms)}" if rule.platforms else "")
        + (", **stricter in quiet periods**" if rule.raise_in_quiet_period else ""),
        f"- **Message** {_plain(in_language(rule.message, 'en'))}",
        f"- **Why** {_plain(in_language(rule.why, 'en'))}",
        f"- **Fix** {'; '.join(fixes) or 'none'}",
        f"- **Question** {_plain(in_language(rule.ask, 'en')) if rule.ask else 'none'}",
        f"- **Clause** {rule.clause}{title}",
    ]
    lines += [f"- **Contact** `{rule.contact}`"] if rule.contact else []
    return "\n".join([f"## `{rule.id}`", "", *lines, "", _examples(rule.examples, "Flagged", "Not flagged")])


def _guard(entry: GuardRule) -> str:
    offered = ", ".join(f"`{role}`" for role in entry.offer) or "nobody"
    lines = [f"- **Reply** {_plain(in_language(entry.reply, 'en'))}", f"- **Offers** {offered}"]
    return "\n".join([f"## `{entry.id}`", "", *lines, "", _examples(entry.examples, "Protected", "Not protected")])


def _examples(examples: Examples, flag: str, passed: str) -> str:
    parts = []
    for title, texts in ((flag, examples.flag), (passed, examples.pass_)):
        parts += [f"{title}:", "", *(f"- “{_plain(text)}”" for text in texts), ""]
    return "\n".join(parts).rstrip()


def _plain(text: str) -> str:
    """One line that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~&])", r"\\\1", " ".join(text.split()))
