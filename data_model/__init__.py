"""What is stored. Importing the package registers every table."""

from data_model import accounts, audit, letters, organisations, requests, updates

__all__ = ["accounts", "audit", "letters", "organisations", "requests", "updates"]
