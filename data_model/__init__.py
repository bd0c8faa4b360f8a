"""What is stored. Importing the package registers every table."""

from data_model import (
    accounts,
    advice,
    api_keys,
    audit,
    dialogue,
    exploring,
    incidents,
    jobs,
    letters,
    organisations,
    reach,
    reminders,
    requests,
    signals,
    updates,
    webhooks,
)

__all__ = [
    "accounts",
    "advice",
    "api_keys",
    "audit",
    "dialogue",
    "exploring",
    "incidents",
    "jobs",
    "letters",
    "organisations",
    "reach",
    "reminders",
    "requests",
    "signals",
    "updates",
    "webhooks",
]
