"""Reminders: what is to be told to whom, the outbox of messages, and how they are sent."""
