"""The one error type of the product: what came, what was expected, how to repair it.

Codes: C1xx settings and start-up, C2xx policy files, C3xx drafts and questions,
C4xx conversations and channels, C5xx models and training, C6xx inbox, audit and counters.
``docs/errors.md`` lists them all.
"""

from __future__ import annotations

from typing import Any


class CoachError(Exception):
    """A fault that somebody can repair, with the words to do so.

    ``status`` is the HTTP status when the API reports it. ``where`` is a place such as
    ``policy/rules.yml:41:13``. None of the fields may ever hold the words of a draft.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        where: str | None = None,
        status: int = 400,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.where, self.status = code, message, hint, where, status

    def as_dict(self) -> dict[str, Any]:
        """The error object of the contract: code, message, and hint and where when known."""
        shown = {"code": self.code, "message": self.message, "hint": self.hint, "where": self.where}
        return {key: value for key, value in shown.items() if value is not None}

    def __str__(self) -> str:
        place = f" {self.where}" if self.where else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{self.code}{place}  {self.message}{hint}"
