"""What the API says of figures that are explored."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from api.v1.fields import Answer, Moment
from coordination.exploring.measured import Subject
from coordination.exploring.views import By
from coordination.incidents.asking import Grain
from data_model.words import Marking


class FileKind(StrEnum):
    """What a figure can be taken away as."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"
    PPTX = "pptx"


class MeasureAnswer(Answer):
    """A measure that can be explored, with what it means, and what it may be split by."""

    key: str = Field(description="What addresses name it by")
    name: str
    subject: Subject
    unit: str
    version: str = Field(description="Of the definition")
    definition: str
    defined_by: str
    by: list[By]
    grains: list[Grain]
    kinds: list[str]
    marking: Marking
    suppressed_under: int | None = Field(description="Smaller numbers are not shown")


class FigureRow(Answer):
    """One number of a figure. `group` and `within` are of the first and the second way to split."""

    row: str = Field(description="What addresses name this row by")
    definition: str
    measure: str
    group: str
    within: str
    first_day: date
    last_day: date
    state: str
    value: float | None
    low: float | None
    high: float | None
    parts_missing: int
    days_missing: int
    restated: bool


class FigureMeaning(Answer):
    """What a measure of a figure means."""

    key: str
    name: str
    version: str
    text: str
    source: str
    unit: str


class FigureAnswer(Answer):
    """A figure with all its rows, what they mean, and what must be said of them wherever they are shown."""

    title: str
    letter: str
    as_at: Moment
    marking: Marking
    address: str = Field(description="The page that shows the same")
    sha256: str = Field(description="Of the data as CSV, which `Accept: text/csv` gets")
    statements: list[str]
    meanings: list[FigureMeaning]
    rows: list[FigureRow]
