"""Everything the coach service needs, built once from its settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from fastapi import FastAPI

from bot.api import Access, WebPage, create_app, kept_secret
from bot.channels.web import STATIC_FOLDER, about, page_for
from bot.checker import Checker
from bot.dialogue import Gateway, RasaClient, Services, Vault
from bot.encoder import build_encoder, load_encoder
from bot.rulebook import Editor, Rulebook, RulebookWatcher
from bot.serve.model_server import ModelServer
from bot.serve.release_watch import ReleaseWatch
from bot.serve.settings import Settings
from bot.store import Change, EditTrail, Store, open_store
from bot.training import load_judge, load_learned, releases_of


@dataclass(frozen=True)
class Coach:
    """The parts that somebody must start and stop: watcher and store, and the application with its gateway."""

    watcher: RulebookWatcher
    services: Services
    gateway: Gateway
    app: FastAPI
    store: Store
    editor: Editor
    releases: ReleaseWatch


def build_checker(settings: Settings, rulebook: Rulebook, *, newest: bool = False) -> Checker:
    """The checker with its encoder and the judge of the live release (``newest``: the one trained last), warmed for
    a rulebook; without a judge before the first training."""
    judge = load_judge(settings.models) if newest else load_learned(settings.models).judge
    checker = Checker(load_encoder(build_encoder(settings.models)), judge)
    checker.warm(rulebook, as_of=date.today())
    return checker


def build_coach(settings: Settings) -> Coach:
    """The coach service. Raises RulebookErrors for a broken policy, CoachError for anything else missing."""
    watcher = RulebookWatcher(settings.policy)
    checker = build_checker(settings, watcher.current)
    watcher.listeners.append(lambda rulebook: checker.warm(rulebook, as_of=date.today()))
    store = open_store(settings.store)
    # A change that is saved here is live before the next look of the watcher.
    editor = Editor(settings.root, settings.policy, settings.store.state, EditTrail(store.audit),
                    commit=settings.commit, saved=watcher.refresh)
    services = Services(lambda: watcher.current, checker, checker.encoder, Vault(), load_learned(settings.models).kinds,
                        store=store)
    gateway = Gateway(services, RasaClient(settings.rasa_url, settings.rasa_token))
    page = WebPage(lambda language: page_for(watcher.current, language=language), STATIC_FOLDER,
                   lambda: about(watcher.current))
    access = Access(replace(settings.access, secret=settings.access.secret or kept_secret(settings.store.state)))
    app = create_app(services, gateway=gateway, action_token=settings.action_token, page=page, access=access)
    releases = _watch_releases(settings, services, gateway, app, store)
    return Coach(watcher, services, gateway, app, store, editor, releases)


def _watch_releases(
    settings: Settings, services: Services, gateway: Gateway, app: FastAPI, store: Store
) -> ReleaseWatch:
    """Hand the live model to Rasa, follow the live pointer, and write down what was taken back."""
    server = ModelServer(releases_of(settings.models), settings.action_token)
    place = [settings.rasa_url]

    def moved(url: str) -> None:
        # Messages under way keep the line that they went out on.
        place[0], gateway.rasa = url, RasaClient(url, settings.rasa_token)

    def rolled_back(release: str, reason: str) -> None:
        store.audit.record(Change("coach", "coach", "roll back", f"release {release}", reason))

    # Before the page, which is mounted at the root and would see these addresses first.
    app.router.routes[0:0] = server.routes(moved).routes
    return ReleaseWatch(releases_of(settings.models), services, server, models=settings.models, policy=settings.policy,
                        rasa=lambda: (place[0], settings.rasa_token), rolled_back=rolled_back)
