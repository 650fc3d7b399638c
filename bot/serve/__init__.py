"""Start and stop the product: settings, the dialogue model, the coach's process and Rasa's."""

from bot.serve.build import Coach, build_checker, build_coach
from bot.serve.candidate import make_candidate
from bot.serve.jobs import JobStatus, TrainingJob
from bot.serve.model import current_model, fingerprint
from bot.serve.promotion import promote, rollback
from bot.serve.settings import Settings, read_settings
from bot.serve.supervisor import prepare, supervise, with_tokens

__all__ = [
    "Coach", "JobStatus", "Settings", "TrainingJob", "build_checker", "build_coach", "current_model", "fingerprint",
    "make_candidate", "prepare", "promote", "read_settings", "rollback", "supervise", "with_tokens",
]  # fmt: skip
