"""The payloads of buttons: the contract's words → what the dialogue is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import CoachError

_ID = r"[\w.:@#/+-]{1,120}"
_FORMS = (
    (re.compile(rf"topic:(?P<topic>{_ID})"), "pick_topic"),
    (re.compile(rf"answer:(?P<question_id>{_ID}):(?P<value>yes|no)"), "answer_question"),
    (re.compile(rf"why:(?P<finding_id>{_ID})"), "why"),
    (re.compile(rf"fix:(?P<finding_id>{_ID})"), "fix"),
    (re.compile(rf"dispute:(?P<finding_id>{_ID})"), "dispute"),
    (re.compile(rf"consent:(?P<finding_id>{_ID}):(?P<value>yes|no)"), "consent"),
    (re.compile("check"), "start_check"),
    (re.compile("hand_over"), "hand_over"),
    (re.compile("cancel"), "cancel"),
)


@dataclass(frozen=True)
class Pressed:
    """An intent that a button stands for, with its entities."""

    intent: str
    entities: Mapping[str, Any]


def read_payload(payload: str) -> Pressed:
    """What a button says. Raises CoachError C413 for anything that no button of ours holds."""
    for form, intent in _FORMS:
        match = form.fullmatch(payload)
        if match:
            return Pressed(intent, match.groupdict())
    raise CoachError(
        "C413",
        "That is not the payload of a button.",
        status=422,
        where="body.payload",
        hint="Send it back as it came: topic:…, answer:…:yes, why:…, fix:…, dispute:…, consent:…:yes, check, "
             "hand_over, cancel.",
    )
