"""What a post looks like and what a question looks like: two sums of signs, comparable with each other."""

from __future__ import annotations

import re
from functools import cache

_ASKING = (
    r"(?:can|may|could|should|must|shall|do|would|will|am|are) (?:i|we)\b",
    r"(?:can|may|could|should|must) (?:my|our|a|an|the|someone|somebody|people|employees|you|they|he|she|it)\b",
    r"(?:is|are|was|isn['’]t|would) (?:it|this|that|there|my|our|someone|a|an|the|those|these|posting|sharing)\b",
    r"(?:does|did|has|have|do) (?:a|an|the|my|our|it|this|that|they|you|anyone|somebody|novalys)\b",
    r"(?:what|who|whom|where|when|why|which|how|whose)\b",
    r"(?:any (?:rules?|objection|problem|advice|idea|thoughts)|anything i|in case)\b",
    r"(?:puis-je|est-ce|peut-on|dois-je|ai-je|que faire|qui|quand|comment|pourquoi|où|quel(?:le)?s?|combien|"
    r"est-il|faut-il|peux-tu|pouvez-vous|a-t-on|je peux|on peut|qu['’]est-ce)\b",
    r"(?:mag|mogen|kan|kunnen|moet|moeten|zal|is het|zijn er|wie|wat|waar|wanneer|waarom|hoe|welke?|wordt|"
    r"heb ik|ben ik|geldt|staat|kunt u|kun je)\b",
)
_WONDERING = (
    r"\b(?:am i (?:allowed|permitted)|are we allowed|is (?:it|that|this) (?:ok|okay|fine|allowed|a problem|legal)|"
    r"(?:not|un)\s?sure (?:if|whether|what|how|who)|i (?:was )?wonder(?:ed|ing)?\b|do i (?:have|need)"
    r"|what (?:should|do|can) i|"
    r"should i|can i|may i|could i|must i|may we|can we|who (?:do|should|can) i|how (?:do|should|can) i|"
    r"i(?:'d| would) like to know|tell me (?:if|whether|what|who)|i need (?:to know|advice|help)|"
    r"i don['’]t know|no idea|"
    r"allowed to|in trouble|get fired|the (?:policy|rules?|guidelines)|my (?:boss|manager|supervisor)|"
    r"puis-je|est-ce que (?:je|on|mon|ma)|je (?:ne )?sais pas|ai-je le droit|dois-je|"
    r"j['’]aimerais savoir|je me demande|"
    r"mon (?:chef|manager|patron)|que dois-je|"
    r"mag ik|mogen we|moet ik|kan ik|ik weet niet|ik vraag me af|ik zou graag weten|wat moet ik|"
    r"mijn (?:baas|chef|manager)|"
    r"is het toegestaan|mag dat|mag dit)\b"
)
_ANNOUNCING = (
    r"\b(?:(?:so |very |really )?(?:proud|excited|thrilled|delighted|honou?red|happy|pleased|"
    r"grateful|humbled) (?:to|of|that|for)|"
    r"big news|breaking|join us|come (?:and|by|see|say)|we(?:'re| are) hiring|just launched|"
    r"link in (?:bio|the comments)|"
    r"shout ?out|huge thanks|thank you to|congrat\w*|stay tuned|can['’]t wait|check out|swipe|follow us|dm me|"
    r"tag a|like and|share this|who['’]s (?:with me|coming|in)|good morning|happy (?:monday|friday|birthday)|"
    r"fi[eè]re?s? (?:de|d['’])|ravie?s? de|heureu(?:x|se)s? de|rejoignez|venez|merci à|bravo|"
    r"nous recrutons|on recrute|"
    r"trots op|blij (?:dat|om|met)|kom (?:langs|kijken)|dank aan|bedankt aan|proficiat|we zoeken|"
    r"wij zoeken|wij werven)\b"
)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2764]")


@cache
def _compiled() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    asking = re.compile(
        rf"\W*(?:(?:hi|hello|hey|ok|so|and|but|bonjour|et|dag|hallo|en)[\s,!]+)*(?:{'|'.join(_ASKING)})",
        re.IGNORECASE,
    )
    return asking, re.compile(_WONDERING, re.IGNORECASE), re.compile(_ANNOUNCING, re.IGNORECASE)


def question_signs(text: str) -> float:
    """0 for a text that asks nothing; about 2 for one plain question."""
    asking, wondering, _ = _compiled()
    sentences = [part for part in re.split(r"(?<=[.!?…])\s+|\n+", text.strip()) if part.strip()]
    asked = [part for part in sentences if part.rstrip(" \"'”»)🙏🙂😊🤔").endswith("?")]
    signs = 1.5 * min(len(asked), 2)
    signs += 1.0 if any(asking.match(part) for part in asked or sentences[:1]) else 0.0
    signs += min(1.5 * len(wondering.findall(text)), 3.0)
    if sentences and asked and sentences[-1] is asked[-1]:
        signs += 1.0  # people tell the story first and ask last
    return signs + _shortness(text)


def draft_signs(text: str) -> float:
    """0 for a text with nothing of a post in it; 2 and more for hashtags, emoji, announcements, length."""
    _, _, announcing = _compiled()
    words = text.split()
    signs = 1.5 * min(len(re.findall(r"(?<!\w)#\w+", text)), 2)
    signs += min(len(_EMOJI.findall(text)), 2) * 1.0
    signs += 0.5 if re.search(r"https?://|www\.", text) else 0.0
    signs += 1.0 if re.search(r"(?<![\w.])@\w{2,}", text) else 0.0
    signs += min(text.count("!"), 3) * 0.5
    signs += min(1.5 * len(announcing.findall(text)), 3.0)
    signs += 0.5 if "\n" in text.strip() else 0.0
    return signs + min(len(words) / 12, 2.0)


def _shortness(text: str) -> float:
    """A few words without any decoration are talk: “why?”, “thanks”, “shorter please”."""
    words = len(text.split())
    return 2.5 if words <= 3 else 1.5 if words <= 6 else 0.0
