"""Change the policy and the examples: checked first, replaced as one, written down, and undone when wanted."""

from __future__ import annotations

import logging
import os
import re
import secrets
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from bot.errors import CoachError
from bot.rulebook.edit_check import check_texts
from bot.rulebook.edit_files import FileSet
from bot.rulebook.edit_hunks import Hunk, as_lines, digest_of, hunks_between, take_back
from bot.rulebook.edit_text import Step, apply_steps

log = logging.getLogger(__name__)
_EDITABLE = re.compile(
    r"policy/(?:company|guidelines|rules|must_pass)\.yml|policy/(?:rules|drafts)/[\w.-]+\.yml|data/[\w.-]+\.yml|domain\.yml"
)
GIT_PATIENCE = 20  # seconds


@dataclass(frozen=True)
class Author:
    """Who changes something: what they may do and the name they signed in with."""

    role: str
    subject: str


@dataclass(frozen=True)
class FileEdit:
    """What happened to one file; ``before`` and ``after`` are content hashes."""

    file: str
    before: str
    after: str
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True)
class Edit:
    """One saved change. ``token`` is its name, ``number`` its entry in the audit trail."""

    token: str
    author: Author
    action: str
    reason: str
    at: datetime
    files: tuple[FileEdit, ...]
    number: int | None = None


class Trail(Protocol):
    """Where edits are written down; ``bot.store.EditTrail`` is the one of the product."""

    def keep(self, edit: Edit) -> None:
        """Write an edit down, once: a token that is there already is left alone."""

    def edit(self, number: int) -> Edit | None:
        """The edit of that number."""

    def edits(self, file: str | None = None) -> list[Edit]:
        """The newest edits first; those of one file when given."""


@dataclass(frozen=True)
class Page:
    """A file as somebody sees it. ``digest`` comes back with the change; a file that is not there is empty."""

    file: str
    text: str
    digest: str


@dataclass(frozen=True)
class Saved:
    """The edit, the new digests, and the git commit when one was made."""

    edit: Edit
    digests: dict[str, str]
    commit: str | None


class EditConflict(CoachError):
    """C223: the file is not the one that was edited. ``edits`` are those made since, as far as known."""

    def __init__(self, file: str, edits: Sequence[Edit]) -> None:
        told = [f"{edit.author.subject}, {edit.at:%Y-%m-%d %H:%M}: {edit.reason}" for edit in edits]
        lines = [line for edit in edits for part in edit.files if part.file == file for line in as_lines(part.hunks)]
        hint = "\n  ".join([*(told or ["It was changed outside of the studio."]), *lines,
                            "Load it again and repeat your change."])
        super().__init__("C223", "Somebody changed this file meanwhile; yours was not saved.", hint=hint, where=file,
                         status=409)
        self.edits = tuple(edits)


class Editor:
    """The one way to change files from inside the product. Files changed by hand are just as good."""

    def __init__(
        self, root: Path, policy: Path, state: Path, trail: Trail, *, commit: bool = True,
        saved: Callable[[], None] = lambda: None, step: Callable[[str], None] = lambda name: None,
    ) -> None:
        """``saved`` is called after every change, so that it is live at once; ``step`` hears of each step of it."""
        self._root, self._policy, self._trail, self._commit, self._saved = root, policy, trail, commit, saved
        folders = [policy, policy / "rules", policy / "drafts", root / "data", root]
        self._files = FileSet(state, folders, done=lambda note: trail.keep(_edit_of(note)), step=step)

    def files(self) -> list[str]:
        """Every file that can be edited here, in alphabetical order."""
        policy = [f"policy/{path.relative_to(self._policy).as_posix()}" for path in self._policy.rglob("*.yml")]
        data = [f"data/{path.name}" for path in (self._root / "data").glob("*.yml")]
        return sorted(file for file in [*policy, *data, "domain.yml"] if _EDITABLE.fullmatch(file))

    def read(self, file: str) -> Page:
        """A file as it is now. Raises CoachError C225 for one that is not edited here."""
        text = self._text(file)
        return Page(file, text, digest_of(text))

    def check(self, texts: Mapping[str, str]) -> None:
        """Raises RulebookErrors with everything that is wrong with the texts; nothing is written."""
        for file in texts:
            self._path(file)
        check_texts(texts, policy=self._policy, root=self._root)

    def change(
        self, steps: Mapping[str, Sequence[Step]], digests: Mapping[str, str], *, author: Author, reason: str,
        action: str = "edit",
    ) -> Saved:
        """Do steps in files. Raises as ``save``, and CoachError C222 for a place that is not there."""
        with self._files.locked():
            self._refuse_changed(steps, digests)
            texts = {file: apply_steps(self._text(file) or EMPTY.get(_kind(file), ""), given, file=file)
                     for file, given in steps.items()}
            return self._save(texts, author=author, reason=reason, action=action)

    def save(
        self, texts: Mapping[str, str], digests: Mapping[str, str], *, author: Author, reason: str,
        action: str = "edit",
    ) -> Saved:
        """Replace whole files. ``digests`` are those of the pages that were edited.

        Raises EditConflict C223 when a file changed meanwhile, RulebookErrors for a faulty text, CoachError C224
        without author or reason, C226 when nothing could be written, C228 when nothing would change.
        """
        with self._files.locked():
            self._refuse_changed(texts, digests)
            return self._save(texts, author=author, reason=reason, action=action)

    def undo(self, number: int, *, author: Author, reason: str) -> Saved:
        """Take one edit back and leave later ones elsewhere in the file alone.

        Raises CoachError C227 when it is unknown or what it brought was changed since; else as ``save``.
        """
        edit = self._trail.edit(number)
        if edit is None:
            raise CoachError("C227", f"There is no change {number}.", status=404)
        with self._files.locked():
            texts = {}
            for part in edit.files:
                text = take_back(self._text(part.file), part.hunks)
                if text is None:
                    raise CoachError("C227", "This change cannot be undone: what it brought was changed since.",
                                     where=part.file, hint="Undo the later change first, or edit the file.", status=409)
                texts[part.file] = text
            return self._save(texts, author=author, reason=reason, action=f"undo {number}")

    def _save(self, texts: Mapping[str, str], *, author: Author, reason: str, action: str) -> Saved:
        if not reason.strip() or not author.subject.strip():
            raise CoachError("C224", "A change is saved with its author and a reason.", hint="Say why in a few words.")
        before = {file: self._text(file) for file in texts}
        changed = {file: text for file, text in texts.items() if text != before[file]}
        if not changed:
            raise CoachError("C228", "Nothing would change.", where=", ".join(texts))
        self.check(changed)
        parts = tuple(FileEdit(file, digest_of(before[file]), digest_of(text), hunks_between(before[file], text))
                      for file, text in changed.items())
        edit = Edit(secrets.token_hex(8), author, action, reason.strip(), datetime.now(UTC), parts)
        try:
            self._files.replace({self._path(file): _bytes(text, self._path(file)) for file, text in changed.items()},
                                _note_of(edit))
        except OSError as error:
            raise CoachError("C226", f"The change could not be written, nothing was changed: {error.strerror}.",
                             hint="Check the folder's rights and the space on the disk.", status=500) from error
        self._saved()
        commit = self._git(edit) if self._commit else None
        return Saved(edit, {part.file: part.after for part in parts}, commit)

    def _refuse_changed(self, files: Mapping[str, Any], digests: Mapping[str, str]) -> None:
        for file in files:
            if digests.get(file) != self.read(file).digest:
                later: list[Edit] = []
                for edit in self._trail.edits(file):
                    part = next(part for part in edit.files if part.file == file)
                    if part.after == digests.get(file):
                        break
                    later.append(edit)
                    if part.before == digests.get(file):
                        break
                else:
                    later = []
                raise EditConflict(file, later)

    def _path(self, file: str) -> Path:
        if not _EDITABLE.fullmatch(file) or ".." in file:
            raise CoachError("C225", f"'{file}' is not edited here.", hint="Policy, examples and domain.yml are.")
        return self._policy / file.removeprefix("policy/") if file.startswith("policy/") else self._root / file

    def _text(self, file: str) -> str:
        path = self._path(file)
        if not path.is_file():
            return ""
        # A file from an editor on Windows keeps its line ends; here they are all the same.
        return path.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n")

    def _git(self, edit: Edit) -> str | None:
        """Commit these files, and nothing else that may wait in the checkout. A failure is no failed save."""
        paths = [str(self._path(part.file).absolute()) for part in edit.files]
        name, mail = edit.author.subject, f"{edit.author.role}@postcoach.invalid"
        identity = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail, "GIT_COMMITTER_NAME": name,
                    "GIT_COMMITTER_EMAIL": mail}
        message = f"policy: {edit.reason.splitlines()[0]}"

        def git(*words: str) -> str:
            return subprocess.run(["git", "-C", str(self._policy), *words], capture_output=True, text=True, check=True,
                                  timeout=GIT_PATIENCE, env=os.environ | identity).stdout.strip()

        try:
            git("add", "--", *paths)
            # Hooks are for developers; what is saved here was checked already.
            git("commit", "--no-verify", "--quiet", "-m", message, "--", *paths)
            return git("rev-parse", "HEAD")
        except (OSError, subprocess.SubprocessError) as error:
            log.info("no commit was made of a change: %s", type(error).__name__)
            return None


# What a file begins as.
EMPTY = {f"drafts-{language}": f"# Labelled drafts that came from the inbox.\nlanguage: {language}\ndrafts: []\n"
         for language in ("en", "fr", "nl")}  # fmt: skip


def _kind(file: str) -> str:
    found = re.fullmatch(r"policy/drafts/(en|fr|nl)-[\w.-]+\.yml", file)
    return f"drafts-{found[1]}" if found else ""


def _bytes(text: str, path: Path) -> bytes:
    windows = path.is_file() and b"\r\n" in path.read_bytes()
    return (text.replace("\n", "\r\n") if windows else text).encode("utf-8", "surrogateescape")


def _note_of(edit: Edit) -> dict[str, Any]:
    return asdict(edit) | {"at": edit.at.isoformat()}


def _edit_of(note: dict[str, Any]) -> Edit:
    return Edit(
        note["token"], Author(**note["author"]), note["action"], note["reason"], datetime.fromisoformat(note["at"]),
        files_of(note["files"]),
    )


def files_of(parts: list[dict[str, Any]]) -> tuple[FileEdit, ...]:
    """File edits as JSON keeps them, back as values."""
    return tuple(
        FileEdit(part["file"], part["before"], part["after"], tuple(
            Hunk(hunk["line"], *(tuple(hunk[name]) for name in ("above", "removed", "added", "below")))
            for hunk in part["hunks"]))
        for part in parts
    )  # fmt: skip
