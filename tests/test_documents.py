"""Every error code, setting, command and endpoint is documented, and nothing is documented that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from fastapi.routing import iter_route_contexts
from typer.main import get_command

from bot.api import WebPage, create_app
from bot.channels.web import STATIC_FOLDER
from bot.cli import application
from bot.dialogue import Gateway, RasaClient
from bot.rulebook import CATEGORIES, Clause, GuardRule, Rule, rule_pages
from tests.support.coach import ACTION_TOKEN, services_for

SOURCES = [
    path
    for folder in ("bot", "actions", "scripts")
    for path in sorted(Path(folder).rglob("*"))
    if path.suffix in (".py", ".sh")
] + [Path("endpoints.yml"), Path("credentials.yml")]
PAGES = ["README.md", "guard.md", *(f"{category}.md" for category in CATEGORIES)]


def documented(page: str, row: str) -> list[str]:
    return re.findall(row, Path("docs", page).read_text(encoding="utf-8"), re.MULTILINE)


def in_sources(pattern: str) -> set[str]:
    return {found for path in SOURCES for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def test_every_error_code_has_one_row():
    assert documented("errors.md", r"^\| (C\d{3}) \|") == sorted(in_sources(r"\bC[1-6]\d\d\b"))


def test_every_setting_has_one_row():
    rows = documented("settings.md", r"^\| `(COACH_[A-Z_]+)` \|")
    assert sorted(rows) == sorted(in_sources(r"\bCOACH_[A-Z_]*[A-Z]\b"))


def commands(command, name: str = "postcoach"):
    """Name and options of every command of the application that does something itself."""
    if hasattr(command, "commands"):
        for key, inner in command.commands.items():
            yield from commands(inner, f"{name} {key}")
    else:
        options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
        yield name, {word for option in options for word in (*option.opts, *option.secondary_opts)}


def test_every_command_has_a_section_with_its_options():
    text = Path("docs/cli.md").read_text(encoding="utf-8")
    sections = re.findall(r"^## `(postcoach [a-z ]+)`\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    shown = {
        name: {word for row in re.findall(r"^\| (`--.*?) \|", body, re.MULTILINE) for word in re.findall("--[a-z-]+", row)}
        for name, body in sections
    }
    assert shown == dict(commands(get_command(application())))


def test_every_endpoint_has_one_row():
    services = services_for(None, checker=object())  # no endpoint is called
    page = WebPage(lambda language: "", STATIC_FOLDER)
    gateway = Gateway(services, RasaClient("http://127.0.0.1:9", ""))
    app = create_app(services, gateway=gateway, action_token=ACTION_TOKEN, page=page)
    served = [
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or set()) - {"HEAD"}
    ]
    assert sorted(documented("api.md", r"^\| `([A-Z]+ /.*?)` \|")) == sorted(served)


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    # Without the checks of load_rulebook, which take seconds; other tests make them.
    files = [_yaml(path) for path in sorted(Path("policy/rules").glob("*.yml"))]
    clauses = [Clause.model_validate(entry) for entry in _yaml(Path("policy/guidelines.yml"))["clauses"]]
    return rule_pages(
        {clause.id: clause for clause in clauses},
        [Rule.model_validate(entry) for file in files for entry in file.get("rules", [])],
        [GuardRule.model_validate(entry) for file in files for entry in file.get("guard", [])],
    )


def _yaml(path: Path):
    return yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def test_every_page_of_the_rules_is_there_and_no_other(generated):
    assert sorted(generated) == sorted(PAGES) == sorted(path.name for path in Path("docs/rules").iterdir())


@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_rules_says_what_the_policy_says(generated, name):
    committed = Path("docs/rules", name).read_text(encoding="utf-8")
    assert committed == generated[name], f"{name} is older than the policy: run `postcoach policy docs`"


@pytest.mark.parametrize("page", sorted(Path("docs").glob("*.md")), ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
