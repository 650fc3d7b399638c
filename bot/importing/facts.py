"""What a document says of the company itself: name, addresses, hashtags, dates. All of it is for a person to check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.importing.people import ContactFound, contacts_in

EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
LINK = re.compile(r"(?:https?://|www\.)[\w.-]+(?:/[\w./%+-]*\w)?", re.IGNORECASE)
HASHTAG = re.compile(r"(?<![\w/&])#[A-Za-zÀ-ÿ]\w{2,}")
HANDLE = re.compile(r"(?<![\w.@/])@[A-Za-z]\w{2,}(?!\S*\.\w)")
LISTED = re.compile(
    r"\bour shares\b|shares? (?:is|are) traded|listed (?:company|on the)|stock (?:exchange|market)|euronext|nasdaq"
    r"|cotée? en bourse|nos actions|beursgenoteerd|onze aandelen", re.IGNORECASE)
_SUFFIX = r"(?:plc|PLC|Ltd|Limited|Inc|LLC|LLP|NV|SA|SRL|BV|GmbH|AG|SE|Group|Groep|Groupe)\b\.?"
_KIND = r"(?:Hospital|University|College|School|Bank|Council|Clinic|Institute|Foundation|Trust|Agency|Museum|Airport)"
_UP = r"[A-ZÀ-Ý][\w’'&-]*"
NAMED = re.compile(rf"(?:(?:City|Town|University|Municipality|Bank|Province) of {_UP}(?: {_UP})*)"
                   rf"|{_UP}(?: (?:of |& |and )?{_UP}){{0,3}}(?: {_SUFFIX})?")
STARTER = re.compile(r"(?:^|[.!?:“\"(•·|–-]\s*)$")
MONTHS = {
    name: number for number, names in enumerate((
        "january janvier januari", "february février februari", "march mars maart", "april avril", "may mai mei",
        "june juin juni", "july juillet juli", "august août augustus", "september septembre", "october octobre oktober",
        "november novembre", "december décembre",
    ), start=1) for name in names.split()
}  # fmt: skip
DATED = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th|er)? )?({'|'.join(MONTHS)}),? (\d{{4}})|(\d{{4}})-(\d\d)-(\d\d)", re.IGNORECASE
)
VERSION = re.compile(r"\bversi(?:on|e)\s*:?\s*(\d[\w.]*\w|\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What could be read; empty where nothing could. ``names`` begin with the likeliest name of the company."""

    names: tuple[str, ...]
    contacts: tuple[ContactFound, ...]
    newsroom: str
    hashtags: tuple[str, ...]
    handles: tuple[str, ...]
    listed: bool | None
    version: str
    effective: date | None
    domain: str


def read_facts(text: str, *, preamble: str, name: str | None = None) -> Facts:
    """The facts in the whole text of a document. ``name`` is the company's, when somebody knows it."""
    whole = f"{preamble}\n{text}"
    domains = Counter(found.group(1).lower() for found in EMAIL.finditer(whole))
    domain = domains.most_common(1)[0][0] if domains else _domain(whole)
    names = _names(whole, domain)
    names = list(dict.fromkeys([name, *names])) if name else names
    effective = _date(preamble) or _date(re.sub(r"\s+", " ", text[-1500:]))
    version = VERSION.search(whole)
    return Facts(
        tuple(names), contacts_in(text), _newsroom(whole, domain),
        tuple(dict.fromkeys(HASHTAG.findall(whole))), tuple(dict.fromkeys(HANDLE.findall(whole))),
        True if LISTED.search(text) else None, version.group(1) if version else "", effective, domain,
    )


def squashed(text: str) -> str:
    """Letters and digits alone, as a domain has them."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _names(text: str, domain: str) -> list[str]:
    """Proper names, likeliest the company's first: said often, with a legal form, alike to the e-mail domain."""
    label = squashed(domain.split(".")[-2]) if "." in domain else ""
    counts: Counter[str] = Counter()
    for line in text.split("\n"):
        for found in NAMED.finditer(line):
            name = re.sub(r"[’']s$", "", found.group()) if not re.search(_KIND, found.group()) else found.group()
            within = STARTER.search(line[: found.start()]) is None
            formed = re.search(rf"{_SUFFIX}$|{_KIND}|^(?:City|Town|Municipality) of", name) is not None
            if within or formed or (label and label in squashed(name)):
                counts[name.strip(" .,")] += 1
    scored = {name: score for name, count in counts.items() if (score := _score(name, count, label)) > 0}
    best = sorted(scored, key=lambda name: (-scored[name], len(name)))[:1]
    also = [name for name in counts if best and name not in best and _alias(name, best[0], label)]
    return best + sorted(also, key=len)


def _score(name: str, count: int, label: str) -> float:
    short = squashed(name)
    if len(short) < 3 or (" " not in name and count < 2 and not label):
        return 0
    formed = re.search(rf"{_SUFFIX}$|{_KIND}|^(?:City|Town|Municipality) of", name) is not None
    alike = bool(label) and (label in short or short in label) and len(short) > 3
    exact = bool(label) and short == label
    return (count if formed or alike else count * 0.3) * (1 + formed) * (1 + 4 * alike + 2 * exact)


def _alias(name: str, best: str, label: str) -> bool:
    short, long = squashed(name), squashed(best)
    return len(short) > 3 and short != long and (short == label or long in short or (bool(label) and label == short)) \
        and len(name.split()) <= len(best.split()) + 2


def _domain(text: str) -> str:
    found = LINK.search(text)
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", found.group().lower()).split("/")[0] if found else ""


def _newsroom(text: str, domain: str) -> str:
    links = [found.group().rstrip(".") for found in LINK.finditer(text)]
    links = [link if link.startswith("http") else f"https://{link}" for link in links]
    news = [link for link in links if re.search(r"news|press|presse|pers|actu", link, re.IGNORECASE)]
    own = [link for link in links if domain and domain in link]
    return next(iter([*news, *own]), f"https://www.{domain}" if domain else "")


def _date(text: str) -> date | None:
    """The last date of a text; the first day where only a month is named."""
    dates = list(_dates(text))
    return dates[-1] if dates else None


def _dates(text: str) -> Iterator[date]:
    for found in DATED.finditer(text):
        day, month, year, *iso = found.groups()
        try:
            yield date(*map(int, iso)) if iso[0] else date(int(year), MONTHS[month.lower()], int(day or 1))
        except ValueError:
            continue
