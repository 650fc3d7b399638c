"""A studio for tests: the shipped policy in a folder of its own, the real service around it, nothing learned."""

from __future__ import annotations

import re
import shutil
import time
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from bot.api import create_app
from bot.checker import Checker
from bot.dialogue import Gateway, RasaClient
from bot.rulebook import Editor, RulebookWatcher
from bot.store import EditTrail, StoreSettings, open_store
from bot.studio import Desk, OneTimeLink, StudioSettings, attach_studio
from tests.support.coach import ACTION_TOKEN, DAY, WordEncoder, services_for

KEPT_DRAFTS = ("en-confidential", "en-clean", "nl-client")  # enough to try with
SECRET = "a-secret-for-tests-only-and-nothing-else"


class Office:
    """A desk over a copy of the project's files, and the service that serves it."""

    def __init__(self, folder: Path, *, settings: StudioSettings | None = None, **more: Any) -> None:
        for name in ("policy", "data"):
            shutil.copytree(name, folder / name)
        shutil.copy("domain.yml", folder)
        for path in (folder / "policy" / "drafts").glob("*.yml"):
            if path.stem not in KEPT_DRAFTS:
                path.unlink()
        self.folder, policy = folder, folder / "policy"
        self.watcher = RulebookWatcher(policy)
        self.store = open_store(StoreSettings(state=folder / "state"))
        editor = Editor(folder, policy, folder / "state", EditTrail(self.store.audit), commit=False,
                        saved=self.watcher.refresh)
        encoder = WordEncoder()
        checker = Checker(encoder)
        self.desk = Desk(editor, self.store, lambda: self.watcher.current, lambda: checker, encoder, policy,
                         folder / "state", SECRET, settings or StudioSettings(), faults=lambda: self.watcher.errors,
                         today=lambda: DAY, **more)
        services = services_for(self.watcher.current)
        gateway = Gateway(services, RasaClient("http://127.0.0.1:9", ""))
        self.app = create_app(services, gateway=gateway, action_token=ACTION_TOKEN)
        attach_studio(self.app, self.desk)

    def link(self) -> str:
        return OneTimeLink(self.folder / "state").make()

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def visitor(self, *, role: str | None = "publisher", name: str = "Ann", base: str = "http://testserver") -> Visitor:
        """Somebody in front of the studio, signed in unless ``role`` is None."""
        visitor = Visitor(self, TestClient(self.app, base_url=base, follow_redirects=False))
        if role == "publisher":
            visitor.client.post("/studio/sign-in", data={"link": self.link(), "name": name})
        elif role:
            gate = next(route for route in self.app.routes if route.name == "studio").app.state.gate
            visitor.client.cookies.set("studio", gate.sessions._sessions.dumps(["x" * 20, name, role]))
        return visitor

    def close(self) -> None:
        self.store.close()


class Visitor:
    """A browser without script: reads pages and sends their forms."""

    def __init__(self, office: Office, client: TestClient) -> None:
        self.office, self.client = office, client

    def get(self, path: str, **more: Any):
        return self.client.get(f"/studio{path}", **more)

    def page(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text[:2000]
        return answer.text

    def hidden(self, page: str, action: str) -> dict[str, str]:
        """The hidden fields of the form that is sent to ``action``."""
        form = re.search(rf'<form method="post" action="/studio{re.escape(action)}".*?</form>', page, re.DOTALL)
        assert form, f"no form for {action}"
        pairs = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
        return {unescape(name): unescape(value) for name, value in pairs}

    def send(self, page: str, action: str, *, to: str = "", at: str = "", **fields: Any):
        """Open ``page``, fill the form of ``action`` and send it (to its check with ``to="/validate"``, or ``at`` elsewhere)."""
        values: dict[str, Any] = self.hidden(self.page(page), action) | {"reason": "because"} | fields
        return self.client.post(f"/studio{at or action + to}", data={k: v for k, v in values.items() if v is not None})

    def finished(self, place: str) -> str:
        """The page of a job once it has ended."""
        for _ in range(1200):
            if self.get(f"{place}/state.json").json()["done"]:
                return self.page(place)
            time.sleep(0.1)
        raise AssertionError("the job did not end")
