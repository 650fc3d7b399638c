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
from bot.serve.settings import Settings
from bot.store import EditTrail, Store, open_store
from bot.training import load_judge, load_kinds


@dataclass(frozen=True)
class Coach:
    """The parts that somebody must start and stop: watcher and store, and the application with its gateway."""

    watcher: RulebookWatcher
    services: Services
    gateway: Gateway
    app: FastAPI
    store: Store
    editor: Editor


def build_checker(settings: Settings, rulebook: Rulebook) -> Checker:
    """The checker with its encoder and, where it has been trained, the learned judge; warmed for a rulebook."""
    checker = Checker(load_encoder(build_encoder(settings.models)), load_judge(settings.models))
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
    services = Services(lambda: watcher.current, checker, checker.encoder, Vault(), load_kinds(settings.models),
                        store=store)
    gateway = Gateway(services, RasaClient(settings.rasa_url, settings.rasa_token))
    page = WebPage(lambda language: page_for(watcher.current, language=language), STATIC_FOLDER,
                   lambda: about(watcher.current))
    access = Access(replace(settings.access, secret=settings.access.secret or kept_secret(settings.store.state)))
    app = create_app(services, gateway=gateway, action_token=settings.action_token, page=page, access=access)
    return Coach(watcher, services, gateway, app, store, editor)
