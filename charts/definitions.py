"""What figures mean, as a picture says it, and the warning over figures that do not mean the same thing."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.drawing import Sheet
from charts.theme import base


@dataclass(frozen=True)
class Definition:
    """What figures mean, as a picture says it. `unit` is written behind a value: “ hours”, “%”, or nothing."""

    key: str
    name: str
    version: str
    text: str
    source: str
    unit: str = ""

    @property
    def words(self) -> str:
        """Notices received (definition 1): notices that … Defined by …"""
        version = f" ({self.version})" if self.version else ""
        return f"{self.name}{version}: {self.text.rstrip('.')}. Source of the definition: {self.source.rstrip('.')}."


def warning(definitions: Sequence[Definition]) -> str:
    """What stands over figures that do not mean the same thing."""
    return (f"Warning: this picture holds figures under {len(definitions)} definitions. They do not measure the same "
            "thing. Do not compare them, and never add them up.")


def warn(sheet: Sheet, definitions: Sequence[Definition]) -> None:
    """Where there is more than one definition, say so at the top with every one of them."""
    if len(definitions) > 1:
        sheet.notice([f"⚠ {warning(definitions)}", *(each.words for each in definitions)],
                     line=base(sheet.dark).error)


def define(sheet: Sheet, definitions: Sequence[Definition]) -> None:
    """Under the drawing, what the figures mean; the warning has said it where there are several."""
    if len(definitions) == 1:
        sheet.write(definitions[0].words, muted=True)
