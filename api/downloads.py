"""Downloads: every file is made, or fetched, for the visitor who asks at that moment, and never cached."""

from api.doors import Door

ROUTES: list[Door] = []
