"""``python -m bot.encoder``: prepare the encoder and say where it is."""

import os
import sys
from pathlib import Path

from bot.encoder import build_encoder
from bot.errors import CoachError

try:
    print(f"encoder ready: {build_encoder(Path(os.environ.get('COACH_MODELS', '.models')))}")
except CoachError as error:
    sys.exit(str(error))
