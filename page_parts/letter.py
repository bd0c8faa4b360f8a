"""The letter, word for word, with each commitment's sentence marked where it stands, and beside it where every
platform stands on it."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from coordination import clock, letters, standing
from coordination.problems import NotFound
from coordination.wording import day_in_words, month_in_words
from page_parts import dialogue_known, html, parameters
from page_parts.frame import told
from page_parts.visit import Visit


@dataclass(frozen=True)
class Stretch:
    """Some consecutive text of a letter, and the number of the commitment that it is the sentence of, if any."""

    text: str
    commitment: int | None


def show(here: Visit) -> None:
    """The letter in view; `?commitment=` chooses one of its commitments."""
    told()
    chosen = parameters.whole_number("commitment")
    st.html(_drawn((*here.key, dialogue_known.moment(here)), chosen, here))


@st.cache_data(max_entries=200, show_spinner=False)
def _drawn(key: tuple[object, ...], chosen: int | None, _here: Visit) -> str:
    letter = _here.letter
    commitments = letters.commitments(_here.session, letter.id)
    if chosen is not None and chosen not in set(commitments["number"]):
        raise NotFound(f"Letter {letter.reference} has no commitment {chosen}.")
    matrix = standing.matrix(_here.session, _here.viewer, letter, as_at=_here.as_at)
    criteria = letters.criteria(_here.session, letter.id)
    record = letters.public_record(_here.session, letter.id)
    return html.rendered("letter.html", {
        "letter": letter, "stretches": marked(letter.text, commitments), "chosen": chosen,
        "commitments": [row | {"cells": matrix[matrix["commitment_id"] == row["id"]].to_dict("records"),
                               "criteria": criteria[criteria["commitment_id"] == row["id"]].to_dict("records"),
                               "facts": bearing_on(record, criteria, row["id"])}
                        for row in commitments.to_dict("records")],
        "related": dialogue_known.related(_here, commitment=chosen) if chosen else None,
        "today": clock.day(_here.as_at),
        "addressees": letters.recipients(_here.session, _here.viewer, letter.id).to_dict("records"),
        "role": _here.viewer.role, "live": _here.live, "query": parameters.kept(_here)})


def marked(text: str, commitments: pd.DataFrame) -> list[Stretch]:
    """The whole text in stretches, in order. `commitments` has number, span_start and span_end, which point into it;
    joining the stretches gives the text back."""
    found, done = [], 0
    for row in commitments.sort_values("span_start").itertuples():
        start, end = max(row.span_start, done), max(row.span_end, done)
        found += [Stretch(text[done:start], None), Stretch(text[start:end], row.number)]
        done = end
    return [stretch for stretch in (*found, Stretch(text[done:], None)) if stretch.text]


def bearing_on(record: pd.DataFrame, criteria: pd.DataFrame, commitment_id: int) -> list[dict[str, object]]:
    """What of the public record (letters.public_record) bears on a commitment, with `when` in words."""
    mine = set(criteria.loc[criteria["commitment_id"] == commitment_id, "code"])
    return [row | {"when": published_in_words(str(row["published"]))} for row in record.to_dict("records")
            if mine & _codes(row["codes"])]


def published_in_words(published: str) -> str:
    """15 November 2019, November 2019, 2019, or nothing: as precise as the source is."""
    for form, in_words in (("%Y-%m-%d", day_in_words), ("%Y-%m", month_in_words)):
        try:
            return in_words(datetime.strptime(published, form).date())  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    return published


def _codes(listed: object) -> set[str]:
    return {code.strip() for code in str(listed).split(",")}
