"""The kinds of dialogue in words. Pure."""

from data_model.words import MeetingKind

FOLLOWS = frozenset({MeetingKind.BETWEEN_PLATFORMS, MeetingKind.WITH_OFFICIALS, MeetingKind.WITH_PARTIES})


def named(noun: str, kind: MeetingKind) -> str:
    """policing dialogue, dialogue between platforms, electoral meeting, meeting with parties"""
    return f"{noun} {kind}" if kind in FOLLOWS else f"{kind} {noun}"


def capital(text: str) -> str:
    """The same, as a sentence begins."""
    return text[0].upper() + text[1:]
