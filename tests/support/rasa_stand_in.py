"""A small Rasa for tests: the coach channel over a real socket, the real rules, the real action protocol.

What a typed text means is told by the test. Like Rasa it keeps everything that passes through it, so that a
test can look for what must not be there.
"""

from __future__ import annotations

import http.server
import json
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import yaml

TOKEN = "rasa-token-for-tests-only"


def actions_by_intent(data: Path = Path("data")) -> dict[str, str]:
    """Which action answers an intent, read from the project's own rules."""
    rules = yaml.safe_load((data / "rules.yml").read_text(encoding="utf-8"))["rules"]
    found: dict[str, str] = {}
    for rule in rules:
        first, second = rule["steps"][0], rule["steps"][1]
        for step in first.get("or", [first]):
            found[step["intent"]] = second["action"]
    return found


class RasaStandIn:
    """``meanings`` maps typed text to an intent or to a ranking of intents; unknown text is nlu_fallback."""

    def __init__(self, action_url: str, action_token: str, *, meanings: dict[str, str | list[str]]) -> None:
        self.action_url, self.action_token, self.meanings = action_url, action_token, meanings
        self.trackers: dict[str, dict[str, Any]] = {}
        self.reset()
        self._actions = actions_by_intent()
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: object) -> None:
                pass

            def parse_request(self) -> bool:
                # A server that has ended answers on no line, also on none that is still open.
                self.close_connection = stand_in.stopped
                return not stand_in.stopped and super().parse_request()

            def do_GET(self) -> None:
                self._send(200, {"status": "ok"})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.headers["Authorization"] != f"Bearer {TOKEN}":
                    return self._send(401, {"error": {"code": "C481", "message": "no"}})
                if stand_in.refusals:
                    stand_in.refusals -= 1
                    return self._send(503, {"error": {"code": "C483", "message": "no model"}})
                if self.path.endswith("/understand"):
                    return self._send(200, {"ranking": stand_in.rank(body["text"])})
                if self.path.endswith("/forget"):
                    return self._send(200, {"deleted": bool(stand_in.trackers.pop(body["sender"], None))})
                self._send(200, {"messages": stand_in.handle(body)})

            def _send(self, status: int, body: dict[str, Any]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        """As if it had just been started."""
        self.trackers.clear()
        self.silent = self.stopped = False
        self.refusals = 0  # so many calls find no model loaded
        self.delay = 0.0

    def stop(self) -> None:
        self.stopped = True
        self._server.shutdown()
        self._server.server_close()

    def handle(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        time.sleep(self.delay)
        tracker = self.trackers.setdefault(body["sender"], {"slots": {}, "events": []})
        message = self._understand(body)
        tracker["latest_message"] = message
        tracker["events"].append({"event": "user", "text": message["text"], "metadata": body.get("metadata"),
                                  "parse_data": message})
        if self.silent:
            return []
        answer = self._run(self._actions[message["intent"]["name"]], body["sender"], tracker)
        for event in answer["events"]:
            tracker["events"].append(event)
            if event["event"] == "slot":
                tracker["slots"][event["name"]] = event["value"]
            elif event["event"] == "reset_slots":
                tracker["slots"] = {}
        sent = [{"text": said.get("text"), "custom": said.get("custom")} for said in answer["responses"]]
        tracker["events"] += [{"event": "bot", "text": said["text"], "data": said} for said in sent]
        return [{key: value for key, value in said.items() if value} for said in sent]

    def rank(self, text: str) -> list[dict[str, Any]]:
        """How a text ranks by itself; nothing of it is kept."""
        ranking = self._understand({"text": text})["intent_ranking"]
        sure = 0.9 if len(ranking) == 1 and ranking[0]["name"] != "nlu_fallback" else 0.3
        return [{**one, "confidence": sure} for one in ranking if one["name"] != "nlu_fallback"]

    def everything(self) -> str:
        """All that it keeps, as text."""
        return json.dumps(self.trackers, ensure_ascii=False)

    def _understand(self, body: dict[str, Any]) -> dict[str, Any]:
        if "intent" in body:
            entities = [{"entity": name, "value": value} for name, value in body["entities"].items()]
            return {"text": f"/{body['intent']}", "intent": {"name": body["intent"]}, "entities": entities}
        meaning = self.meanings.get(body["text"], "nlu_fallback")
        ranking = ["nlu_fallback", *meaning] if isinstance(meaning, list) else [meaning]
        return {"text": body["text"], "intent": {"name": ranking[0]}, "entities": [],
                "intent_ranking": [{"name": name, "confidence": 0.3} for name in ranking]}

    def _run(self, action: str, sender: str, tracker: dict[str, Any]) -> dict[str, Any]:
        call = {"next_action": action, "sender_id": sender, "domain_digest": "d1", "version": "3.6.21",
                "tracker": {"sender_id": sender, **tracker}}
        request = urllib.request.Request(self.action_url, json.dumps(call).encode(), {
            "Content-Type": "application/json", "Authorization": f"Bearer {self.action_token}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
