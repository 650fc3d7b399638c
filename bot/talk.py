"""A conversation with a running coach over its API, for the command line, for measuring and for trying a release."""

from __future__ import annotations

from typing import Any

import httpx

from bot.errors import CoachError


class Talk:
    """One conversation with a running coach over its API. Raises CoachError C131 when nobody answers, and otherwise
    the error that the API reports."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = httpx.Client(base_url=url, timeout=60.0, trust_env=False)
        self._head: dict[str, str] = {}
        opened = self._post("/api/v1/conversations", {})
        self._path = f"/api/v1/conversations/{opened['id']}/messages"
        self._head = {"Authorization": f"Bearer {opened['token']}"}

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *error: object) -> None:
        self._http.close()

    def say(self, text: str) -> list[dict[str, Any]]:
        """The cards for typed words."""
        return list(self._post(self._path, {"text": text})["messages"])

    def press(self, payload: str) -> list[dict[str, Any]]:
        """The cards for a pressed button."""
        return list(self._post(self._path, {"payload": payload})["messages"])

    def _post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        try:
            answer = self._http.post(path, json=body, headers=self._head)
            content = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CoachError("C131", f"No coach answers at {self._url}.", status=503,
                             hint="Start it with `postcoach serve`, or say where it is with COACH_URL.") from error
        if answer.is_error:
            fault = content.get("error") or {}
            raise CoachError(fault.get("code", "C131"), fault.get("message", "The coach refused the request."),
                             hint=fault.get("hint"), where=fault.get("where"), status=answer.status_code)
        return dict(content)
