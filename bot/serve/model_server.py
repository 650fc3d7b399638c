"""The coach's internal addresses: Rasa pulls the live dialogue model here, and the supervisor says where Rasa is."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections import OrderedDict
from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from bot.errors import CoachError
from bot.training.releases import MODEL, Releases

log = logging.getLogger(__name__)
MODEL_PATH, RASA_PATH = "/internal/model", "/internal/rasa"
MOST_PULLERS = 64


class ModelServer:
    """Serves the live model by its digest. Rasa tells with each pull which model it has, so the coach knows too."""

    def __init__(self, releases: Releases, token: str) -> None:
        self._releases, self._token = releases, token.encode()
        self._pulls: OrderedDict[str, str] = OrderedDict()

    def has_loaded(self, digest: str) -> bool:
        """Whether the last pull of some Rasa came with that model already loaded, and none with another."""
        seen = list(self._pulls.values())
        return bool(seen) and all(one == digest for one in seen)

    def forget_pulls(self) -> None:
        """Wait for new words of every Rasa: one that was stopped pulls no more."""
        self._pulls.clear()

    def routes(self, moved: Callable[[str], None]) -> APIRouter:
        """``moved`` hears the new address of Rasa."""
        routes = APIRouter(include_in_schema=False)

        @routes.get(MODEL_PATH)
        async def model(request: Request) -> Response:
            self._authenticate(request)
            live = self._releases.live()
            if live is None:
                return Response(status_code=204)
            digest = (await asyncio.to_thread(self._releases.get, live.id)).files[MODEL]
            has = (request.headers.get("if-none-match") or "").strip('"')
            client = f"{request.client.host}:{request.headers.get('x-rasa', '')}" if request.client else ""
            self._heard(client, has)
            if has == digest:
                return Response(status_code=304, headers={"ETag": f'"{digest}"'})
            content = await asyncio.to_thread(self._releases.path(live.id, MODEL).read_bytes)
            # A model is code to Rasa: bytes that are not those of the training never leave this process.
            if await asyncio.to_thread(_sha256, content) != digest:
                log.error("the model of release %s is damaged and is not handed out", live.id)
                raise CoachError("C523", f"The release {live.id} is damaged.", status=503)
            return Response(content, media_type="application/gzip",
                            headers={"ETag": f'"{digest}"', "filename": MODEL})

        @routes.post(RASA_PATH)
        async def rasa(request: Request) -> dict[str, str]:
            self._authenticate(request)
            url = (await request.json())["url"]
            if not str(url).startswith("http://127.0.0.1:"):
                raise CoachError("C306", "Rasa listens on this machine only.", where="url")
            moved(str(url))
            self.forget_pulls()
            return {"url": str(url)}

        return routes

    def _heard(self, client: str, digest: str) -> None:
        self._pulls[client] = digest
        self._pulls.move_to_end(client)
        while len(self._pulls) > MOST_PULLERS:
            self._pulls.popitem(last=False)

    def _authenticate(self, request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), self._token):
            raise CoachError("C412", "The token does not open this address.", status=401,
                             hint="Both processes must read the same COACH_ACTION_TOKEN.")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
