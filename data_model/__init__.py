"""What is stored. Importing the package registers every table."""

from data_model import accounts, audit, incidents, letters, organisations, requests, updates

__all__ = ["accounts", "audit", "incidents", "letters", "organisations", "requests", "updates"]
