"""``python -m bot.serve.coach``: the coach service alone, for a container or under the supervisor."""

from __future__ import annotations

import logging
import os
import sys

import uvicorn

from bot.errors import CoachError
from bot.rulebook import RulebookErrors
from bot.serve.build import build_coach
from bot.serve.settings import read_settings
from bot.serve.slack import start_slack
from bot.serve.studio import start_studio


def main() -> None:
    """Serve until a signal comes. Exits with 2 and the reason when the service cannot be built."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    # These log addresses or payloads at their lower levels.
    for name in ("httpx", "httpcore", "rasa_sdk"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("bot.api.guards").addFilter(_is_news)
    settings = read_settings(os.environ)
    try:
        coach = build_coach(settings)
        start_studio(coach, settings, os.environ)
    except (CoachError, RulebookErrors) as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    start_slack(coach.app, coach.gateway, os.environ)
    coach.watcher.start()
    coach.store.start()
    coach.releases.start()
    try:
        uvicorn.run(coach.app, host=settings.host, port=settings.port, access_log=False, server_header=False,
                    log_config=None, timeout_graceful_shutdown=5)
    finally:
        coach.watcher.stop()
        coach.releases.stop()
        coach.store.close()


def _is_news(record: logging.LogRecord) -> bool:
    """Rasa asks every two seconds whether there is another model; that there is none is no news."""
    return "/internal/model 304" not in record.getMessage()


if __name__ == "__main__":
    main()
