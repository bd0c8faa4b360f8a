"""What is stored. Importing the package registers every table."""

from data_model import (
    accounts,
    advice,
    audit,
    dialogue,
    exploring,
    incidents,
    letters,
    organisations,
    reach,
    requests,
    signals,
    updates,
)

__all__ = [
    "accounts",
    "advice",
    "audit",
    "dialogue",
    "exploring",
    "incidents",
    "letters",
    "organisations",
    "reach",
    "requests",
    "signals",
    "updates",
]
