"""The tables. No column may hold a person: no name, account, sender id, address or time of day of an employee."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"}
)

# What employees asked or disputed. The day alone: an hour could be laid beside a log.
ITEMS = Table(
    "items", METADATA,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("language", String(8), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("rule", String(128)),
    Column("topics", Text, nullable=False, default=""),
    Column("reason", Text),
    Column("state", String(16), nullable=False, default="open"),
    Column("settled_reason", Text),
    Index(None, "state", "kind"),
    Index(None, "day"),
)  # fmt: skip

# What consultants did. ``subject`` is the consultant's own name, by role: they act for the company.
AUDIT = Table(
    "audit", METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("role", String(32), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("action", String(64), nullable=False),
    Column("target", String(512), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("before", Text),
    Column("after", Text),
    Index(None, "target"),
)  # fmt: skip

# How often something happened on a day. The whole row but ``count`` is the key.
COUNTS = Table(
    "counts", METADATA,
    Column("day", Date, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("subject", String(128), primary_key=True),
    Column("category", String(64), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("outcome", String(32), primary_key=True),
    Column("count", Integer, nullable=False),
)  # fmt: skip
