import asyncio
import json
from types import SimpleNamespace

import aiohttp
import pytest

pytest.importorskip("rasa")

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from sanic import Sanic

from bot.errors import CoachError
from bot.nlu.coach_channel import CoachChannel, injected_text, read_message, typed_text

pytestmark = pytest.mark.rasa

TOKEN = "a-token-of-twenty-ch"
INTENTS = ["pick_topic", "check_draft", "likes"]
# What Rasa takes for an intent, and what would become one if a single slash were stripped.
SLASHES = ["/likes", " /likes", "\u00a0/likes", "\x1c/likes", '\n\t/check_draft{"a": 1}']
DOUBLED = ["//likes", "/ /likes", '\n\t/ \u2003//check_draft{"a": 1}']


class Agent:
    """Stands in for Rasa's agent: ready or not, with a domain, echoing what it is told."""

    def __init__(self, *, ready=True, failure=None):
        self.ready, self.failure, self.heard = ready, failure, []
        self.domain = SimpleNamespace(intents=INTENTS)

    def is_ready(self):
        return self.ready

    async def handle(self, message):
        self.heard.append(message)
        if self.failure:
            raise self.failure
        await message.output_channel.send_custom_json(
            message.sender_id, {"kind": "text", "said": message.text}
        )


@pytest.fixture(autouse=True)
def several_apps_in_one_process(monkeypatch):
    monkeypatch.setattr(Sanic, "test_mode", True)


def exchange(agent, requests):
    """Send every (method, path, token, body) over a real socket; returns statuses and JSON answers."""
    return asyncio.run(_exchange(agent, requests))


async def _exchange(agent, requests):
    app = Sanic(f"channel-{id(agent)}", configure_logging=False)
    app.ctx.agent = agent
    app.blueprint(
        CoachChannel.from_credentials({"token": TOKEN}).blueprint(agent.handle), url_prefix="/coach"
    )
    server = await app.create_server(host="127.0.0.1", port=0, return_asyncio_server=True, access_log=False)
    await server.startup()
    port = server.server.sockets[0].getsockname()[1]
    answers = []
    try:
        async with aiohttp.ClientSession() as session:
            for method, path, token, body in requests:
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                url = f"http://127.0.0.1:{port}/coach/{path}"
                async with session.request(method, url, headers=headers, data=body) as answer:
                    answers.append((answer.status, await answer.json()))
    finally:
        server.close()
    return answers


def say(token=TOKEN, **content):
    return "POST", "message", token, json.dumps(content)


@pytest.mark.parametrize("token", [None, "wrong", TOKEN[:-1], TOKEN + "x", "é"])
def test_a_missing_or_wrong_token_is_refused_and_nothing_is_heard(token):
    agent = Agent()
    [(status, answer)] = exchange(agent, [say(token, sender="a", text="hello")])
    assert (status, answer["error"]["code"]) == (401, "C481")
    assert agent.heard == []


def test_a_message_comes_back_with_what_the_bot_says():
    agent = Agent()
    [(status, answer)] = exchange(agent, [say(sender="anna", text="May I post?")])
    assert (status, answer) == (200, {"messages": [{"custom": {"kind": "text", "said": "May I post?"}}]})
    assert (agent.heard[0].sender_id, agent.heard[0].input_channel) == ("anna", "coach")


def test_an_injected_intent_reaches_rasa_in_its_own_notation():
    agent = Agent()
    exchange(agent, [say(sender="a", intent="check_draft", entities={"draft_ref": "d}\n1"})])
    assert agent.heard[0].text == '/check_draft{"draft_ref": "d}\\n1"}'


def test_an_intent_that_the_model_does_not_know_is_refused():
    agent = Agent()
    [(status, answer)] = exchange(agent, [say(sender="a", intent="drop_everything")])
    assert (status, answer["error"]["code"], agent.heard) == (400, "C482", [])


def test_health_tells_whether_a_model_is_loaded():
    assert exchange(Agent(), [("GET", "", None, None)])[0][0] == 200
    assert exchange(Agent(ready=False), [("GET", "", None, None)])[0][0] == 503


def test_without_a_model_the_caller_is_told_to_wait():
    [(status, answer)] = exchange(Agent(ready=False), [say(sender="a", text="hello")])
    assert (status, answer["error"]["code"]) == (503, "C483")


def test_a_failure_says_so_without_quoting_the_user(caplog):
    agent = Agent(failure=RuntimeError("my secret salary"))
    [(status, answer)] = exchange(agent, [say(sender="a", text="my secret salary")])
    assert (status, answer["error"]["code"]) == (500, "C484")
    assert "secret" not in json.dumps(answer) + caplog.text


@pytest.mark.parametrize("text", SLASHES)
def test_typed_text_never_becomes_an_intent(text):
    domain = Domain.from_dict({"version": "3.1", "intents": INTENTS, "entities": ["a"]})
    before = YAMLStoryReader.unpack_regex_message(Message({"text": text}), domain)
    after = YAMLStoryReader.unpack_regex_message(Message({"text": typed_text(text)}), domain)
    assert before.get("intent") is not None, "Rasa no longer reads this as an intent: the test lost its point"
    assert after.get("intent") is None


@pytest.mark.parametrize("text", DOUBLED)
def test_doubled_slashes_do_not_become_one(text):
    domain = Domain.from_dict({"version": "3.1", "intents": INTENTS, "entities": ["a"]})
    after = YAMLStoryReader.unpack_regex_message(Message({"text": typed_text(text)}), domain)
    assert after.get("intent") is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("May I post?", "May I post?"),
        ("  spaces  inside stay ", "spaces  inside stay"),
        ("///", "?"),
        ("", "?"),
        ("and/or?", "and/or?"),
        ("/r/heating is fun", "r/heating is fun"),
        ("\u200b/likes", "\u200b/likes"),
    ],
)
def test_nothing_but_leading_slashes_and_white_space_is_taken_away(typed, read):
    assert typed_text(typed) == read


@pytest.mark.parametrize(
    "entities", [{}, {"topic": "likes"}, {"value": "a } / @1 \u2028 b"}, {"value": True}]
)
def test_an_injected_intent_is_read_back_whole(entities):
    domain = Domain.from_dict({"version": "3.1", "intents": INTENTS, "entities": ["topic", "value"]})
    message = YAMLStoryReader.unpack_regex_message(
        Message({"text": injected_text("pick_topic", entities)}), domain
    )
    assert message.get("intent")["name"] == "pick_topic"
    assert {entity["entity"]: entity["value"] for entity in message.get("entities")} == entities


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"sender": "a"}',
        b'{"text": "x"}',
        b'{"sender": "", "text": "x"}',
        b'{"sender": 1, "text": "x"}',
        b'{"sender": "a", "text": 1}',
        b'{"sender": "a", "text": "x", "intent": "y"}',
        b'{"sender": "a", "intent": "/x{}"}',
        b'{"sender": "a", "intent": "x", "entities": [1]}',
        b"\xff\xfe",
        b'{"sender": "a", "text": "x", "metadata": 1}',
        json.dumps({"sender": "a", "text": "x" * 10_001}).encode(),
        json.dumps({"sender": "a" * 201, "text": "x"}).encode(),
    ],
)
def test_a_malformed_message_is_refused_with_a_reason(body):
    with pytest.raises(CoachError) as caught:
        read_message(body)
    assert caught.value.code == "C482" and caught.value.status == 400


@pytest.mark.parametrize("credentials", [None, {}, {"token": ""}, {"token": "short"}])
def test_a_channel_without_a_long_token_does_not_start(credentials):
    with pytest.raises(InvalidConfigException, match="COACH_RASA_TOKEN"):
        CoachChannel.from_credentials(credentials)
