"""Training: labelled drafts → judge, rules' own examples, replays."""

from bot.training.evaluate import as_markdown, check_set, read_set, summary
from bot.training.examples import ExampleResult, run_examples
from bot.training.judge import train_judge
from bot.training.kinds import MessageKinds, ensure_kinds, load_kinds
from bot.training.release import ensure_judge, load_judge

__all__ = [
    "ExampleResult", "MessageKinds", "as_markdown", "check_set", "ensure_judge", "ensure_kinds", "load_judge",
    "load_kinds", "read_set", "run_examples", "summary", "train_judge",
]  # fmt: skip
