"""What downloads have in common: media types and names of files."""

from api.asked import Asked
from coordination import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV = "text/csv; charset=utf-8"


def file_name(asked: Asked, what: str, ending: str) -> str:
    """parley-overview-2019-12-02-exercise.csv"""
    parts = ["parley", what, clock.day(asked.as_at).isoformat()]
    return "-".join([*parts, "exercise"] if asked.visitor.exercise else parts) + f".{ending}"
