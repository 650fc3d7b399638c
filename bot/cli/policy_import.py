"""``postcoach policy import``, ``new`` and ``ask``: a policy of one's own."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.encoder import SentenceEncoder
    from bot.importing import PolicyDraft

Into = Annotated[Path | None, typer.Option(help="The folder to write; it must not exist. policy-<company> by default.")]
Like = Annotated[Path | None, typer.Option(help="The policy whose topics and rules are proposed; policy/ by default.")]
Language = Annotated[str, typer.Option(help="en, fr or nl.")]


def import_document(
    file: Annotated[Path, typer.Argument(help="DOCX, PDF, HTML, Markdown or plain text.")],
    into: Into = None,
    language: Language = "en",
    name: Annotated[str | None, typer.Option(help="The company's name; read from the document otherwise.")] = None,
    like: Like = None,
) -> None:
    """Make a policy folder from a company's document, and list what is missing in it."""
    from bot.importing import import_policy

    draft = import_policy(file, model_folder=_model(like), encoder=_encoder(), language=language, name=name,
                          today=date.today())
    _write(draft, into)


def new(
    name: Annotated[str, typer.Option(prompt="Name of the company", help="The company's name.")],
    language: Annotated[str, typer.Option(prompt="Languages (en, fr, nl)", help="One or more, with commas.")] = "en",
    listed: Annotated[bool, typer.Option("--listed/--not-listed", prompt="Is it on a stock exchange?",
                                         help="Whether it is on a stock exchange.")] = False,
    website: Annotated[str, typer.Option(prompt="Address of its newsroom or website", help="Newsroom or website.")]
    = "",
    contact: Annotated[str, typer.Option(prompt="Who is asked about posts (an e-mail address)",
                                         help="E-mail address of whoever is asked about posts.")] = "",
    into: Into = None,
    like: Like = None,
) -> None:
    """Start an empty policy: asks for what is not given as an option."""
    from bot.importing import new_policy

    languages = tuple(dict.fromkeys(part.strip() for part in language.split(",") if part.strip())) or ("en",)
    draft = new_policy(model_folder=_model(like), name=name.strip(), languages=languages, listed=listed,
                       website=website.strip(), reach=contact.strip(), today=date.today())
    _write(draft, into)


def ask_policy(
    folder: Annotated[Path, typer.Argument(help="The policy folder.")],
    question: Annotated[str, typer.Argument(help="What an employee would ask.")],
    language: Language = "en",
) -> None:
    """Answer with the nearest passage of a policy: no training and no running coach needed."""
    from bot.answers import nearest_passage, person_for
    from bot.rulebook import load_rulebook

    rulebook = load_rulebook(folder)
    passage = nearest_passage(rulebook, _encoder(), question, language)
    if passage is None:
        person = person_for(rulebook, None, language)
        print(f"No passage is near enough. Ask {person.title}: {person.address}")
        return
    person = person_for(rulebook, passage.contact, language)
    print(f"“{passage.text}”\n\n{passage.clause}, {passage.clause_title} ({passage.nearness:.2f})\n"
          f"Ask {person.title}: {person.address}")


def _write(draft: PolicyDraft, into: Path | None) -> None:
    from bot.importing import folder_name, write_policy

    folder = into or Path(folder_name(draft.missing.name))
    rulebook = write_policy(draft, folder)
    missing = draft.missing
    print(f"{folder}: {len(rulebook.clauses)} clauses, {len(rulebook.topics)} topics, {len(rulebook.rules)} rules, "
          f"{len(rulebook.guard)} guards. It validates.\n"
          f"To look at: {len(missing.doubtful)} doubtful proposals, {len(missing.uncovered)} questions without an "
          f"answer, {len(missing.left_out)} categories without a clause, {len(missing.contacts)} roles without a "
          f"contact. All of it is in {folder / 'MISSING.md'}.\n"
          f"Try it: postcoach policy ask {folder} \"May I post about my work?\"")


def _model(like: Path | None) -> Path:
    from bot.serve import read_settings

    return like or read_settings(os.environ).root / "policy"


def _encoder() -> SentenceEncoder:
    from bot.encoder import build_encoder, load_encoder
    from bot.serve import read_settings

    return load_encoder(build_encoder(read_settings(os.environ).models))
