"""A candidate against the live release, in sentences that a consultant can judge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.training.releases import Manifest

NOTICED = 0.02  # a difference of F1 below this is not worth a sentence


@dataclass(frozen=True)
class Comparison:
    """``better`` and ``worse`` are sentences; ``failed`` the lines of the must-pass list that fail now."""

    summary: tuple[str, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    failed: tuple[str, ...]

    @property
    def promotable(self) -> bool:
        """Whether everything that must pass does."""
        return not self.failed

    def as_text(self) -> str:
        """All of it, a heading a part."""
        parts = list(self.summary)
        for title, lines in (("Better", self.better), ("Worse", self.worse), ("Must pass, and does not", self.failed)):
            parts += ["", f"{title}:", *(f"  {line}" for line in lines)] if lines else []
        return "\n".join(parts)


def compare(
    candidate: Manifest, live: Manifest | None, *, name: Callable[[str], str] = lambda key: key
) -> Comparison:
    """What the candidate does better and worse than the live release; ``name`` gives the title of a topic."""
    new, old = candidate.measures, live.measures if live else {}
    summary = [f"{candidate.id}, trained in {candidate.seconds} s"
               + (f", against {live.id}, trained in {live.seconds} s." if live else "; nothing is live yet.")]
    better: list[str] = []
    worse: list[str] = []
    _questions(new.get("questions"), old.get("questions"), name, summary, better, worse)
    _drafts(new.get("drafts"), old.get("drafts"), summary, better, worse)
    must = new.get("must_pass") or {"count": 0, "failed": []}
    failed = tuple(failure["sentence"] for failure in must["failed"])
    if must["count"]:
        summary.append(f"Must-pass list: {must['count'] - len(failed)} of {must['count']} lines pass.")
    if not better and not worse and live:
        summary.append("No topic and no category changed.")
    return Comparison(tuple(summary), tuple(better), tuple(worse), failed)


def _questions(
    new: dict[str, Any] | None, old: dict[str, Any] | None, name: Callable[[str], str], summary: list[str],
    better: list[str], worse: list[str],
) -> None:
    if not new:
        return
    was = f", was {old['right']} of {old['of']}" if old else ""
    summary.append(f"Questions: {new['right']} of {new['of']} get the right topic{was}; "
                   f"{new['answered_wrongly']} would be answered wrongly at once"
                   + (f", was {old['answered_wrongly']}." if old else "."))
    changes = []
    for topic, now in new["topics"].items():
        before = (old or {}).get("topics", {}).get(topic)
        if before and before["of"] == now["of"] and before["right"] != now["right"]:
            changes.append((now["right"] - before["right"], topic, before, now))
    for difference, topic, before, now in sorted(changes, key=lambda change: (-abs(change[0]), change[1])):
        sentence = f"{name(topic)}: {now['right']} of {now['of']} questions right, was {before['right']}."
        (better if difference > 0 else worse).append(sentence)


def _drafts(
    new: dict[str, Any] | None, old: dict[str, Any] | None, summary: list[str], better: list[str], worse: list[str]
) -> None:
    if not new:
        return
    was = f", was {old['f1']:.2f}" if old else ""
    flagged = new["clean_flagged"]
    summary.append(f"Drafts: F1 {new['f1']:.2f} over all categories{was}; "
                   f"{flagged['part']} of {flagged['whole']} harmless posts get a warning or worse"
                   + (f", was {old['clean_flagged']['part']}." if old else "."))
    if not old:
        return
    counted = (("clean_flagged", "harmless posts flagged"), ("protected_violations", "protected posts flagged"))
    for key, words in counted:
        now, before = new[key]["part"], old[key]["part"]
        if now != before:
            (better if now < before else worse).append(f"{words.capitalize()}: {now}, was {before}.")
    for category, now in new["categories"].items():
        before = old["categories"].get(category)
        if before and abs(now["f1"] - before["f1"]) >= NOTICED:
            detail = (f"finds {now['recall']:.0%} (was {before['recall']:.0%}), "
                      f"right in {now['precision']:.0%} (was {before['precision']:.0%})")
            sentence = f"{category}: F1 {now['f1']:.2f}, was {before['f1']:.2f}; {detail}."
            (better if now["f1"] > before["f1"] else worse).append(sentence)
