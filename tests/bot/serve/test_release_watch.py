"""A promotion is tried by the running coach and taken back when it does not work; Rasa pulls verified bytes alone."""

from __future__ import annotations

import hashlib
import http.server
import json
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.api.errors import add_error_handlers
from bot.dialogue import Services
from bot.errors import CoachError
from bot.serve import release_watch
from bot.serve.model_server import ModelServer
from bot.serve.promotion import promote, rollback
from bot.serve.release_watch import ReleaseWatch
from bot.serve.settings import read_settings
from bot.training import Learned, Releases
from bot.training.releases import CONFIRMED, FAILED, MOVING, ROLLED_BACK
from tests.support.coach import Served, policy, services_for

TOKEN = "a-token-of-the-tests-own"
ASK = "can I say which client I'm visiting?"


class PullingRasa:
    """Pulls as Rasa does; a model is bytes that say what it answers: ``good``, ``mute`` or ``wrong``."""

    def __init__(self, model_url: str) -> None:
        self.model_url, self.fingerprint, self.model = model_url, "none", b""
        self.pulls: list[int] = []
        rasa = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                topic = "name-client" if rasa.model.startswith(b"good") else "likes"
                card = {"kind": "answer", "topic": topic if body["text"] == ASK else None, "text": "x"}
                messages = [] if rasa.model.startswith(b"mute") else [{"custom": {"card": card}}]
                content = json.dumps({"messages": messages}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._stop = threading.Event()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        threading.Thread(target=self._pull, daemon=True).start()

    def _pull(self) -> None:
        while not self._stop.wait(0.05):
            headers = {"If-None-Match": self.fingerprint, "Authorization": f"Bearer {TOKEN}"}
            answer = httpx.get(self.model_url, headers=headers, trust_env=False)
            self.pulls.append(answer.status_code)
            if answer.status_code == 200:
                self.model, self.fingerprint = answer.content, answer.headers["etag"]

    def stop(self) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()


class Bench:
    """Releases, a coach's internal addresses, a pulling Rasa, and the watch between them."""

    def __init__(self, folder: Path, services: Services, policy_folder: Path) -> None:
        self.folder = folder
        self.settings = read_settings({"COACH_PORT": "9"}, root=folder)
        self.releases = Releases(self.settings.models / "releases")
        self.services, self.told = services, []
        server = ModelServer(self.releases, TOKEN)
        app = FastAPI()
        add_error_handlers(app)
        self.moved: list[str] = []
        app.include_router(server.routes(self.moved.append))
        self.served = Served(app)
        self.rasa = PullingRasa(f"{self.served.url}/internal/model")
        self.watch = ReleaseWatch(self.releases, services, server, models=self.settings.models, policy=policy_folder,
                                  rasa=lambda: (self.rasa.url, TOKEN), patience=3.0,
                                  rolled_back=lambda *words: self.told.append(words))
        self.count = 0

    def release(self, model: bytes, failed: tuple[str, ...] = ()):
        self.count += 1
        source = self.folder / "source"
        (source / "judge").mkdir(parents=True, exist_ok=True)
        (source / "judge/judge.json").write_text("{}")
        (source / "model").write_bytes(model)
        return self.releases.add(
            {"model.tar.gz": source / "model", "judge": source / "judge"}, fingerprint=f"{self.count:06}", engine="e",
            policy_version="p", seconds=1, now=datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=self.count),
            measures={"must_pass": {"count": 2, "failed": [{"kind": "draft", "sentence": one} for one in failed]}})

    def until(self, state: str, seconds: float = 8.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            live = self.releases.live()
            if live and live.state == state:
                return live
            time.sleep(0.05)
        raise AssertionError(f"never {state}: {self.releases.live()}")

    def close(self) -> None:
        self.watch.stop()
        self.rasa.stop()
        self.served.stop()


@pytest.fixture(scope="module")
def policy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policy")
    policy(folder)
    (folder / "must_pass.yml").write_text(
        f'questions:\n  - {{ask: "{ASK}", topic: name-client}}\ndrafts:\n  - {{text: "A fine day.", verdict: clear}}\n')
    return folder


@pytest.fixture
def bench(tmp_path: Path, policy_folder: Path, monkeypatch: pytest.MonkeyPatch):
    from bot.rulebook import load_rulebook

    def learned(models: Path, *, release: str) -> Learned:
        Releases(models / "releases").verify(release, "judge")
        return Learned(release, None, None)

    monkeypatch.setattr(release_watch, "load_learned", learned)
    made = Bench(tmp_path, services_for(load_rulebook(policy_folder)), policy_folder)
    yield made
    made.close()


def test_a_good_release_is_loaded_tried_and_confirmed(bench: Bench):
    bench.watch.start()
    before = bench.services.checker
    release = bench.release(b"good 1")
    bench.releases.move(release.id, reason="better")
    assert bench.until(CONFIRMED).id == release.id
    assert bench.rasa.model == b"good 1"
    assert bench.services.checker is not before
    assert bench.watch.loaded == release.id
    assert {200, 304} <= set(bench.rasa.pulls) <= {204, 200, 304}


@pytest.mark.parametrize(("model", "words"), [
    (b"mute", "no answer to a greeting"), (b"wrong", "does not answer .* with name-client"),
])
def test_a_release_that_fails_the_conversation_is_taken_back_and_says_why(bench: Bench, model: bytes, words: str):
    bench.watch.start()
    first = bench.release(b"good 1")
    bench.releases.move(first.id, reason="first")
    bench.until(CONFIRMED)
    second = bench.release(model)
    began = time.monotonic()
    bench.releases.move(second.id, reason="better?")
    live = bench.until(ROLLED_BACK)
    assert live.id == first.id
    assert time.monotonic() - began < 10.0
    assert re.search(words, bench.releases.failure(second.id))
    assert [release for release, _ in bench.told] == [second.id]
    while bench.rasa.model != b"good 1":
        assert time.monotonic() - began < 10.0
        time.sleep(0.05)
    assert bench.watch.loaded == first.id
    assert bench.releases.candidate() is None


def test_a_damaged_model_never_leaves_the_coach_and_the_release_is_taken_back(bench: Bench):
    bench.watch.start()
    first = bench.release(b"good 1")
    bench.releases.move(first.id, reason="first")
    bench.until(CONFIRMED)
    second = bench.release(b"good 2")
    bench.releases.path(second.id, "model.tar.gz").write_bytes(b"evil")
    bench.releases.move(second.id, reason="better?")
    assert bench.until(ROLLED_BACK).id == first.id
    assert bench.rasa.model == b"good 1"
    assert 503 in bench.rasa.pulls


def test_a_draft_that_must_pass_and_does_not_takes_the_release_back(bench: Bench, policy_folder: Path):
    bench.watch.start()
    first = bench.release(b"good 1")
    bench.releases.move(first.id, reason="first")
    bench.until(CONFIRMED)
    text = (policy_folder / "must_pass.yml").read_text()
    (policy_folder / "must_pass.yml").write_text(text.replace("verdict: clear", "verdict: stop"))
    try:
        second = bench.release(b"good 2")
        bench.releases.move(second.id, reason="better?")
        bench.until(ROLLED_BACK)
        assert "“A fine day.” must be stop, is clear." in bench.releases.failure(second.id)
    finally:
        (policy_folder / "must_pass.yml").write_text(text)


def test_the_first_release_that_fails_stays_and_says_so(bench: Bench):
    bench.watch.start()
    release = bench.release(b"mute")
    bench.releases.move(release.id, reason="first")
    live = bench.until(FAILED)
    assert live.id == release.id
    assert "greeting" in live.reason


def test_a_promotion_that_a_killed_coach_left_is_tried_at_its_next_start(bench: Bench):
    first, second = bench.release(b"good 1"), bench.release(b"mute")
    bench.releases.move(first.id, reason="first", state=CONFIRMED)
    bench.releases.move(second.id, reason="better?")
    assert bench.releases.live().state == MOVING
    bench.watch.start()
    assert bench.until(ROLLED_BACK).id == first.id


def test_checks_go_on_during_a_swap_each_with_one_judge(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    from bot.findings import Draft

    bench.watch.start()
    first, second = bench.release(b"good 1"), bench.release(b"good 2")
    bench.releases.move(first.id, reason="first")
    bench.until(CONFIRMED)
    stop, failed, done = threading.Event(), [], []

    def author() -> None:
        while not stop.wait(0.05):
            try:
                done.append(bench.services.checker.check(Draft("A fine day."), bench.services.rulebook(),
                                                         as_of=bench.services.today()).verdict.value)
            except Exception as error:
                failed.append(error)

    authors = [threading.Thread(target=author) for _ in range(2)]
    for one in authors:
        one.start()
    for release in (second, first, second):
        bench.releases.move(release.id, reason="to and fro")
        bench.until(CONFIRMED)
    stop.set()
    for one in authors:
        one.join()
    assert failed == []
    assert len(done) > 5
    assert set(done) == {"clear"}


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic " + TOKEN])
def test_the_internal_addresses_need_the_token(bench: Bench, token: str):
    for method, path in (("GET", "/internal/model"), ("POST", "/internal/rasa")):
        answer = httpx.request(method, f"{bench.served.url}{path}", headers={"Authorization": token}, trust_env=False)
        assert answer.status_code == 401


def test_the_model_comes_with_its_digest_and_a_name_of_ours(bench: Bench):
    release = bench.release(b"good 1")
    bench.releases.move(release.id, reason="x", state=CONFIRMED)
    answer = httpx.get(f"{bench.served.url}/internal/model", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False)
    assert answer.headers["etag"] == f'"{hashlib.sha256(b"good 1").hexdigest()}"'
    assert answer.headers["filename"] == "model.tar.gz"


def test_the_supervisor_moves_the_coach_to_a_rasa_of_this_machine_alone(bench: Bench):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    here = httpx.post(f"{bench.served.url}/internal/rasa", json={"url": "http://127.0.0.1:5006"}, headers=headers, trust_env=False)
    there = httpx.post(f"{bench.served.url}/internal/rasa", json={"url": "http://evil.example"}, headers=headers, trust_env=False)
    assert (here.status_code, there.status_code) == (200, 400)
    assert bench.moved == ["http://127.0.0.1:5006"]


def test_promote_and_rollback_without_a_running_coach_move_the_pointer(bench: Bench):
    told: list[str] = []
    first, second = bench.release(b"good 1"), bench.release(b"good 2")
    promote(bench.settings, first.id, reason="first", tell=told.append)
    assert promote(bench.settings, reason="second", tell=told.append).id == second.id
    with pytest.raises(CoachError, match="C526"):
        promote(bench.settings, reason="again", tell=told.append)
    assert rollback(bench.settings, reason="worse", tell=told.append).id == first.id
    assert told[-1] == f"{first.id} is live from the next start on."


def test_a_release_that_fails_its_list_is_not_promoted(bench: Bench):
    release = bench.release(b"good 1", failed=("“x” must be stop, is clear.",))
    with pytest.raises(CoachError, match="C525") as told:
        promote(bench.settings, release.id, reason="hope", tell=print)
    assert "must be stop" in told.value.hint
    assert bench.releases.live() is None
    assert promote(bench.settings, release.id, reason="I know", tell=print, anyway=True).id == release.id
