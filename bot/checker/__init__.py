"""Draft checker: normalise → recognise → guard → judge → fix."""

from bot.checker.check import Checker, check_draft
from bot.checker.fix import apply_fixes
from bot.checker.language import detect_language
from bot.checker.learned import LearnedJudge
from bot.checker.redact import redact

__all__ = ["Checker", "LearnedJudge", "apply_fixes", "check_draft", "detect_language", "redact"]
