"""The trained judge on disk: current for the drafts it was trained on, and proven to be what was trained."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from bot.checker import LearnedJudge, detect_language
from bot.encoder import SentenceEncoder
from bot.errors import CoachError
from bot.rulebook import Label, LabelledDraft, Rulebook, load_drafts, load_rulebook
from bot.training.judge import Progress, train_judge
from bot.training.vectors import RememberingEncoder

RECIPE = "6"  # raise when the training itself changes


def judge_fingerprint(policy: Path, encoder: SentenceEncoder, taught: list[LabelledDraft]) -> str:
    """A hash of what the judge learns from: drafts, taught examples, the company's names, encoder, recipe."""
    digest = hashlib.sha256(f"{RECIPE} {encoder.digest}".encode())
    digest.update("\0".join(draft.text for draft in taught).encode("utf-8", "replace"))
    for path in [policy / "company.yml", *sorted((policy / "drafts").glob("*.yml"))]:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def examples_as_drafts(rulebook: Rulebook) -> list[LabelledDraft]:
    """The examples of the learned rules: what a consultant writes there, the judge learns."""
    drafts = []
    for rule in rulebook.rules:
        if rule.match.learned == rule.category:
            for text in rule.examples.flag:
                label = Label(category=rule.category, severity=rule.severity, quote=text)
                drafts.append(LabelledDraft(text=text, labels=[label], language=detect_language(text)))
            drafts += [LabelledDraft(text=text, language=detect_language(text)) for text in rule.examples.pass_]
    for guard in rulebook.guard:
        if guard.match.learned:
            flags, passes = guard.examples.flag, guard.examples.pass_
            drafts += [LabelledDraft(text=t, protected=True, language=detect_language(t)) for t in flags]
            drafts += [LabelledDraft(text=t, language=detect_language(t)) for t in passes]
    return drafts


def load_judge(models: Path) -> LearnedJudge | None:
    """The judge that was trained last; None before the first training.

    Raises CoachError C514 when its files are not the ones that training wrote.
    """
    record = _record(models)
    if record is None:
        return None
    folder = models / "judge" / record["fingerprint"]
    if not folder.is_dir() or _digest(folder) != record["sha256"]:
        raise CoachError(
            "C514", "The trained judge is damaged: its digest is not the one of its training.",
            hint="Delete .models/judge and run `make train`.", where=str(folder), status=500,
        )
    return LearnedJudge.load(folder)


def ensure_judge(
    models: Path, policy: Path, encoder: SentenceEncoder, *, progress: Progress = lambda line: None
) -> LearnedJudge:
    """The judge for the drafts as they are, trained now when it is not current.

    The old one stays in place until the new one is complete. Raises as ``load_rulebook`` and ``train_judge``.
    """
    rulebook = load_rulebook(policy)
    taught = examples_as_drafts(rulebook)
    mark = judge_fingerprint(policy, encoder, taught)
    record = _record(models)
    if record and record["fingerprint"] == mark:
        judge = load_judge(models)
        if judge:
            return judge
    trained = train_judge([*load_drafts(policy), *taught], rulebook, RememberingEncoder(encoder, models),
                          progress=progress)
    folder = models / "judge" / mark
    shutil.rmtree(folder, ignore_errors=True)
    trained.save(folder)
    current = models / "judge" / "current.json"
    work = current.with_suffix(".new")
    work.write_text(json.dumps({"fingerprint": mark, "sha256": _digest(folder)}), encoding="utf-8")
    work.replace(current)
    for old in (models / "judge").iterdir():
        if old.is_dir() and old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return trained


def _record(models: Path) -> dict[str, str] | None:
    path = models / "judge" / "current.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
