"""Make a candidate: whatever is not current is trained, measured, and laid down as one release."""

from __future__ import annotations

import fcntl
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot.checker import Checker
from bot.encoder import SentenceEncoder, build_encoder
from bot.errors import CoachError
from bot.rulebook import load_rulebook
from bot.serve.model import current_model, fingerprint
from bot.serve.settings import Settings
from bot.serve.train import train_model
from bot.training import ensure_judge, ensure_kinds, releases_of
from bot.training.must_pass import load_must_pass
from bot.training.release_measure import measure, read_topics
from bot.training.releases import JUDGE, KINDS, MODEL, Manifest


def make_candidate(settings: Settings, *, tell: Callable[[str], None]) -> Manifest:
    """The release for the files as they are: the one that exists, or a new one. It is not live yet.

    Raises CoachError C524 while another training runs, C531 to C533 for the dialogue model; RulebookErrors for a
    broken policy. Whatever fails, what is live stays as it is.
    """
    with alone(settings):
        return _make(settings, tell)


def _make(settings: Settings, tell: Callable[[str], None]) -> Manifest:
    # Say what is wrong with the policy before minutes of training.
    rulebook = load_rulebook(settings.policy)
    load_must_pass(settings.policy, rulebook)
    settings.run.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    encoder = SentenceEncoder(build_encoder(settings.models))
    judge = ensure_judge(settings.models, settings.policy, encoder, progress=tell)
    ensure_kinds(settings.models, settings.policy, settings.root / "data")
    mark = fingerprint(settings, encoder.digest)
    model = current_model(settings, mark) or train_model(settings, mark, tell=tell)
    releases = releases_of(settings.models)
    judge_mark = _trained_mark(settings.models)
    kinds = next(iter(sorted((settings.models / "kinds").glob("*/"))))
    whole = hashlib.sha256(f"{mark} {judge_mark} {kinds.name}".encode()).hexdigest()
    known = releases.all()
    same = next((release for release in known if release.fingerprint == whole), None)
    if same and (releases.failure(same.id) or same.engine != engine(settings, encoder.digest)):
        same = None
    live = releases.live()
    names = {same.id if same else "", live.id if live else ""}
    others = [release.measures for release in known if release.id in names]
    measures = measure(
        Checker(encoder, judge), read_topics(model, encoder), rulebook, policy=settings.policy, root=settings.root,
        today=date.today(), judge_mark=judge_mark, known=others, tell=tell,
    )
    if same:
        tell(f"current: {same.id}")
        return same if same.measures == measures else releases.measured(
            same.id, measures, policy_version=rulebook.version)
    parts = {MODEL: model, JUDGE: settings.models / "judge" / judge_mark, KINDS: kinds}
    made = releases.add(parts, fingerprint=whole, engine=engine(settings, encoder.digest), measures=measures,
                        policy_version=rulebook.version, seconds=time.monotonic() - began)
    tell(f"candidate: {made.id}, {made.seconds} s")
    return made


def engine(settings: Settings, encoder_digest: str) -> str:
    """The code and the encoder that load a release; one made by another engine is trained anew."""
    digest = hashlib.sha256(encoder_digest.encode())
    for folder in ("bot/nlu", "bot/checker/learned.py", "bot/training/judge.py", "bot/training/release.py"):
        path = settings.root / folder
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(source.read_bytes() if source.is_file() else b"")
    return digest.hexdigest()[:16]


def usable_release(settings: Settings) -> str | None:
    """The live release when this version of the program can load it; None when one must be made first."""
    live = releases_of(settings.models).live()
    if live is None:
        return None
    try:
        manifest = releases_of(settings.models).verify(live.id)
    except CoachError:
        return None
    encoder = json.loads((build_encoder(settings.models) / "encoder.json").read_text(encoding="utf-8"))
    return live.id if manifest.engine == engine(settings, encoder["model_sha256"]) else None


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """One training at a time, in whatever process. Raises CoachError C524 when one runs."""
    settings.run.mkdir(parents=True, exist_ok=True)
    with (settings.run / "train.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CoachError("C524", "A training is running already.", status=409,
                             hint="Wait for it, or cancel it.") from error
        yield


def _trained_mark(models: Path) -> str:
    record = json.loads((models / "judge" / "current.json").read_text(encoding="utf-8"))
    return record["fingerprint"]
