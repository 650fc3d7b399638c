"""Company names → typed placeholders, so that one set of examples serves any company's lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Words and not tags: the encoder has read "the company" often and "<COMPANY>" never.
COMPANY, ACCOUNT, PRODUCT, CODE_NAME = "the company", "the company account", "our product", "secret project"
CLIENT, COMPETITOR, PARTNER, SPOKESPERSON = (
    "client company",
    "competitor company",
    "partner company",
    "the boss",
)
EXACT = "="  # before a name that is one with its capitals, or all in capitals, alone


def names_of_company(company: Mapping[str, Any]) -> dict[str, str]:
    """Every listed name and its placeholder, from the content of ``policy/company.yml``.

    A name whose entry says ``case: exact`` has ``=`` before it: in small letters it is a word of the language.
    A missing or empty list counts as empty. A name in two lists keeps the first of: company, official
    handle, product, code name, client, competitor, partner, spokesperson.
    """
    identity = company.get("company") or {}
    products = company.get("products") or {}
    clients = company.get("clients") or {}
    named = [
        (COMPANY, [identity.get("name"), *_listed(identity.get("aliases"))]),
        (ACCOUNT, _listed(identity.get("official_handles"))),
        (PRODUCT, [*_listed(products.get("public")), *_listed(products.get("unreleased"))]),
        (CODE_NAME, _listed(company.get("code_names"))),
        (CLIENT, [*_listed(clients.get("cleared")), *_listed(clients.get("do_not_name"))]),
        (COMPETITOR, _listed(company.get("competitors"))),
        (PARTNER, _listed(company.get("partners"))),
        (SPOKESPERSON, [person.get("name") for person in _listed(company.get("spokespeople"))]),
    ]
    names: dict[str, str] = {}
    for placeholder, listed in named:
        for name in listed:
            key = _key(name)
            if key:
                names.setdefault(key, placeholder)
    return names


def _key(entry: Any) -> str:
    """The name of an entry: text, ``{name, case}`` as the file has it, or text that carries its ``case``."""
    written = entry if isinstance(entry, Mapping) else {"name": entry, "case": getattr(entry, "case", "")}
    name = str(written.get("name") or "")
    return f"{EXACT}{name}" if name and written.get("case") == "exact" else name


def replace_names(text: str, names: Mapping[str, str]) -> str:
    """The text with every listed name as its placeholder, longest name first, whatever the case.

    Replacing twice changes nothing as long as no name is part of a placeholder.
    """
    if not names:
        return text
    by_key = {(name if name.startswith(EXACT) else name.casefold()): placeholder for name, placeholder in names.items()}
    shouted = {name[1:].upper(): placeholder for name, placeholder in names.items() if name.startswith(EXACT)}

    def placeholder_of(match: re.Match[str]) -> str:
        found = match.group()
        return by_key.get(f"{EXACT}{found}") or shouted.get(found) or by_key.get(found.casefold(), found)

    return _pattern(tuple(names)).sub(placeholder_of, text)


@lru_cache(maxsize=8)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name.removeprefix(EXACT)), name))
    alternatives = "|".join(_form(name) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _form(name: str) -> str:
    if not name.startswith(EXACT):
        return f"(?i:{re.escape(name)})"
    name = name.removeprefix(EXACT)
    return "|".join(re.escape(form) for form in dict.fromkeys((name, name.upper())))


def _listed(value: Any) -> list[Any]:
    return list(value) if value else []
