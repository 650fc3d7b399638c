"""Marks lie exactly under their words, whatever the text is made of."""

from __future__ import annotations

from base64 import b64encode

import pytest
from playwright.sync_api import Page, expect

from .test_check import write

TRICKY = {
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇧🇪 and Kestrel, then Delmar Hospitals 🎉🎉",
    "combining marks": "Cafe\u0301 n\u0303 Z\u0351\u036b\u0343a\u0363l\u0368go Kestrel e\u0301!!! end",
    "right to left": "שלום Kestrel עולם, مرحبا Kestrel بالعالم!!!\nמשפט שני בלבד",
    "long word": "x" * 300 + "Kestrel" + "y" * 300 + " Delmar Hospitals",
    "spaces and tabs": "  Kestrel\t\tDelmar Hospitals   " + " " * 120 + "end!!!\n\n\n",
    "many lines": "\n".join(f"Line {number} of the draft" for number in range(60)) + "\nKestrel!!!\n",
    "ligatures": "office affluent fjord Kestrel waffle Delmar Hospitals AVATAR To Wa!!!",
}
LOOK = """([what, value]) => {
  const root = document.querySelector('post-coach').shadowRoot;
  root.querySelector(what).style.setProperty('color', value, 'important');
  for (const mark of root.querySelectorAll('.layer mark')) {
    mark.style.setProperty('color', 'inherit', 'important');
    mark.style.setProperty('text-decoration', 'none', 'important');
    mark.removeAttribute('data-label');
  }
}"""

# A mark rounds a few glyphs by a quarter of a pixel; words one pixel aside would differ nearly everywhere.
DIFFERING = """async (pictures) => {
  const [a, b] = await Promise.all(pictures.map(async (data) => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + data)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, image.width, image.height).data;
  }));
  let many = 0;
  for (let i = 0; i < a.length; i += 4) if (Math.abs(a[i] - b[i]) > 60) many += 1;
  return many;
}"""


def differing(page: Page, first: bytes, second: bytes) -> int:
    """How many pixels clearly differ, counted on an empty page, where no policy forbids pictures as data."""
    empty = page.context.new_page()
    many = empty.evaluate(DIFFERING, [b64encode(picture).decode() for picture in (first, second)])
    empty.close()
    return many


@pytest.mark.parametrize("name", TRICKY)
def test_layer_and_textarea_draw_the_same_pixels(draft: Page, name: str) -> None:
    write(draft, TRICKY[name])
    expect(draft.locator(".layer mark").first).to_be_attached()
    draft.get_by_label("Where").focus()
    editor = draft.locator(".editor")
    draft.evaluate(LOOK, ["#draft", "black"])
    draft.evaluate(LOOK, [".layer", "transparent"])
    written = editor.screenshot()
    draft.evaluate(LOOK, ["#draft", "transparent"])
    blank = editor.screenshot()
    draft.evaluate(LOOK, [".layer", "black"])
    drawn = editor.screenshot()
    inked, shifted = differing(draft, written, blank), differing(draft, written, drawn)
    assert inked > 100
    assert shifted < inked * 0.05


@pytest.mark.parametrize("name", TRICKY)
def test_textarea_never_needs_a_scroll_of_its_own(draft: Page, name: str) -> None:
    write(draft, TRICKY[name])
    box = draft.get_by_label("Your draft")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth")


def test_code_points_become_the_right_words_after_emoji(draft: Page) -> None:
    write(draft, "🎉👩‍👧 e\u0301 😀 Kestrel and Delmar Hospitals 😀!!!")
    assert draft.locator(".layer mark").all_text_contents() == ["Kestrel", "Delmar Hospitals", "!!!"]
    draft.locator(".finding .head").nth(1).click()
    selected = "box => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert draft.get_by_label("Your draft").evaluate(selected) == "Delmar Hospitals"


def test_pasted_windows_line_ends_do_not_shift_marks(draft: Page) -> None:
    draft.evaluate("navigator.clipboard.writeText('one\\r\\ntwo\\r\\nKestrel three')")
    draft.keyboard.press("Control+v")
    draft.locator(".finding .head").click()
    selected = "box => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert draft.get_by_label("Your draft").evaluate(selected) == "Kestrel"


def test_half_an_emoji_is_sent_as_a_replacement_character(draft: Page) -> None:
    set_value = "box => { box.value = '\\ud83d Kestrel'; box.dispatchEvent(new Event('input')); }"
    with draft.expect_request("**/check") as sent:
        draft.get_by_label("Your draft").evaluate(set_value)
    assert sent.value.post_data_json["text"] == "\ufffd Kestrel"
    expect(draft.locator(".layer mark")).to_have_text("Kestrel")


def test_overlapping_marks_take_the_worst_line_and_both_numbers(draft: Page) -> None:
    report = {
        "schema": "postcoach.report/1", "verdict": "stop", "language": "en", "policy_version": "x",
        "protected": [], "rewrite": None, "not_checked": [], "partial": False,
        "findings": [
            {"id": name, "rule": "r", "category": "c", "clause": "C5", "severity": severity, "confidence": 1,
             "start": start, "end": end, "quote": "…", "message": "m", "why": "w", "fixes": [], "question": None,
             "contact": "legal", "trace": []}
            for name, severity, start, end in [("a", "warning", 0, 11), ("b", "error", 4, 7), ("c", "suggestion", 4, 4)]
        ],
    }  # fmt: skip
    draft.route("**/check", lambda route: route.fulfill(json=report))
    write(draft, "one two three")
    marks = draft.locator(".layer mark")
    classes = marks.evaluate_all(
        "nodes => nodes.map((node) => [node.className, node.textContent, node.dataset.label ?? ''])"
    )
    assert classes == [
        ["mark warning", "one ", "1"], ["mark suggestion point", "", "3"],
        ["mark error", "two", "2"], ["mark warning", " thr", ""],
    ]  # fmt: skip


def test_words_far_down_scroll_into_view_when_chosen(draft: Page) -> None:
    write(draft, TRICKY["many lines"])
    draft.locator(".editor").evaluate("editor => editor.scrollTo(0, 0)")
    draft.locator(".finding .head").first.press("Enter")
    expect(draft.locator(".layer mark").first).to_be_in_viewport()
