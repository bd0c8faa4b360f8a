"""Dialogue: meetings of those a letter concerns, the actions that follow from them, and how often they are expected."""
