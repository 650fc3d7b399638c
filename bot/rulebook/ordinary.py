"""Which names are words as well, in one of the product's languages."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files

SHORTEST = 3  # names below are always ordinary: two letters stand for too much


@lru_cache(maxsize=4096)
def is_ordinary(name: str) -> bool:
    """Whether a name of one word is among the most frequent words of English, French or Dutch, in any case.

    The list holds the 50,000 most frequent English forms and 40,000 each of French and Dutch of pyspellchecker
    0.9.1 (MIT), letters only.
    """
    word = name.casefold()
    return len(word) < SHORTEST or f"\n{word}\n" in _words()


@lru_cache(maxsize=1)
def _words() -> str:
    # One string: a handful of names are looked up, and a set of 118,000 words takes ten times the memory.
    packed = files("bot.rulebook").joinpath("ordinary_words.txt.gz").read_bytes()
    return "\n" + gzip.decompress(packed).decode("utf-8")
