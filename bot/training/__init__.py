"""Training: labelled drafts → judge, rules' own examples, candidates and releases."""

from bot.training.examples import ExampleResult, run_examples
from bot.training.judge import train_judge

__all__ = ["ExampleResult", "run_examples", "train_judge"]
