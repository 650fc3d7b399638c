import pytest

from bot.nlu.topic_model import train_topic_model
from bot.serve.understand import Listener
from bot.training.release_measure import Topics
from tests.support.coach import WordEncoder

EXAMPLES = {
    "likes": ["may I like a meme of a colleague", "does a like count", "I liked a nasty post"],
    "logo": ["can I use the logo", "logo on my avatar", "which logo file may I take"],
    "why": ["why", "why is that", "why not"],
}
THRESHOLDS = {"confidence": 0.4, "margin": 0.0, "distance": 0.9}


@pytest.fixture
def listener(services):
    texts = [text for listed in EXAMPLES.values() for text in listed]
    labels = [label for label, listed in EXAMPLES.items() for _ in listed]
    encoder = WordEncoder()
    return Listener(Topics(train_topic_model(texts, labels, encoder.encode(texts)), encoder, THRESHOLDS), services)


def test_a_question_is_ranked_and_each_message_is_the_first_of_a_conversation(listener):
    one, other, again = listener.hear_all(["can I use the logo", "does a like count", "can I use the logo"])
    assert (one.route, one.labels[0]) == ("talk", "logo")
    assert other.labels[0] == "likes"
    assert one == again


def test_leading_slashes_are_taken_away_as_the_channel_does(listener):
    plain, slashed = listener.hear_all(["why not", "//why not"])
    assert plain == slashed


def test_a_draft_is_taken_out_of_a_request_to_check_it(listener):
    found = next(listener.hear_all(["check this: Revenue was up 40% this quarter!"]))
    assert found.intent(listener.limits) == "check_draft"
    assert found.draft == "Revenue was up 40% this quarter!"


def test_a_request_without_a_draft_asks_for_it(listener):
    found = next(listener.hear_all(["can you check my post?"]))
    assert found.intent(listener.limits) == "start_check" and found.draft is None


def test_signs_alone_are_no_words(listener):
    assert next(listener.hear_all(["🙏🙏"])).intent(listener.limits) == "empty"


def test_where_the_coach_asks_the_ranking_is_that_of_the_other_button(listener):
    found = next(listener.hear_all(["logo on my avatar, a great day for us"]))
    assert found.intent(listener.limits) == "unsure"
    assert found.intent(listener.limits, after_asking=True) == "logo"
