"""Frames in the shape of coordination.standing.matrix and over_time, made up for figures to draw."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from charts.drawing import Caption
from coordination.schedule import Timeliness
from coordination.standing import COLUMNS
from data_model.words import Claim, FindingWord

TITLES = ["One-stop-shop advice for candidates", "Guidance reaches candidates and electoral staff",
          "Regular dialogue between the platforms", "Dialogue with security, policing and electoral authorities",
          "Updates on all of this"]
PLATFORMS = ["Facebook", "Google", "Twitter"]
FOUND: list[list[FindingWord | None]] = [
    [FindingWord.MET, FindingWord.PARTLY_MET, None, FindingWord.MET, None],
    [FindingWord.NOT_MET, FindingWord.NO_EVIDENCE, None, FindingWord.SUBSTANTIALLY_MET, None],
    [FindingWord.SUBSTANTIALLY_MET, None, None, None, None],
]
LETTER_DAY = date(2019, 11, 5)


def caption(**changes: object) -> Caption:
    given: dict[str, object] = {
        "title": "Where the platforms stand", "letter": "MCO/00433",
        "source": "Parley: updates and officials' findings",
        "as_at": datetime(2019, 12, 2, 9, 14, tzinfo=UTC), "marking": "OFFICIAL", "exercise": True,
        "audit_head": f"175:{'9f' * 32}", **changes}
    return Caption(**given)  # type: ignore[arg-type]


def matrix(platforms: list[str] = PLATFORMS, titles: list[str] = TITLES) -> pd.DataFrame:
    times = list(Timeliness)
    rows = []
    for p, platform in enumerate(platforms):
        for c, title in enumerate(titles):
            finding = FOUND[p % 3][c % 5]
            claim = [Claim.DELIVERED, Claim.IN_PROGRESS, None][(p + c) % 3]
            rows.append((p + 1, platform.lower(), platform, c + 1, c + 1, title, finding, None, None, claim, None, None,
                         None, None, None, times[(p + 2 * c) % 4], date(2019, 12, 6),
                         bool(claim and finding) and (p + c) % 3 == 0))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def over_time(platforms: list[str] = PLATFORMS, titles: list[str] = TITLES) -> pd.DataFrame:
    """Nothing found until day 10, no evidence or partly met until day 20, then what the matrix says."""
    rows = []
    for p, platform in enumerate(platforms):
        for c, title in enumerate(titles):
            for count in range(28):
                final = FOUND[p % 3][c % 5]
                early = FindingWord.PARTLY_MET if final is FindingWord.MET else FindingWord.NO_EVIDENCE
                finding = None if final is None or count < 10 else early if count < 20 else final
                claim = Claim.IN_PROGRESS if count >= 7 else None
                rows.append((LETTER_DAY + timedelta(days=count), platform.lower(), platform, c + 1, title, finding,
                             claim))
    return pd.DataFrame(rows, columns=["day", "slug", "platform", "commitment", "title", "finding", "claim"],
                        dtype=object)
