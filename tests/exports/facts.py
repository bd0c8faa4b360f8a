"""A provenance and a frame to write into files."""

from datetime import UTC, date, datetime

import pandas as pd

from exports.provenance import Provenance

HEAD = "41:" + "9f86d081" * 8


def provenance(**changes: object) -> Provenance:
    given: dict[str, object] = {
        "title": "Updates and findings", "letter": "MCO/00433", "source": "Parley: updates, officials' findings",
        "as_at": datetime(2019, 12, 2, 9, 14, tzinfo=UTC), "made_at": datetime(2019, 12, 2, 9, 15, tzinfo=UTC),
        "made_by": "Analyst", "marking": "OFFICIAL-SENSITIVE", "exercise": True,
        "address": "http://localhost:8000/standing?letter=MCO/00433", "audit_head": HEAD,
        "application_version": "1.0.0", **changes}
    return Provenance(**given)  # type: ignore[arg-type]


def updates(**columns: list[object]) -> pd.DataFrame:
    """Two rows: one submitted in summer time, one with hardly anything."""
    return pd.DataFrame({
        "platform_id": [1, 2], "platform": ["Facebook", "Twitter"], "commitment": [1, 2],
        "due_on": [date(2019, 11, 19), date(2019, 11, 26)],
        "submitted_at": [datetime(2019, 10, 1, 8, 30, tzinfo=UTC), None], "differs": [True, False],
        "reason": ["Shown in “evidence” # 4, dated 1 July", None], **columns}, dtype=object)
