"""Training: labelled drafts → judge, rules' own examples, replays."""

from bot.training.evaluate import as_markdown, check_set, read_set, summary
from bot.training.examples import ExampleResult, run_examples
from bot.training.judge import train_judge
from bot.training.kinds import MessageKinds, ensure_kinds, load_kinds
from bot.training.live import Learned, load_learned, releases_of
from bot.training.release import ensure_judge, load_judge
from bot.training.releases import Releases

__all__ = [
    "ExampleResult", "Learned", "MessageKinds", "Releases", "as_markdown", "check_set", "ensure_judge",
    "ensure_kinds", "load_judge", "load_kinds", "load_learned", "read_set", "releases_of", "run_examples",
    "summary", "train_judge",
]  # fmt: skip
