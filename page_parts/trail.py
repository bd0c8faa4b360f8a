"""The trail of one platform on one commitment: from the letter's sentence to the criteria, the claim, the evidence,
the finding and what is due next; every step links on, in both directions."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from coordination import clock, letters, requests, standing
from coordination.problems import NotFound
from coordination.updates import reading
from coordination.updates.reading import VersionInView
from page_parts import dialogue_known, html, parameters
from page_parts.frame import nothing_here, told
from page_parts.letter import bearing_on
from page_parts.reach_elsewhere import commitments_with_figures
from page_parts.record import computed
from page_parts.visit import Visit

Row = Mapping[str, object]


def show(here: Visit) -> None:
    """The trail that `?platform=` (its slug) and `?commitment=` (its number) name."""
    told()
    number = parameters.whole_number("commitment")
    slug = parameters.word("platform") or _only_platform(here)
    if number is None or slug is None:
        nothing_here("Choose a platform and a commitment on the letter’s page to see their trail.", "/letter",
                     "Open the letter")
        return
    st.html(_drawn((*here.key, dialogue_known.moment(here)), slug, number, here))


def _only_platform(here: Visit) -> str | None:
    """The slug of the one platform that the viewer sees, if it is one."""
    slugs = list(letters.recipients(here.session, here.viewer, here.letter.id)["slug"])
    return slugs[0] if len(slugs) == 1 else None


@st.cache_data(max_entries=500, show_spinner=False)
def _drawn(key: tuple[object, ...], slug: str, number: int, _here: Visit) -> str:
    letter = _here.letter
    commitments = letters.commitments(_here.session, letter.id)
    history = reading.history(_here.session, _here.viewer, letter.id, as_at=_here.as_at)
    matrix = standing.matrix(_here.session, _here.viewer, letter, as_at=_here.as_at, history=history)
    cell = _cell(matrix, slug, number)
    said, found = (_version(_here, cell[name]) for name in ("version_id", "finding_version_id"))
    asked = requests.pairs(_here.session, _here.viewer, letter.id, as_at=_here.as_at, history=history)
    criteria = letters.criteria(_here.session, letter.id)
    commitment = commitments[commitments["number"] == number].iloc[0].to_dict()
    return html.rendered("trail.html", {
        "letter": letter, "cell": cell, "commitment": commitment, "said": said, "found": found,
        "criteria": _criteria(criteria[criteria["commitment_id"] == commitment["id"]], said, found),
        "figures": computed(_here, letter.reference, slug, number),
        "facts": bearing_on(letters.public_record(_here.session, letter.id), criteria, commitment["id"]),
        "reach": commitment["id"] in commitments_with_figures(criteria),
        "related": dialogue_known.related(_here, slug=slug, commitment=number), "today": clock.day(_here.as_at),
        "asked": _of(asked, slug, number), "versions": _of(history, slug, number),
        "numbers": list(commitments["number"]),
        "platforms": list(dict(zip(matrix["slug"], matrix["platform"], strict=True)).items()),
        "role": _here.viewer.role, "live": _here.live, "query": parameters.kept(_here)})


def _cell(matrix: pd.DataFrame, slug: str, number: int) -> dict[str, object]:
    """Where the platform stands on the commitment. Raises NotFound where the viewer sees no such trail."""
    rows = _of(matrix, slug, number)
    if not rows:
        raise NotFound("There is no such platform or commitment in this letter.")
    return dict(rows[0])


def _of(frame: pd.DataFrame, slug: str, number: int) -> list[Row]:
    mine = frame[(frame["slug"] == slug) & (frame["commitment"] == number)]
    return [{str(name): value for name, value in row.items()} for row in mine.to_dict("records")]


def _version(here: Visit, version_id: object) -> VersionInView | None:
    if version_id is None:
        return None
    return reading.in_view(here.session, here.viewer, int(str(version_id)), as_at=here.as_at)


def _criteria(criteria: pd.DataFrame, said: VersionInView | None, found: VersionInView | None) -> list[Row]:
    """Each criterion with what the newest version says of it, and what was found on the newest accepted one."""
    statements = {each.code: each.statement for each in said.criteria} if said else {}
    findings = {each.code: each.finding for each in found.criteria} if found else {}
    return [{"code": row.code, "text": row.text, "statement": statements.get(row.code, ""),
             "finding": findings.get(row.code)} for row in criteria.itertuples()]
