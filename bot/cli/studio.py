"""``postcoach studio``: a link that opens the consultants' pages once."""

from __future__ import annotations

import os


def studio() -> None:
    """Print a link that opens the studio once, within the hour; a new one ends the one before."""
    from bot.serve.settings import read_settings
    from bot.serve.studio import studio_link

    print(studio_link(read_settings(os.environ)))
