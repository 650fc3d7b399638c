"""The real coach service and a host page on another origin, for what a stand-in cannot show."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.api import Access, AccessSettings, WebPage, create_app
from bot.channels.web import STATIC_FOLDER, about, page_for
from bot.dialogue import Gateway, RasaClient
from bot.rulebook import Rulebook
from tests.support.coach import ACTION_TOKEN, Served, services_for
from tests.support.fixtures import MEANINGS
from tests.support.rasa_stand_in import TOKEN, RasaStandIn

SIGN_IN = "the intranet shares this with the coach"


class OnPort:
    """An application on one port, which it gives up and takes again."""

    def __init__(self, app: Any, port: int) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False,
                                timeout_graceful_shutdown=1)  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        limit = time.monotonic() + 20
        while not self._server.started and time.monotonic() < limit:
            time.sleep(0.02)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(15)


class RealCoach:
    """The service with the tests' policy; ``stop`` and ``start`` are a restart that keeps port and secret."""

    def __init__(self, rulebook: Rulebook, **access: Any) -> None:
        self._rulebook = rulebook
        self._access = AccessSettings(secret="a secret of more than thirty-two characters", **access)
        self._port = 0
        self.rasa: RasaStandIn | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        services = services_for(self._rulebook)
        gateway = Gateway(services, RasaClient("http://127.0.0.1:9", TOKEN))
        page = WebPage(lambda language: page_for(self._rulebook, language=language), STATIC_FOLDER,
                       lambda: about(self._rulebook))  # fmt: skip
        app = create_app(services, gateway=gateway, action_token=ACTION_TOKEN, page=page, access=Access(self._access))
        self._running = OnPort(app, self._port)
        self._port = self._running.port
        if self.rasa is None:
            self.rasa = RasaStandIn(f"{self.url}/internal/actions/webhook", ACTION_TOKEN, meanings=MEANINGS)
        gateway.rasa = RasaClient(self.rasa.url, TOKEN, patience=20.0)

    def stop(self) -> None:
        self._running.stop()

    def close(self) -> None:
        self.stop()
        if self.rasa:
            self.rasa.stop()


@dataclass
class HostPage:
    """A page of the intranet under a strict policy, with the widget's one line in it."""

    coach: str
    attributes: str = ""
    person: str | None = None
    life: float = 300  # seconds that its tokens live
    asked: list[str] = field(default_factory=list)
    served: Any = None

    @property
    def url(self) -> str:
        return self.served.url.replace("127.0.0.1", "localhost")

    def start(self) -> HostPage:
        async def page(request: Request) -> Response:
            policy = (f"default-src 'none'; script-src {self.coach}/; connect-src 'self' {self.coach}/; base-uri 'none'; "
                      "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'")  # fmt: skip
            html = (f'<!doctype html><html lang="en"><title>Intranet</title><h1>Intranet</h1><a href="/two">Two</a>'
                    f'<script src="{self.coach}/widget.js" {self.attributes} async></script></html>')  # fmt: skip
            return HTMLResponse(html, headers={"Content-Security-Policy": policy})

        async def token(request: Request) -> Response:
            self.asked.append(self.person or "")
            claims = {"sub": self.person, "exp": int(time.time() + self.life)}
            return JSONResponse({"token": jwt.encode(claims, SIGN_IN, algorithm="HS256")})

        self.served = Served(Starlette(routes=[Route("/token", token), Route("/{any:path}", page)]))
        return self


