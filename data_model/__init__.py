"""What is stored. Importing the package registers every table."""

from data_model import accounts, audit, dialogue, incidents, letters, organisations, requests, signals, updates

__all__ = ["accounts", "audit", "dialogue", "incidents", "letters", "organisations", "requests", "signals", "updates"]
