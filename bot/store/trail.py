"""Edits of files in the audit trail."""

from __future__ import annotations

import json
from dataclasses import asdict

from bot.rulebook import Author, Edit, files_of
from bot.store.audit import Audit, Change

LAST = 500  # newest entries that are looked through for a file


class EditTrail:
    """What ``bot.rulebook.Editor`` writes down, as entries of the audit trail."""

    def __init__(self, audit: Audit) -> None:
        self._audit = audit

    def keep(self, edit: Edit) -> None:
        """Record an edit once; a crash between record and journal may bring it twice."""
        if any(change.before == edit.token for change in self._audit.entries(limit=20)):
            return
        files = json.dumps([asdict(part) for part in edit.files], ensure_ascii=False)
        target = " ".join(part.file for part in edit.files)[:512]
        self._audit.record(Change(edit.author.role, edit.author.subject[:128], edit.action, target, edit.reason,
                                  before=edit.token, after=files, at=edit.at))

    def edit(self, number: int) -> Edit | None:
        change = self._audit.entry(number)
        return _edit(change) if change else None

    def edits(self, file: str | None = None) -> list[Edit]:
        found = [edit for change in self._audit.entries(limit=LAST) if (edit := _edit(change))]
        return [edit for edit in found if file is None or any(part.file == file for part in edit.files)]


def _edit(change: Change) -> Edit | None:
    """The edit of an entry; None for an entry of another kind."""
    if not (change.after and change.before and change.at and change.after.startswith("[{")):
        return None
    return Edit(change.before, Author(change.role, change.subject), change.action, change.reason, change.at,
                files_of(json.loads(change.after)), change.id)
