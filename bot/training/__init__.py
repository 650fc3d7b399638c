"""Training: labelled drafts → judge, rules' own examples, replays."""

from bot.training.examples import ExampleResult, run_examples
from bot.training.judge import train_judge
from bot.training.release import ensure_judge, load_judge

__all__ = ["ExampleResult", "ensure_judge", "load_judge", "run_examples", "train_judge"]
