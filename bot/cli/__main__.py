"""``python -m bot.cli``: the same as ``postcoach``."""

from bot.cli import main

main()
