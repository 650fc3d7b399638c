"""The form for a draft and the Home tab: opened at once, filled when the check is done."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.slack import blocks
from bot.channels.slack.blocks import LONGEST_INPUT, Block
from bot.channels.slack.cards import read_value
from bot.channels.slack.delivery import Place
from bot.channels.slack.desk import Desk, Member, Said, log_fault
from bot.channels.slack.home import home_view
from bot.channels.slack.manifest import COMMAND
from bot.channels.slack.modal import FORM, Filled, detail_view, form_view, read_form, waiting
from bot.channels.slack.wording import tell
from bot.errors import CoachError
from bot.findings import LANGUAGES, MAX_DRAFT

AT_ONCE = 1.8  # seconds that a check may take before the form says that it runs; Slack waits for three
AFTER_ACK = 0.3  # seconds for Slack to draw what it was answered, before it is drawn anew

Ack = Callable[..., Awaitable[Any]]
View = dict[str, Any]


@dataclass(frozen=True)
class Forms:
    """The surfaces where the coach draws views."""

    desk: Desk

    async def open(self, member: Member, event: str, trigger: str, place: Place) -> None:
        """An empty form. A trigger is good for three seconds, so this waits for nobody."""
        if not await self.desk.memory.take(event):
            return
        language = await self.desk.language(member)
        try:
            await self.desk.delivery.open_view(trigger, form_view(Filled(language=language)))
        except CoachError:
            await self.desk.say_failed(place, tell("no_form", language, command=COMMAND), language)

    async def open_checked(self, member: Member, event: str, trigger: str, place: Place, text: str) -> None:
        """A form with somebody's message in it, and the report above as soon as there is one."""
        if not await self.desk.memory.take(event):
            return
        language = await self.desk.language(member)
        refusal = _refusal(text, language)
        if refusal:
            shown = detail_view(self.desk.remark(refusal, language).blocks, language)
            await self._open_or_say(place, language, trigger, shown)
            return
        filled = Filled(text, language=language)
        view_id = await self._open_or_say(place, language, trigger, form_view(filled, waiting(language)))
        if view_id:
            self._update(member, f"{event}:checked", view_id, filled, lambda: self._checked(member, filled))

    async def submitted(self, member: Member, view: Mapping[str, Any], ack: Ack) -> None:
        """Check what the form holds. The report takes the form's place at once, or when it is ready.

        A repeated event checks again and draws the same view: nothing is answered twice.
        """
        filled = read_form(view)
        language = filled.language
        if not any(character.isalnum() for character in filled.text):
            await ack(response_action="errors", errors={f"draft-{filled.turn}": tell("form_empty", language)})
            return
        result: asyncio.Future[View] = asyncio.get_running_loop().create_future()
        self.desk.lanes.put(member.key, lambda: self._into(result, member, filled))
        try:
            await ack(response_action="update", view=await asyncio.wait_for(asyncio.shield(result), AT_ONCE))
        except TimeoutError:
            await ack(response_action="update", view=form_view(filled, waiting(language)))
            made = await result
            await asyncio.sleep(AFTER_ACK)
            await self.desk.delivery.update_view(str(view.get("id")), made)

    async def pressed(self, member: Member, event: str, view: Mapping[str, Any], trigger: str, carried: str) -> None:
        """A button of the form or of the view upon it."""
        ref, payload = read_value(carried)
        if view.get("callback_id") != FORM:
            language = json.loads(view.get("private_metadata") or "{}").get("language", "en")
            self._explain(member, event, str(view.get("id")), language, ref, payload)
            return
        filled = read_form(view)
        if payload.startswith(("answer:", "fix:")) or payload == "use":
            view_id = str(view.get("id"))
            self._update(member, event, view_id, filled, lambda: self._changed(member, filled, ref, payload))
            return
        # Why, disagreement, a person: upon the form, so that it stays as it is.
        if not await self.desk.memory.take(f"{event}:push"):
            return
        moment = detail_view([blocks.marked(tell("form_moment", filled.language))], filled.language)
        view_id = await self.desk.delivery.push_view(trigger, moment)
        self._explain(member, event, view_id, filled.language, ref, payload)

    def home(self, member: Member, event: str, *, language: str | None = None) -> None:
        """Draw the Home tab, in ``language`` from now on if one was chosen."""

        async def publish() -> None:
            if language in LANGUAGES:
                await self.desk.memory.choose(member.key, language)
            now = await self.desk.language(member)
            view = home_view(self.desk.gateway.services.rulebook(), now)
            await self.desk.delivery.publish_home(member.user, view)

        async def failed(text: str) -> None:
            shown = {"type": "home", "blocks": self.desk.remark(text, await self.desk.language(member)).blocks}
            await self.desk.delivery.publish_home(member.user, shown)

        self.desk.work(member, event, publish, failed)

    async def _into(self, result: asyncio.Future[View], member: Member, filled: Filled) -> None:
        try:
            made = await self._checked(member, filled)
        except Exception as error:  # the form must say so; what went wrong is told by its kind in the log
            log_fault(error)
            made = form_view(filled, self._failure(filled.language))
        if not result.done():
            result.set_result(made)

    async def _checked(self, member: Member, filled: Filled) -> View:
        said = await self.desk.turn(member, lambda talk: self.desk.gateway.drafted(talk, filled.draft))
        return self._with(filled, said)

    async def _changed(self, member: Member, filled: Filled, ref: str | None, payload: str) -> View:
        said = await self.desk.turn(member, lambda talk: self.desk.press(talk, payload, ref))
        wording = said.cards[0].get("wording")
        if wording is None or len(wording) > LONGEST_INPUT:
            return self._with(filled, said)
        return await self._checked(member, replace(filled, text=wording, turn=filled.turn + 1))

    def _with(self, filled: Filled, said: Said) -> View:
        above = [
            block
            for number in range(len(said.cards))
            for block in self.desk.drawn(said, number, in_view=True).blocks
        ]
        return form_view(filled, above[: blocks.MOST_BLOCKS_IN_VIEW - 6])

    def _update(
        self, member: Member, event: str, view_id: str, filled: Filled, made: Callable[[], Awaitable[View]]
    ) -> None:
        async def update() -> None:
            await self.desk.delivery.update_view(view_id, await made())

        async def failed(text: str) -> None:
            above = self.desk.remark(text, filled.language).blocks
            await self.desk.delivery.update_view(view_id, form_view(filled, above))

        self.desk.work(member, event, update, failed)

    def _explain(
        self, member: Member, event: str, view_id: str, language: str, ref: str | None, payload: str
    ) -> None:
        async def explain() -> None:
            said = await self.desk.turn(member, lambda talk: self.desk.press(talk, payload, ref))
            await self.desk.delivery.update_view(
                view_id, detail_view(self.desk.drawn(said, in_view=True).blocks, language)
            )

        async def failed(text: str) -> None:
            shown = detail_view(self.desk.remark(text, language).blocks, language)
            await self.desk.delivery.update_view(view_id, shown)

        self.desk.work(member, event, explain, failed)

    async def _open_or_say(self, place: Place, language: str, trigger: str, view: View) -> str | None:
        try:
            return await self.desk.delivery.open_view(trigger, view)
        except CoachError:
            await self.desk.say_failed(place, tell("no_form", language, command=COMMAND), language)
            return None

    def _failure(self, language: str) -> list[Block]:
        return self.desk.remark(self.desk.failure(language), language).blocks


def _refusal(text: str, language: str) -> str | None:
    if not any(character.isalnum() for character in text):
        return tell("no_text", language)
    return tell("too_long", language, count=len(text), most=MAX_DRAFT) if len(text) > MAX_DRAFT else None
