"""One person at a time: whose conversation it is, in which language, once for each event, and a word when it fails."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.answers import person_for
from bot.cards import Card, card, hand_over_card, say
from bot.channels.slack.blocks import fallback
from bot.channels.slack.cards import Drawn, draw
from bot.channels.slack.delivery import Delivery, Place
from bot.channels.slack.lanes import Lanes
from bot.channels.slack.memory import Memory
from bot.channels.slack.wording import tell
from bot.dialogue import Conversation, Gateway, fix
from bot.errors import CoachError
from bot.findings import LANGUAGES

log = logging.getLogger(__name__)

Turn = Callable[[Conversation], Awaitable[list[Card]]]


@dataclass(frozen=True)
class Member:
    """A person of a workspace, by Slack's ids; the same id in another workspace is somebody else."""

    team: str
    user: str

    @property
    def key(self) -> str:
        return f"slack:{self.team}:{self.user}"


@dataclass(frozen=True)
class Said:
    """The cards of one turn with what draws them: the draft they are about, and what is said first, once."""

    cards: list[Card]
    ref: str | None
    notice: str | None


@dataclass(frozen=True)
class Desk:
    """What every surface of Slack shares."""

    gateway: Gateway
    delivery: Delivery
    memory: Memory
    lanes: Lanes

    def work(
        self,
        member: Member,
        event: str,
        job: Callable[[], Awaitable[None]],
        failed: Callable[[str], Awaitable[None]],
    ) -> None:
        """Do ``job`` once for ``event``, after all that the member asked before; ``failed`` gets what to say if not."""

        async def once() -> None:
            if not await self.memory.take(event):
                return
            try:
                await job()
            except Exception as error:  # whatever it is, the person must hear that nothing was done
                log_fault(error)
                await self._say_failed(member, failed)

        self.lanes.put(member.key, once)

    async def conversation(self, member: Member) -> Conversation:
        """The member's conversation, in the language that was chosen."""
        conversation = self.gateway.conversations.ensure(member.key)
        language = await self.memory.chosen(member.key)
        if language in LANGUAGES:
            conversation.language, conversation.language_chosen = language, True
        return conversation

    async def language(self, member: Member) -> str:
        """The language for what is drawn before anything was said."""
        return (await self.conversation(member)).language

    async def turn(self, member: Member, take: Turn) -> Said:
        """One turn of the member's conversation. Draw its cards with ``drawn``."""
        conversation = await self.conversation(member)
        # The first card would hold the notice in its text; here it is drawn by itself.
        first, conversation.greeted = not conversation.greeted, True
        before = conversation.language
        cards = await take(conversation)
        if conversation.language_chosen and conversation.language != before:
            await self.memory.choose(member.key, conversation.language)
        notice = say("notice", conversation.language) if first else None
        return Said(cards, conversation.draft_ref, notice)

    async def press(self, conversation: Conversation, payload: str, ref: str | None) -> list[Card]:
        """What a button means: the gateway's payloads, and two of Slack's own."""
        services, language = self.gateway.services, conversation.language
        if payload.startswith("person:"):
            person = person_for(services.rulebook(), payload.removeprefix("person:"), language)
            return [hand_over_card(person, language)]
        if payload == "use":
            return [await fix(services, conversation.sender, ref, language)]
        return await self.gateway.pressed(conversation, payload, draft_ref=ref)

    def drawn(self, said: Said, number: int = 0, *, in_view: bool = False) -> Drawn:
        """A card of the turn as blocks; the notice stands in the first."""
        rulebook = self.gateway.services.rulebook()
        notice = said.notice if number == 0 else None
        return draw(said.cards[number], rulebook, ref=said.ref, notice=notice, in_view=in_view)

    def remark(self, text: str, language: str) -> Drawn:
        """A sentence of the coach's own."""
        drawn = draw(card("text", text, language), self.gateway.services.rulebook())
        return replace(drawn, text=fallback(text))

    def failure(self, language: str) -> str:
        """That it failed, and whom to ask."""
        person = person_for(self.gateway.services.rulebook(), None, language)
        return tell("failed", language, title=person.title, address=person.address)

    async def say_failed(self, place: Place, text: str, language: str) -> None:
        """Tell a person where they are that it failed, and in a direct message when that fails too."""
        drawn = self.remark(text, language)
        try:
            await self.delivery.send(place, drawn)
        except CoachError:
            await self.delivery.send(Place(place.user, place.user), drawn)

    async def _say_failed(self, member: Member, failed: Callable[[str], Awaitable[None]]) -> None:
        try:
            await failed(self.failure(await self.language(member)))
        except Exception as error:  # nothing is left to say it with
            log.error("C427 a person could not be told on Slack that something failed")
            log_fault(error)


def log_fault(error: Exception) -> None:
    """Write down that something was not done: code and kind only, for a foreign message may hold words of a draft."""
    code = error.code if isinstance(error, CoachError) else "C428"
    where = f" ({error.where})" if isinstance(error, CoachError) and error.where else ""
    log.error("%s something on Slack was not done: %s%s", code, type(error).__name__, where)
