"""How people ask for a check, in en, fr and nl: patterns over one whole clause."""

from __future__ import annotations

import re
from functools import cache

_NOUN = {
    "en": "drafts?|posts?|tweets?|texts?|messages?|captions?|updates?|comments?|repl(?:y|ies)|status|announcements?|"
    "statements?|stor(?:y|ies)|lines?|sentences?|wording|paragraphs?|version|review|bio|ad",
    "fr": "brouillons?|posts?|publications?|tweets?|textes?|messages?|légendes?|commentaires?|réponses?|statuts?|"
    "annonces?|phrases?|version|formulation|avis",
    "nl": "ontwerp(?:en)?|posts?|berichtjes?|berichten|bericht|tweets?|tekst(?:en|je)?|onderschrift|reacties?|"
    "antwoord|status|aankondiging|zin(?:nen)?|versie|formulering|concept|review",
}
_WHERE = (
    r"(?:\s+(?:on|to|for|in|via|sur|pour|op|voor|naar)\s+(?:my\s+|mon\s+|ma\s+|mijn\s+|the\s+|le\s+)"
    r"?[\w'’-]+){0,2}"
)
_POLITE = (
    r"(?:,?\s*(?:please|pls|plz|for me|thanks|thank you|as is|as it is|like this|before (?:i|we)"
    r" (?:post|publish|send)"
    r"(?: it)?|first|now|today|svp|s['’]il (?:te|vous) pla[iî]t|stp|merci|comme ça|tel quel|avant publication|"
    r"aub|a\.u\.b\.|alsjeblieft|alstublieft|even|eens|zo|dank je|bedankt|voor ik (?:het|hem|dit) plaats))*"
)
_HELLO = (
    r"(?:(?:hi|hello|hey|hallo|dag|hoi|bonjour|salut|bonsoir|goede(?:morgen|middag)|good (?:morning|"
    r"afternoon)|ok|okay|"
    r"so|please|pls|alsjeblieft|s['’]il (?:te|vous) pla[iî]t)(?:\s+(?:there|coach|all|team|postcoach)"
    r")?\s*[,!.]?\s+)*"
)
_EN = [
    r"(?:(?:can|could|would|will) (?:you|u) |i(?:'d| would) like you to |i want you to |i need you to |help me )?"
    r"(?:quickly |just |maybe )?"
    r"(?:check|review|proofread|vet|verify|scan|look (?:at|over)|(?:have|take) a (?:quick )?look at|"
    r"go over|read|rate|"
    r"assess|evaluate|test)"
    r"(?: over)?(?: (?:this|it|that|the following|(?:this|my|the|our|a) (?:\w+ ){{0,2}}(?:{noun}))"
    r"(?: (?:{noun}))?)?"
    r"(?: for (?:problems|issues|me|mistakes|compliance|risks?))?{where}{polite}",
    r"(?:(?:is|are|would|does|do you think) )?(?:this|it|that|the following|(?:this|my|the) (?:\w+ )?(?:{noun}))"
    r"(?: (?:{noun}))?(?: (?:be|is|look|sound|seem))? (?:really |still |all )?(?:ok(?:ay)?|k|fine|"
    r"good|alright|right|"
    r"allowed|acceptable|safe|compliant|permitted|in order|cool|clear|appropriate|risky|a problem)"
    r"(?: (?:to|for me to|if i|when i) (?:post|publish|share|say|tweet|write|send|put (?:up|online|out)|go)"
    r"(?: (?:it|this|live|online|out))?)?{where}{polite}",
    r"(?:ok(?:ay)?|fine|safe|good|alright) to (?:post|publish|share|tweet|send|say)(?: (?:this|it))"
    r"?{where}{polite}",
    r"(?:(?:can|may|could|should|shall) (?:i|we)|am i allowed to|are we allowed to|i(?:'d| would)"
    r"? (?:want|like) to|"
    r"i(?:'m| am) (?:about|going|planning) to|do you think (?:i|we) can) (?:just )?"
    r"(?:post|publish|share|tweet|write|say|send|put (?:up|out|online)|use) "
    r"(?:this|it|the following|this (?:{noun}))(?: (?:online|up|out))?{where}{polite}",
    r"(?:what do you think(?: (?:of|about) (?:this|it|my (?:{noun})|this (?:{noun})))?|(?:any )"
    r"?thoughts(?: on this)?|"
    r"how (?:about|does) this(?: (?:{noun}))?(?: (?:look|sound))?|how is this|good to go|"
    r"does this (?:work|pass)){polite}",
    r"(?:here(?:'s| is| comes) )?(?:(?:this|it)(?:'s| is) )?(?:my|the|a|our) (?:linkedin |facebook |instagram |x )?"
    r"(?:{noun}){where}(?: is| would be| reads)?",
    r"(?:draft|post|tweet|caption|text to check|to check)",
]
_FR = [
    r"(?:(?:peux|pourrais)[ -]tu |(?:pouvez|pourriez)[ -]vous |tu peux |vous pouvez |merci de |"
    r"je voudrais |j['’]aimerais )?"
    r"(?:me )?(?:vérifie[rz]?|verifie[rz]?|contrôle[rz]?|relis(?:ez)?|relire|regarde[rz]?|check(?:er)"
    r"?|lis(?:ez)?|lire|"
    r"jeter un (?:œil|oeil) (?:à|sur))"
    r"(?: (?:ceci|cela|ça|ca|ce qui suit|(?:ce|cet|cette|mon|ma|mes|le|la|notre) (?:\w+ )?(?:{noun}))"
    r")?{where}{polite}",
    r"(?:est[- ]ce que )?(?:ceci|cela|ça|ca|c['’]est|ce (?:{noun})|cette (?:{noun})|mon (?:{noun}))(?: est)? ?"
    r"(?:va|passe|convient|ok|bon|bien|correct|permis|autorisé|acceptable|en ordre)(?: (?:à|de|pour) "
    r"(?:publier|poster|partager|dire|écrire))?{where}{polite}",
    r"(?:est[- ]ce que )?(?:je peux|puis[- ]je|on peut|peut[- ]on|je voudrais|j['’]aimerais|je veux|"
    r"ai[- ]je le droit de) "
    r"(?:publier|poster|partager|écrire|dire|envoyer|mettre)(?: (?:ceci|cela|ça|ca|ce qui suit|(?:ce|"
    r"cette) (?:{noun})))"
    r"{where}{polite}",
    r"(?:tu en penses quoi|vous en pensez quoi|qu['’]en (?:penses[- ]tu|pensez[- ]vous)|ça va|"
    r"c['’]est bon){polite}",
    r"(?:voici )?(?:mon|le|ma|notre) (?:{noun}){where}",
    r"(?:brouillon|publication|à vérifier)",
]
_NL = [
    r"(?:(?:kan|kun|wil|zou|kunt|wilt) (?:je|jij|u) |graag )?(?:check|checken|controleer|controleren|"
    r"bekijk|bekijken|"
    r"kijk|kijken|nakijken|lees|lezen|nalezen|beoordeel)(?: (?:je|jij|u))?(?: (?:eens|even|snel))*"
    r"(?: (?:dit|deze|het volgende|(?:dit|deze|mijn|het|de|ons|onze) (?:\w+ )?(?:{noun})))?"
    r"(?: (?:eens|even))*(?: (?:na|door|over|nakijken|checken|controleren|lezen|nalezen|bekijken))?{where}{polite}",
    r"(?:(?:kan|kun|wil|zou|kunt|wilt) (?:je|jij|u) )?(?:even )?(?:dit|deze|het volgende|(?:dit|deze|"
    r"mijn|het|de|een|ons|onze) "
    r"(?:\w+ )?(?:{noun}))(?: (?:eens|even|snel))* (?:na ?kijken|checken|controleren|na ?lezen|"
    r"bekijken|lezen|beoordelen)"
    r"{where}{polite}",
    r"(?:is|kan|mag|gaat) (?:dit|deze|het|(?:dit|deze|mijn|het|de) (?:{noun}))(?: (?:zo|wel))* ?"
    r"(?:ok(?:é|e|ay)?|goed|prima|in orde|toegestaan|veilig|gepast|door de beugel)?"
    r"(?: (?:om|zo) (?:te )?(?:posten|plaatsen|delen|publiceren))?{where}{polite}",
    r"(?:mag|kan) (?:ik|dit|het) (?:dit |deze |het )?(?:(?:{noun}) )?(?:zo |wel |gewoon )*(?:op [\w'’-]+ )?"
    r"(?:posten|plaatsen|delen|publiceren|schrijven|zeggen|online zetten|online){where}{polite}",
    r"(?:wat (?:denk|vind) (?:je|u)(?: (?:hier)?van(?: (?:dit|deze|mijn) (?:{noun}))?)?|wat vind je ervan){polite}",
    r"(?:hier is |hierbij )?(?:mijn|het|de|ons) (?:{noun}){where}",
    r"(?:ontwerp|concept|na te kijken)",
]
# A question about pictures or people is a question, even when it says "this".
_NOT_TEXT = re.compile(
    r"\b(?:photos?|pictures?|pics?|selfies?|videos?|images?|foto['’]?s?|beeld|logo)\b", re.IGNORECASE
)
_EDGE = " \t\r\n:?!.,;-–—…\"“”«»'‘’()🙏🙂😊👇⬇️"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    made = []
    for language, patterns in (("en", _EN), ("fr", _FR), ("nl", _NL)):
        for pattern in patterns:
            body = pattern.format(noun=_NOUN[language], where=_WHERE, polite=_POLITE)
            made.append(re.compile(rf"{_HELLO}(?:{body})", re.IGNORECASE))
    return tuple(made)


def is_check_request(clause: str) -> bool:
    """Whether a clause does nothing but ask for a check: "can I post this on LinkedIn?"."""
    words = clause.strip(_EDGE)
    if not words or len(words) > 160 or _NOT_TEXT.search(words):
        return False
    return any(pattern.fullmatch(words) for pattern in _patterns())
