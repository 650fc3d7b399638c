"""The whole page without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page, expect

FOCUS = """() => {
  const active = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
  return active.id || active.dataset.key || active.className || active.tagName;
}"""


def focus(page: Page) -> str:
    return page.evaluate(FOCUS)


def test_arrows_home_and_end_move_between_tabs(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focus(page) == "tab-ask"
    for key, name in (
        ("ArrowRight", "check"),
        ("ArrowRight", "ask"),
        ("ArrowLeft", "check"),
        ("Home", "ask"),
        ("End", "check"),
    ):
        page.keyboard.press(key)
        assert focus(page) == f"tab-{name}"
        expect(page.get_by_role("tabpanel")).to_have_attribute("aria-labelledby", f"tab-{name}")
        expect(page.get_by_role("tab", selected=True)).to_have_attribute("id", f"tab-{name}")


def test_a_draft_is_written_checked_mended_and_undone_by_keys_alone(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    for place in ("platform", "account", "draft"):
        page.keyboard.press("Tab")
        assert focus(page) == place
    page.keyboard.type("Kestrel is the best thermostat in Europe")
    page.locator(".results .finding").first.wait_for()
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    assert focus(page) == "go"
    expect(page.locator(".finding.here")).to_contain_text("Kestrel")
    page.keyboard.press("F8")
    expect(page.locator(".finding.here")).to_contain_text("thermostat")
    expect(page.locator(".layer mark.here")).to_have_text("the best thermostat in Europe")
    page.keyboard.press("Shift+F8")
    page.keyboard.press("Tab")
    assert focus(page) == "fix-0"
    page.keyboard.press("Enter")
    assert focus(page) == "draft"
    box = page.get_by_label("Your draft")
    assert box.input_value() == "our next product is the best thermostat in Europe"
    page.keyboard.press("Control+z")
    assert box.input_value() == "Kestrel is the best thermostat in Europe"


def test_enter_on_a_finding_selects_its_words_and_escape_returns(page: Page) -> None:
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").fill("🎉 Kestrel!!!")
    page.locator(".finding").first.wait_for()
    page.keyboard.press("F8")
    page.keyboard.press("Escape")
    assert focus(page) == "draft"
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    page.keyboard.press("Enter")
    assert focus(page) == "draft"
    selected = "box => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.get_by_label("Your draft").evaluate(selected) == "Kestrel"


def test_answering_keeps_the_keyboard_in_the_findings(page: Page) -> None:
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").fill("revenue reached 4.2 million")
    page.get_by_role("button", name="Yes").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You told me:").wait_for()
    assert focus(page) == "says"


def test_control_enter_checks_at_once(page: Page) -> None:
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").fill("Good morning")
    page.locator(".verdict").wait_for()
    with page.expect_response("**/check"):
        page.get_by_label("Your draft").press("Control+Enter")


def test_everything_that_can_be_pressed_is_reached_by_tab(page: Page) -> None:
    page.get_by_role("tab", name="Check a draft").click()
    page.get_by_label("Your draft").fill("Kestrel: revenue reached 4.2 million. To be honest, we work too many hours")
    page.locator(".finding").first.wait_for()
    visible = "nodes => nodes.filter((node) => node.checkVisibility() && node.tabIndex >= 0 && !node.disabled).length"
    many = page.locator("button, select, textarea, a, summary").evaluate_all(visible)
    page.get_by_role("tab", selected=True).focus()
    seen = 1
    outline = """() => { const active = document.activeElement.shadowRoot?.activeElement;
      if (!active) return null;
      const paper = active.closest('.paper, .field');
      return getComputedStyle(active).outlineStyle !== 'none' || getComputedStyle(paper).boxShadow !== 'none'; }"""
    while seen <= many:
        page.keyboard.press("Tab")
        shown = page.evaluate(outline)
        if shown is None:
            break
        assert shown, focus(page)
        seen += 1
    assert seen == many
