"""What people write and press in messages: direct messages, mentions, the command, buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.cards import Card
from bot.channels.slack.cards import read_value
from bot.channels.slack.delivery import Place
from bot.channels.slack.desk import Desk, Member, Said
from bot.channels.slack.wording import tell
from bot.channels.slack.words import read_message
from bot.findings import MAX_DRAFT, Draft

PLAIN_KINDS = (None, "file_share", "thread_broadcast", "me_message")
NEVER_QUOTES = ("answer", "passage", "hand_over")


@dataclass(frozen=True)
class Messages:
    """The surfaces where the coach answers with messages."""

    desk: Desk

    def written(self, member: Member, event: str, message: Mapping[str, Any], *, bot: str | None) -> None:
        """A direct message, or a mention in a channel, which is answered in its thread."""
        if message.get("subtype") not in PLAIN_KINDS or message.get("bot_id"):
            return
        channel = str(message.get("channel") or "")
        public = message.get("type") == "app_mention"
        thread = message.get("thread_ts") or (message.get("ts") if public else None)
        place = Place(channel, member.user, thread, public=public)
        text = read_message(message, bot=bot)
        if not text and message.get("files"):
            self._work(member, event, place, lambda: self._remark(member, place, "text_only"))
        else:
            self._work(member, event, place, lambda: self._typed(member, place, text))

    def commanded(self, member: Member, event: str, place: Place, text: str) -> None:
        """A draft after the command."""

        async def check() -> None:
            if await self._fits(member, place, text):
                await self._answer(
                    place, await self.desk.turn(member, lambda talk: self.desk.gateway.drafted(talk, Draft(text)))
                )

        self._work(member, event, place, check)

    def pressed(self, member: Member, event: str, body: Mapping[str, Any], carried: str) -> None:
        """A button of a message."""
        ref, payload = read_value(carried)
        place = _place_of(member, body)
        reply_url = str(body.get("response_url") or "")

        async def answer() -> None:
            said = await self.desk.turn(member, lambda talk: self.desk.press(talk, payload, ref))
            # The answer to a closed question changes the report that asked it.
            if payload.startswith("answer:") and said.cards[0]["kind"] == "report" and reply_url and not place.public:
                await self.desk.delivery.replace(reply_url, self.desk.drawn(said))
                return
            await self._answer(place, said)

        self._work(member, event, place, answer)

    def picked(self, member: Member, event: str, topic: str) -> None:
        """A topic of the Home tab; its answer comes as a direct message."""
        place = Place(member.user, member.user)

        async def answer() -> None:
            said = await self.desk.turn(member, lambda talk: self.desk.press(talk, f"topic:{topic}", None))
            await self._answer(place, said)

        self._work(member, event, place, answer)

    async def _typed(self, member: Member, place: Place, text: str) -> None:
        if await self._fits(member, place, text):
            await self._answer(place, await self.desk.turn(member, lambda talk: self.desk.gateway.typed(talk, text)))

    async def _fits(self, member: Member, place: Place, text: str) -> bool:
        if len(text) <= MAX_DRAFT:
            return True
        await self._remark(member, place, "too_long", count=len(text), most=MAX_DRAFT)
        return False

    async def _remark(self, member: Member, place: Place, idea: str, **values: Any) -> None:
        language = await self.desk.language(member)
        await self.desk.delivery.send(place, self.desk.remark(tell(idea, language, **values), language))

    async def _answer(self, place: Place, said: Said) -> None:
        """Send every card where it belongs: what may quote a draft is never sent where others read."""
        moved = False
        for number, shown in enumerate(said.cards):
            private = place.public and not may_be_public(shown, ref=said.ref)
            moved = moved or private
            there = Place(place.user, place.user) if private else place
            await self.desk.delivery.send(there, self.desk.drawn(said, number))
        if moved:
            language = said.cards[0]["language"]
            await self.desk.delivery.send(place, self.desk.remark(tell("moved", language), language))

    def _work(self, member: Member, event: str, place: Place, job: Any) -> None:
        async def failed(text: str) -> None:
            await self.desk.say_failed(place, text, await self.desk.language(member))

        self.desk.work(member, event, job, failed)


def may_be_public(shown: Card, *, ref: str | None) -> bool:
    """Whether others may read a card: kinds that quote no draft, and any text while there is no draft to quote."""
    if shown["kind"] == "choose":
        # Which topic it is may be asked in public; whether the last message is a draft concerns its author.
        return all(button["payload"].startswith(("topic:", "hand_over")) for button in shown.get("buttons", []))
    return shown["kind"] in NEVER_QUOTES or (shown["kind"] == "text" and ref is None)


def _place_of(member: Member, body: Mapping[str, Any]) -> Place:
    container = body.get("container") or {}
    message = body.get("message") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or member.user)
    if container.get("is_ephemeral"):
        return Place(channel, member.user, reply_url=body.get("response_url"))
    public = not channel.startswith("D")
    thread = message.get("thread_ts") or container.get("thread_ts") or (message.get("ts") if public else None)
    return Place(channel, member.user, thread, public=public)



