"""The stand-in's HTTP side: signs a request as Slack does, sends it, and sends it again when it was not taken."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

AGAIN_AFTER = (0.0, 0.3, 0.6)  # seconds; Slack waits nothing, a minute and five minutes
TYPES = {"events_api": "application/json", "interactive": "application/x-www-form-urlencoded",
         "slash_commands": "application/x-www-form-urlencoded"}  # fmt: skip


def body_of(kind: str, payload: dict[str, Any]) -> str:
    """The body of a request of that kind."""
    if kind == "events_api":
        return json.dumps(payload)
    return urlencode(payload if kind == "slash_commands" else {"payload": json.dumps(payload)})


def sign(body: str, secret: str, stamp: int) -> str:
    """Slack's signature of a body."""
    made = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return f"v0={made}"


async def send_signed(
    url: str, kind: str, payload: dict[str, Any], *, secret: str, age: float = 0.0, tries: int = 0, within: float = 3.0
) -> tuple[int, dict[str, Any]]:
    """Status and JSON of the answer; status 0 when none came in time. ``age`` is how old the request says it is."""
    body, stamp = body_of(kind, payload), int(time.time() - age)
    headers = {
        "Content-Type": TYPES[kind],
        "X-Slack-Request-Timestamp": str(stamp),
        "X-Slack-Signature": sign(body, secret, stamp),
    }
    if tries:
        headers |= {"X-Slack-Retry-Num": str(tries), "X-Slack-Retry-Reason": "http_timeout"}
    timeout = aiohttp.ClientTimeout(total=within)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, data=body.encode(), headers=headers) as answer,
        ):
            said = await answer.text()
            return answer.status, json.loads(said) if said.startswith("{") else {}
    except (aiohttp.ClientError, TimeoutError):
        return 0, {}


async def send_until_taken(url: str, kind: str, payload: dict[str, Any], *, secret: str) -> dict[str, Any]:
    """As Slack does: at once, and for an event three more times when the answer is not 200."""
    status, answer = await send_signed(url, kind, payload, secret=secret)
    for tries, pause in enumerate(AGAIN_AFTER if kind == "events_api" else (), start=1):
        if status == 200:
            break
        await asyncio.sleep(pause)
        status, answer = await send_signed(url, kind, payload, secret=secret, tries=tries)
    return answer if status == 200 else {"status": status}
