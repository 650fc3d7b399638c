"""The studio beside the API, in the same process."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from bot.api import kept_secret
from bot.serve.build import Coach
from bot.serve.settings import Settings
from bot.serve.studio_releases import StudioReleases
from bot.studio import Desk, OneTimeLink, attach_studio, read_studio_settings

log = logging.getLogger(__name__)


def start_studio(coach: Coach, settings: Settings, environment: Mapping[str, str]) -> None:
    """Mount the studio on the service. Raises CoachError C649 for settings of its sign-in that cannot be used."""
    asked = read_studio_settings(environment)
    services, state = coach.services, settings.store.state
    desk = Desk(
        coach.editor, coach.store, lambda: coach.watcher.current, lambda: services.checker, services.encoder,
        settings.policy, state, settings.access.secret or kept_secret(state), asked, settings.models,
        StudioReleases(settings, lambda: coach.watcher.current), faults=lambda: coach.watcher.errors,
    )
    attach_studio(coach.app, desk)
    if asked.oidc is None and not OneTimeLink(state).ever_made:
        log.info("nobody signed in to the studio yet: `postcoach studio` prints a link that opens it once")


def studio_link(settings: Settings) -> str:
    """An address that opens the studio of this machine once, within the hour."""
    return f"{settings.address}/studio/sign-in?link={OneTimeLink(settings.store.state).make()}"


def first_link(settings: Settings, environment: Mapping[str, str]) -> str | None:
    """The link of the first start; None when one was made before, or the company signs people in."""
    state = settings.store.state
    if read_studio_settings(environment).oidc or OneTimeLink(state).ever_made:
        return None
    return studio_link(settings)
