"""After a conversation no word of a draft is anywhere but in the vault: not in a file, a log, nor in Rasa's memory."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.stack, pytest.mark.rasa]

# Put together here, so that this file itself does not hold them.
IN_DRAFT, IN_QUESTION = "marzi" + "panturm" * 2, "quittenge" + "lee" * 3


def test_no_word_of_a_draft_is_kept(stack):
    talk = stack.talk()
    draft = f"Huge day: we signed {IN_DRAFT} and revenue is up 40% this quarter, says {IN_DRAFT}!"
    [report] = talk.say(f"check this: {draft}")
    assert report["kind"] == "report"
    for finding in report["report"]["findings"]:
        for kind in ("why", "fix", "dispute"):
            talk.press(f"{kind}:{finding['id']}")
        if finding["question"]:
            talk.press(f"answer:{finding['question']['id']}:no")
    for typed in ("why?", "fix it please", "shorter please", "that is already public", "who can I talk to?"):
        talk.say(typed)
    talk.press("check")
    talk.say(draft)
    talk.say(f"may I post a picture of my {IN_QUESTION}?")
    stack_files = [path for folder in (stack.run, Path(".state"), Path(".run")) for path in folder.rglob("*")
                   if path.is_file()]
    for path in stack_files:
        content = path.read_bytes()
        assert IN_DRAFT.encode() not in content, path
        assert talk.token.encode() not in content, path
    memory = _memory(stack.number_of("rasa"))
    found = [any(marker in part for part in memory) for marker in (IN_QUESTION.encode(), IN_DRAFT.encode())]
    # The question is the control: what Rasa is told can be found there.
    assert found == [True, False]


def _memory(pid: int) -> list[bytes]:
    """Everything that a process may write to, as it is now."""
    parts = []
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                span, rights = line.split()[:2]
                if not rights.startswith("rw"):
                    continue
                start, end = (int(number, 16) for number in span.split("-"))
                try:
                    memory.seek(start)
                    parts.append(memory.read(end - start))
                except (OSError, ValueError):
                    continue  # a part that the kernel keeps to itself
    except PermissionError:
        pytest.skip("this system does not let a process look at its child's memory")
    return parts
