"""The graph components together, as Rasa calls them: train, keep, load, process."""

import numpy as np
import pytest

pytest.importorskip("rasa")

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import CoachError
from bot.nlu import encoder_featurizer
from bot.nlu.encoder_featurizer import EncoderFeaturizer, built_encoder
from bot.nlu.topic_classifier import TopicClassifier

pytestmark = pytest.mark.rasa

EXAMPLES = {
    "likes": ["does a like count", "may i like Halo", "i liked a post", "a heart on a post"],
    "logo": ["may i use the logo", "logo as avatar", "which logo file", "logo on a cake"],
    "pick_topic": ["/pick_topic"],
}


class LetterEncoder:
    """A stand-in for the sentence encoder: counts letters, remembers what it was asked."""

    size, digest = 26, "one"

    def __init__(self):
        self.asked = []

    def encode(self, texts):
        self.asked += texts
        counts = np.array(
            [
                [text.lower().count(letter) + 0.01 for letter in "abcdefghijklmnopqrstuvwxyz"]
                for text in texts
            ],
            np.float32,
        ).reshape(len(texts), 26)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


@pytest.fixture
def encoder(monkeypatch, tmp_path):
    folder = tmp_path / "models" / "encoder" / "one"
    folder.mkdir(parents=True)
    (folder / "encoder.json").write_text("{}", encoding="utf-8")
    monkeypatch.setenv("COACH_MODELS", str(tmp_path / "models"))
    stand_in = LetterEncoder()
    monkeypatch.setattr(encoder_featurizer, "load_encoder", lambda folder: stand_in)
    return stand_in


@pytest.fixture
def company(tmp_path):
    file = tmp_path / "company.yml"
    file.write_text("products: {public: [Halo]}\n", encoding="utf-8")
    return str(file)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "storage").mkdir()
    context = ExecutionContext(GraphSchema({}), node_name="node")
    return LocalModelStorage.create(tmp_path / "storage"), context


def training_data():
    return TrainingData(
        [Message({"text": text, "intent": intent}) for intent, texts in EXAMPLES.items() for text in texts]
    )


def trained(encoder, company, place):
    storage, context = place
    data = training_data()
    features = {**EncoderFeaturizer.get_default_config(), "company": company}
    featurizer = EncoderFeaturizer.create(features, storage, Resource("featurizer"), context)
    featurizer.train(data)
    settings = {**TopicClassifier.get_default_config(), "company": company, "ranking_length": 2}
    classifier = TopicClassifier.create(settings, storage, Resource("classifier"), context)
    classifier.train(featurizer.process_training_data(data))
    return (
        EncoderFeaturizer.load(features, storage, Resource("featurizer"), context),
        TopicClassifier.load(settings, storage, Resource("classifier"), context),
    )


def test_a_model_of_another_encoder_is_refused(encoder, company, place):
    trained(encoder, company, place)
    encoder.digest = "another"
    storage, context = place
    features = {**EncoderFeaturizer.get_default_config(), "company": company}
    with pytest.raises(CoachError) as caught:
        EncoderFeaturizer.load(features, storage, Resource("featurizer"), context)
    assert caught.value.code == "C512" and "make train" in caught.value.hint


def test_loaded_components_recognise_a_question(encoder, company, place):
    featurizer, classifier = trained(encoder, company, place)
    message = classifier.process(featurizer.process([Message({"text": "which logo file may i use"})]))[0]
    assert message.get("intent")["name"] == "logo"
    assert len(message.get("intent_ranking")) == 2
    assert 0 <= message.get("topic_evidence")["distance"] <= 2
    assert {"intent", "intent_ranking", "topic_evidence"} <= set(message.as_dict(only_output_properties=True))


def test_intents_that_only_a_channel_sends_are_never_predicted(encoder, company, place):
    featurizer, classifier = trained(encoder, company, place)
    message = classifier.process(featurizer.process([Message({"text": "/pick_topic"})]))[0]
    assert "pick_topic" not in [entry["name"] for entry in message.get("intent_ranking")]


def test_the_encoder_reads_placeholders_also_after_loading_without_the_policy(
    encoder, company, place, tmp_path
):
    featurizer, _ = trained(encoder, company, place)
    (tmp_path / "company.yml").unlink()
    featurizer.process([Message({"text": "may i show the HALO"})])
    assert encoder.asked[-1] == "may i show the our product"
    assert "may i like our product" in encoder.asked


def test_tokens_get_a_row_each(encoder, company, place):
    featurizer, _ = trained(encoder, company, place)
    message = Message({"text": "one two", TOKENS_NAMES[TEXT]: [Token("one", 0), Token("two", 4)]})
    featurizer.process([message])
    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence.features.shape == (2, 26) and sentence.features.shape == (1, 26)


def test_a_message_without_text_has_no_intent(encoder, company, place):
    featurizer, classifier = trained(encoder, company, place)
    message = classifier.process(featurizer.process([Message({"text": ""})]))[0]
    assert message.get("intent") == {"name": None, "confidence": 0.0}


def test_a_classifier_without_a_featurizer_says_what_is_missing(company, place):
    storage, context = place
    classifier = TopicClassifier.create(
        {**TopicClassifier.get_default_config(), "company": company}, storage, Resource("classifier"), context
    )
    with pytest.raises(CoachError) as caught:
        classifier.train(training_data())
    assert caught.value.code == "C514"


def test_other_names_or_another_encoder_make_rasa_train_again(encoder, company, tmp_path):
    config = {"company": company}
    before = EncoderFeaturizer.fingerprint_addon(config), TopicClassifier.fingerprint_addon(config)
    (tmp_path / "company.yml").write_text("products: {public: [Nimbus]}\n", encoding="utf-8")
    named = EncoderFeaturizer.fingerprint_addon(config), TopicClassifier.fingerprint_addon(config)
    (tmp_path / "models" / "encoder" / "one" / "encoder.json").write_text('{"size": 1}', encoding="utf-8")
    assert before[0] != named[0] and before[1] != named[1]
    assert EncoderFeaturizer.fingerprint_addon(config) != named[0]


def test_without_a_built_encoder_the_repair_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("COACH_MODELS", str(tmp_path))
    with pytest.raises(CoachError) as caught:
        built_encoder()
    assert caught.value.code == "C512" and "make env" in caught.value.hint
