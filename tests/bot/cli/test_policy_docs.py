"""``postcoach policy docs`` writes pages, and removes only those that it wrote."""

from __future__ import annotations

from typer.testing import CliRunner

from bot.cli import application
from bot.rulebook import MARK
from tests.support.coach import policy


def test_docs_removes_its_own_old_pages_and_leaves_others(tmp_path):
    folder, out = tmp_path / "policy", tmp_path / "pages"
    folder.mkdir()
    rulebook = policy(folder)
    out.mkdir()
    (out / "gone.md").write_text(f"{MARK}\n\n# gone\n", encoding="utf-8")
    (out / "notes.md").write_text("# Notes of my own\n", encoding="utf-8")
    result = CliRunner().invoke(application(), ["policy", "docs", str(folder), "--out", str(out)])
    assert result.exit_code == 0, result.output
    categories = {f"{rule.category}.md" for rule in rulebook.rules}
    assert categories < {path.name for path in out.iterdir()}
    assert (out / "notes.md").exists() and not (out / "gone.md").exists()
