import numpy as np
import pytest

from bot.errors import CoachError
from bot.nlu import TopicModel
from bot.nlu.topic_model import combine, fit_scales, held_out_views, train_topic_model

TOPICS = {
    "likes": [
        "does a like count",
        "is a heart an opinion",
        "may i like a meme",
        "i liked a nasty post",
        "thumbs up on a rant",
        "is an upvote a statement",
    ],
    "logo": [
        "can i use the logo",
        "logo on my avatar",
        "which logo file",
        "the logo in another colour",
        "our logo on a cake",
        "emblem and logo on slides",
    ],
    "union": [
        "may i post about the strike",
        "union meeting on facebook",
        "works council elections",
        "strike picture on x",
        "can the union tweet",
        "is a strike post allowed",
    ],
}
TEXTS = [text for listed in TOPICS.values() for text in listed]
LABELS = [topic for topic, listed in TOPICS.items() for _ in listed]


def vectors_of(texts):
    """Unit vectors that know nothing but the letters: enough for the arithmetic, no encoder needed."""
    counts = np.array(
        [[text.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts], float
    )
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def model():
    return train_topic_model(TEXTS, LABELS, vectors_of(TEXTS), names={"Halo": "our product"})


def test_a_saved_model_ranks_exactly_as_before(model, tmp_path):
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    texts = ["is a like okay", "may the Halo logo be blue", "strike!"]
    assert loaded.rank(texts, vectors_of(texts)) == model.rank(texts, vectors_of(texts))
    assert loaded.names == {"Halo": "our product"}


def test_a_saved_model_holds_no_pickle(model, tmp_path):
    model.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["topics.json", "topics.npz"]
    with np.load(tmp_path / "topics.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_training_twice_gives_the_same_model(model):
    again = train_topic_model(TEXTS, LABELS, vectors_of(TEXTS), names={"Halo": "our product"})
    assert (again.dense_scale, again.lexical_scale) == (model.dense_scale, model.lexical_scale)
    assert np.array_equal(again.dense_weights, model.dense_weights)
    assert np.array_equal(again.lexical.weights, model.lexical.weights)


def test_a_training_text_is_recognised_at_distance_zero(model):
    ranking = model.rank(["which logo file"], vectors_of(["which logo file"]))[0]
    assert ranking.labels[0] == "logo"
    assert ranking.distance == pytest.approx(0.0, abs=1e-3)
    assert ranking.margin == pytest.approx(ranking.confidences[0] - ranking.confidences[1])


def test_confidences_fall_and_add_up_to_one(model):
    ranking = model.rank(["a like on a strike post"], vectors_of(["a like on a strike post"]))[0]
    assert list(ranking.confidences) == sorted(ranking.confidences, reverse=True)
    assert sum(ranking.confidences) == pytest.approx(1.0)


def test_top_limits_the_ranking_and_no_text_gives_no_ranking(model):
    assert len(model.rank(["logo"], vectors_of(["logo"]), top=2)[0].labels) == 2
    assert model.rank([], np.zeros((0, 26), np.float32)) == []


def test_a_text_of_unknown_letters_is_far_from_every_example(model):
    ranking = model.rank(["xyz"], np.eye(26, dtype=np.float32)[[23]])[0]
    assert ranking.distance > 0.7


def test_a_topic_with_one_example_does_not_stop_training():
    texts, labels = [*TEXTS, "where is the policy"], [*LABELS, "policy-text"]
    model = train_topic_model(texts, labels, vectors_of(texts))
    assert (
        model.rank(["where is the policy"], vectors_of(["where is the policy"]))[0].labels[0] == "policy-text"
    )


def test_two_topics_are_enough():
    texts, labels = TEXTS[:12], LABELS[:12]
    model = train_topic_model(texts, labels, vectors_of(texts))
    asked = ["is a like an opinion", "which logo"]
    assert [ranking.labels[0] for ranking in model.rank(asked, vectors_of(asked))] == ["likes", "logo"]


def test_one_topic_is_refused_with_a_hint():
    with pytest.raises(CoachError) as caught:
        train_topic_model(["a b", "b c"], ["likes", "likes"], vectors_of(["a b", "b c"]))
    assert caught.value.code == "C511" and caught.value.hint


def test_a_missing_model_is_an_error_with_its_folder(tmp_path):
    with pytest.raises(CoachError) as caught:
        TopicModel.load(tmp_path)
    assert caught.value.code == "C510" and str(tmp_path) in caught.value.where


def test_held_out_texts_are_scored_by_models_that_never_saw_them():
    codes, held_out = np.repeat(np.arange(3), 6), np.arange(18) % 3 == 0
    dense, lexical = held_out_views(TEXTS, codes, vectors_of(TEXTS), 3, held_out)
    assert dense.shape == lexical.shape == (6, 3)
    again, _ = held_out_views(TEXTS, codes[::-1], vectors_of(TEXTS), 3, held_out)
    assert not np.allclose(dense, again)


def test_nothing_is_scored_when_nothing_is_held_out_or_one_topic_is_left():
    codes = np.repeat(np.arange(3), 6)
    for held_out in (np.zeros(18, bool), codes > 0):
        dense, lexical = held_out_views(TEXTS, codes, vectors_of(TEXTS), 3, held_out)
        assert dense.shape == lexical.shape == (0, 3)


def test_scales_prefer_the_view_that_is_right():
    codes = np.array([0, 1] * 20)
    right = np.where(np.arange(2) == codes[:, None], 1.0, -1.0)
    noise = np.random.default_rng(1).normal(size=(40, 2))
    dense_scale, lexical_scale = fit_scales(noise, right, codes)
    assert lexical_scale > dense_scale
    assert combine(noise, right, dense_scale, lexical_scale).argmax(axis=1).tolist() == codes.tolist()
