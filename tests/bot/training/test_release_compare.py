"""A comparison says in sentences what got better and worse, and what may not go live."""

from __future__ import annotations

from bot.training.release_compare import compare
from bot.training.releases import Manifest


def release(name: str, *, right: int = 40, likes: int = 6, f1: float = 0.6, secrets: float = 0.8, flagged: int = 4,
            failed: tuple[str, ...] = ()) -> Manifest:
    return Manifest(name, "", "", "", "", 50, {}, {
        "questions": {"right": right, "of": 50, "answered": 30, "answered_wrongly": 3,
                      "topics": {"likes": {"right": likes, "of": 8}, "logo": {"right": 5, "of": 8}}},
        "drafts": {"f1": f1, "of": 100, "clean_flagged": {"part": flagged, "whole": 60},
                   "protected_violations": {"part": 1, "whole": 20},
                   "categories": {"secrets": {"f1": secrets, "precision": 0.9, "recall": 0.7},
                                  "client": {"f1": 0.5, "precision": 0.5, "recall": 0.5}}},
        "must_pass": {"count": 3, "failed": [{"kind": "draft", "sentence": text} for text in failed]},
    })


def test_better_and_worse_are_sentences_with_both_numbers():
    found = compare(release("b", right=41, likes=7, secrets=0.7, flagged=6), release("a"), name={"likes": "Likes"}.get)
    assert found.better == ("Likes: 7 of 8 questions right, was 6.",)
    assert found.worse == ("Harmless posts flagged: 6, was 4.",
                           "secrets: F1 0.70, was 0.80; finds 70% (was 70%), right in 90% (was 90%).")
    assert "Questions: 41 of 50 get the right topic, was 40 of 50; 3 would be answered wrongly at once, was 3." in found.summary
    assert found.promotable


def test_nothing_changed_is_said():
    assert "No topic and no category changed." in compare(release("b"), release("a")).summary


def test_a_failing_line_stops_a_promotion():
    found = compare(release("b", failed=("“x” must be stop, is clear.",)), None)
    assert not found.promotable
    assert "Must pass, and does not:\n  “x” must be stop, is clear." in found.as_text()
    assert "nothing is live yet" in found.summary[0]


def test_a_release_without_measures_compares_too():
    bare = Manifest("b", "", "", "", "", 1, {}, {})
    assert compare(bare, bare).promotable
