"""Webhooks: telling companies' own servers that something happened that concerns them."""
