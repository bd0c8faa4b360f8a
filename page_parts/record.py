"""One update as everybody entitled sees it: what the platform says, what changed, what was decided. The preview of a
draft is drawn by the same template, so that it shows exactly what officials will see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from coordination import figures, letters
from coordination.criteria import Figure
from coordination.updates import reading
from coordination.updates.difference import Part, Stretch, difference
from coordination.updates.reading import CriterionInView, VersionInView
from data_model.words import Claim, Outcome
from page_parts import html, parameters
from page_parts.frame import nothing_here, told
from page_parts.visit import Visit


@dataclass(frozen=True)
class Said:
    """What a platform says in one update, submitted or about to be, as plain values. `evidence` has
    evidence.COLUMNS; a criterion's finding is None until it is decided."""

    platform: str
    letter: str
    commitment: int
    title: str
    quotation: str
    period_start: date
    due_on: date
    claim: Claim | None
    narrative: str
    remaining: str
    delay_reason: str
    criteria: Sequence[CriterionInView]
    evidence: pd.DataFrame

    @classmethod
    def of(cls, version: VersionInView) -> "Said":
        """What a submitted version says."""
        return cls(**{name: getattr(version, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Change:
    """What became of one field since the version before, in stretches of text."""

    label: str
    stretches: Sequence[Stretch]


def show_said(said: Said) -> None:
    """Show what an update says: for the preview of a draft, as officials will read it."""
    st.html(drawn(said))


def drawn(said: Said, computed: Mapping[str, Figure] | None = None) -> str:
    """What an update says, as HTML; `computed` has Parley's figures by criterion code."""
    return html.rendered("said.html", {"said": said, "figures": computed or {},
                                       "decided": any(each.finding for each in said.criteria)})


def show(here: Visit) -> None:
    """The page of one version: `?version=` is its id."""
    told()
    version_id = parameters.whole_number("version")
    if version_id is None:
        nothing_here("No update is chosen. Open one from the record of its platform.", "/platform", "Platforms")
        return
    st.html(_page(here.key, version_id, here))


@st.cache_data(max_entries=500, show_spinner=False)
def _page(key: tuple[object, ...], version_id: int, _here: Visit) -> str:
    version = reading.in_view(_here.session, _here.viewer, version_id, as_at=_here.as_at)
    before = reading.before(_here.session, _here.viewer, version, as_at=_here.as_at)
    siblings = reading.history(_here.session, _here.viewer, version.letter_id, as_at=_here.as_at, slug=version.slug,
                               commitment=version.commitment)
    later = siblings[siblings["version_id"].isin(_after(siblings, version_id))].tail(1)
    return html.rendered("update.html", {
        "version": version, "said": drawn(Said.of(version), computed(
            _here, version.letter, version.slug, version.commitment)), "before": before,
        "changes": changes(before, version) if before else [], "later": later.to_dict("records"),
        "role": _here.viewer.role, "live": _here.live, "query": parameters.kept(_here) | {"letter": version.letter},
        "Outcome": Outcome})


def _after(siblings: pd.DataFrame, version_id: int) -> list[int]:
    """Ids of the versions submitted after this one; `siblings` is newest first."""
    ids = list(siblings["version_id"])
    return ids[:ids.index(version_id)]


def computed(here: Visit, reference: str, slug: str, commitment: int) -> dict[str, Figure]:
    """Parley's figures for one platform on the criteria of one commitment, by criterion code."""
    letter = letters.in_view(here.session, here.viewer, reference)
    commitments, criteria = letters.commitments(here.session, letter.id), letters.criteria(here.session, letter.id)
    mine = set(commitments.loc[commitments["number"] == commitment, "id"])
    codes = set(criteria.loc[criteria["commitment_id"].isin(mine), "code"])
    found = figures.computed(here.session, here.viewer, letter, slug, criteria, as_at=here.as_at)
    return {code: figure for code, figure in found.items() if code in codes}


def changes(before: VersionInView, now: VersionInView) -> list[Change]:
    """What changed from one version to the next, field by field; what did not change is left out."""
    statements = {each.code: each.statement for each in before.criteria}
    fields = [("What was done", before.narrative, now.narrative),
              ("What remains", before.remaining, now.remaining),
              ("Reason for delay", before.delay_reason, now.delay_reason)]
    fields += [(f"On {each.code}, {each.text}", statements.get(each.code, ""), each.statement)
               for each in now.criteria]
    found = [Change(label, difference(old, new)) for label, old, new in fields if old != new]
    whole = [("Claim", [str(before.claim)], [str(now.claim)]),
             ("Evidence", _titles(before.evidence), _titles(now.evidence))]
    return [Change(label, _swapped(old, new)) for label, old, new in whole if old != new] + found


def _titles(evidence: pd.DataFrame) -> list[str]:
    return [f"{row.title} ({row.file_name or row.url})" for row in evidence.itertuples()]


def _swapped(old: Sequence[str], new: Sequence[str]) -> list[Stretch]:
    """What was taken away and what was added, piece by piece."""
    gone = [Stretch(Part.REMOVED, f"{piece}\n") for piece in old if piece not in new]
    return gone + [Stretch(Part.ADDED, f"{piece}\n") for piece in new if piece not in old]
