"""Bars as SVG. The table beside a chart says the same; the picture is for the eye alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH, ROW, LABEL, VALUE = 500, 26, 225, 52
MOST_BARS = 12
LETTERS = 32


@dataclass(frozen=True)
class Bar:
    """One bar; ``count`` None is a group that is withheld."""

    label: str
    count: int | None


def bars(rows: Sequence[Bar], *, about: str) -> Markup:
    """Horizontal bars, the first dozen of the rows in their order."""
    shown = rows[:MOST_BARS]
    most = max((row.count or 0 for row in shown), default=0) or 1
    height = ROW * len(shown) + 4
    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(about)}">']
    for number, row in enumerate(shown):
        middle = number * ROW + ROW / 2 + 2
        label = row.label if len(row.label) <= LETTERS else row.label[: LETTERS - 1] + "…"
        parts.append(f'<text x="{LABEL - 8}" y="{middle + 4}" text-anchor="end">{escape(label)}</text>')
        if row.count is None:
            parts.append(f'<text class="faint" x="{LABEL}" y="{middle + 4}">too few to show</text>')
            continue
        length = max(2, (WIDTH - LABEL - VALUE) * row.count / most)
        parts.append(f'<rect class="bar" x="{LABEL}" y="{middle - 8}" width="{length:.1f}" height="16" rx="2"/>')
        parts.append(f'<text x="{LABEL + length + 6:.1f}" y="{middle + 4}">{row.count:,}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))  # built here from numbers and escaped labels
