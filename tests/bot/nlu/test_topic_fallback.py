import pytest

pytest.importorskip("rasa")

from rasa.nlu.classifiers.fallback_classifier import undo_fallback_prediction
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.topic_fallback import TopicFallback

pytestmark = pytest.mark.rasa

CONFIG = {"confidence": 0.4, "margin": 0.1, "distance": 0.7}


def predicted(first, second, distance):
    ranking = [{"name": "likes", "confidence": first}, {"name": "logo", "confidence": second}]
    evidence = {"distance": distance, "margin": first - second}
    return Message({"text": "x", "intent": ranking[0], "intent_ranking": ranking, "topic_evidence": evidence})


def processed(message):
    return TopicFallback(CONFIG).process([message])[0]


@pytest.mark.parametrize(
    ("first", "second", "distance", "reason"),
    [
        (0.39, 0.1, 0.2, "confidence"),
        (0.5, 0.45, 0.2, "margin"),
        (0.9, 0.05, 0.71, "distance"),
    ],
)
def test_fallback_says_why_it_is_not_sure(first, second, distance, reason):
    message = processed(predicted(first, second, distance))
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("topic_evidence")["reason"] == reason


def test_a_sure_prediction_stays():
    message = processed(predicted(0.8, 0.1, 0.3))
    assert message.get("intent")["name"] == "likes"
    assert "reason" not in message.get("topic_evidence")


def test_the_ranking_survives_behind_the_fallback():
    message = processed(predicted(0.3, 0.2, 0.2))
    assert [entry["name"] for entry in message.get("intent_ranking")] == ["nlu_fallback", "likes", "logo"]


def test_rasa_test_can_look_past_the_fallback():
    message = processed(predicted(0.3, 0.2, 0.2))
    undone = undo_fallback_prediction({key: message.get(key) for key in ("intent", "intent_ranking")})
    assert undone["intent"] == {"name": "likes", "confidence": 0.3}


def test_a_message_without_any_prediction_is_a_fallback():
    assert processed(Message({"text": ""})).get("intent")["name"] == "nlu_fallback"
