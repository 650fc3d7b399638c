"""Addresses in a document → the roles that Postcoach knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)#[a-z][a-z0-9_-]{3,}(?![\w-])")
NOBODY = re.compile(r"^(?:no-?reply|webmaster|postmaster|unsubscribe|example)@", re.IGNORECASE)
# In this order: what stands around an address says more than its own name.
AROUND = (
    ("social_media_consultant", r"\bdoubt\b|not sure|unsure|before you (?:publish|post)|en cas de doute|twijfel"),
    ("speak_up_channel", r"whistle|speak[ -]?(?:up|out)|integrity|abuses? in good faith|lanceur d.alerte|klokkenluid"
                         r"|without your name|anonymous"),
    ("data_protection_officer", r"privacy|data protection|\bdpo\b|gdpr|rgpd|\bavg\b|images? of people"),
    ("person_of_trust", r"confidential adviser|person of trust|confidence|vertrouwenspersoon|personne de confiance"),
    ("press_office", r"\bpress\b|journalist|reporter|newsroom|spokesperson|media enquir|presse|\bpers\b|woordvoerder"),
    ("investor_relations", r"investor|share price|shareholder|investisseur|belegger"),
    ("it_security", r"password|\bit (?:help|security|service)|service desk|helpdesk|mot de passe|wachtwoord"),
    ("conversation_manager", r"complain|customer (?:care|service)|ombud|replies to|refund|plainte|klacht|contact team"),
    ("legal", r"\blegal\b|lawyer|juridi"),
    ("human_resources", r"\bhr\b|human resources|people team|personnel department|trouble with a colleague"
                        r"|personeelsdienst|ressources humaines"),
    ("union_delegates", r"union delegate|vakbond|syndica"),
    ("social_media_manager", r"social media|online|official (?:page|account)|communication"),
)  # fmt: skip
BY_NAME = (
    ("press_office", r"press|presse|pers|media|newsroom|news"),
    ("data_protection_officer", r"dpo|privacy|gdpr|dataprotection"),
    ("human_resources", r"hr|people|personnel|personeel|rh|humanresources"),
    ("person_of_trust", r"trust|confidential|vertrouwen"),
    ("speak_up_channel", r"speak-?(?:up|out)|integrity|ethics|whistle\w*|compliance"),
    ("investor_relations", r"ir|investors?|investor-?relations"),
    ("it_security", r"security|it|helpdesk|servicedesk|ict|it-?security"),
    ("conversation_manager", r"care|customer\w*|info|contact|ombuds\w*|service|klant\w*|client\w*"),
    ("legal", r"legal|juridi\w*"),
    ("union_delegates", r"union|vakbond|syndicat"),
    ("reputation_manager", r"reputation|crisis"),
    ("social_media_consultant", r"coach|advice|ask"),
    ("social_media_manager", r"social\w*|online|communications?|communicatie|marketing|brand|web"),
)
OWNERS = ("social_media_strategist", "social_media_consultant", "social_media_manager", "press_office")
LONG = 60  # characters of what a contact is for


@dataclass(frozen=True)
class ContactFound:
    """An address, the role that it seems to be, None when nothing tells, and the words that stand around it."""

    reach: str
    role: str | None
    words: str


def contacts_in(text: str) -> tuple[ContactFound, ...]:
    """Every address of a text once, in order, each with a role that no address before it has."""
    found: dict[str, ContactFound] = {}
    taken: set[str] = set()
    for line in text.split("\n"):
        for match in ADDRESS.finditer(line):
            reach = match.group().rstrip(".")
            if reach in found or NOBODY.match(reach) or reach.startswith("#"):
                continue
            words = _sentence(line, match.start(), match.end())
            role = next((role for role in _roles(reach, words) if role not in taken), None)
            taken |= {role} if role else set()
            found[reach] = ContactFound(reach, role, words)
    return tuple(found.values())


def policy_owner(contacts: dict[str, str]) -> str:
    """Who answers for the policy: the first of the usual roles that exists, else anybody."""
    return next((role for role in OWNERS if role in contacts), next(iter(contacts)))


def _roles(reach: str, words: str) -> list[str]:
    """Likely roles, best first: by the name of the address, then by the words beside it."""
    local = reach.split("@")[0].lower()
    named = [role for role, pattern in BY_NAME if re.fullmatch(pattern, local)]
    around = [role for role, pattern in AROUND if re.search(pattern, words, re.IGNORECASE)]
    advice = [role for role in around if role == "social_media_consultant"]
    general = {"social_media_manager", "conversation_manager"}
    if advice and (not named or named[0] in general):
        return list(dict.fromkeys([*advice, *named, *around]))
    # “communications@” may be anybody; what is said beside it decides.
    return list(dict.fromkeys([*named, *around] if named and named[0] not in general else [*around, *named]))


def _sentence(line: str, start: int, end: int) -> str:
    """The sentence around an address."""
    ends = [found.end() for found in re.finditer(r"[.!?:]\s+(?=[A-ZÀ-Ý])", line)]
    first = max((place for place in ends if place <= start), default=0)
    # The question before an address says what it is for: “Not sure about a post? Send it to …”.
    question = line[:first].rstrip()
    if question.endswith(("?", ":")):
        first = max((place for place in ends if place < first), default=0)
    last = min((place for place in ends if place > end), default=len(line))
    return line[first:last].strip(" –")
