"""Home's body: what the representative's platforms owe, by when, what was returned and why; then all the rest."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
import streamlit as st

from coordination import clock, reviews
from coordination.incidents import due
from coordination.letters import LetterInView
from coordination.problems import NotFound
from coordination.updates import drafts, owing, reading
from coordination.updates.owing import Owing
from coordination.wording import listed_days, moment_in_words, time_in_words
from page_parts import advice_known, dialogue_known, html, signals_elsewhere
from page_parts.directory import PAGES
from page_parts.frame import nothing_here, told
from page_parts.parameters import kept
from page_parts.signals_words import slot
from page_parts.visit import Visit

MOST_DECISIONS = 5


@dataclass(frozen=True)
class Known:
    """What Home is drawn from, drafts apart. `waiting` and `decided` have reading.COLUMNS, newest first; `returns` has
    due.COLUMNS, the earliest due first."""

    owed: list[Owing]
    waiting: pd.DataFrame
    decided: pd.DataFrame
    returns: pd.DataFrame


def show(here: Visit) -> None:
    """Draw Home for the letter in view."""
    told()
    letter = letter_of(here)
    if letter is None:
        return
    known = _known(here.key, here)
    # Drafts are read at every rerun: saving one is no entry in the audit, so the data version does not tell of it.
    mine = drafts.listing(here.session, here.viewer, letter.id) if here.live else pd.DataFrame(columns=drafts.LISTED)
    several = len({each.slug for each in known.owed}) > 1
    common = {"several": several, "live": here.live, "role": here.viewer.role,
              "query": kept(here), "today": clock.day(here.as_at)}
    pressing = sorted((each for each in known.owed if each.open), key=lambda each: each.urgency)
    st.html(signals_elsewhere.to_acknowledge((here.viewer.account_id, *here.key, slot(here)), here))
    html.show("home_head.html", pressing=pressing, next_due=min((each.due_on for each in known.owed), default=None),
              letter=letter, **common)
    for each in pressing:
        html.show("home_item.html", item=each, **common)
        if here.live:
            _act(here, each, mine, several=several)
    st.html(dialogue_known.of_home((*here.key, dialogue_known.moment(here)), here))
    st.html(advice_known.of_home(here.key, here))
    if not known.returns.empty:
        html.show("home_returns.html", returns=_open(known.returns), **common)
    html.show("home_rest.html", known=known, drafts=_elsewhere(pressing, mine, here.today), **common)


def letter_of(here: Visit) -> LetterInView | None:
    """The letter in view; None, and a sentence on the page, where none is addressed to the person's company."""
    try:
        return here.letter
    except NotFound:
        if here.reference:
            raise
        nothing_here(f"No letter is addressed to {here.viewer.organisation} yet. When one is, this page says what it "
                     "asks of you and by when.")
        return None


def saved_in_words(saved_at: datetime, today: date) -> str:
    """When a draft was saved: at 10:41, with its date on another day than today."""
    return f"at {time_in_words(saved_at)}" if clock.day(saved_at) == today else f"on {moment_in_words(saved_at)}"


@st.cache_data(max_entries=200, show_spinner=False)
def _known(key: tuple[object, ...], _here: Visit) -> Known:
    history = reading.history(_here.session, _here.viewer, _here.letter.id, as_at=_here.as_at)
    decided = history[history["decided_at"].notna()].sort_values("decided_at", ascending=False, kind="stable")
    owed = owing.listing(_here.session, _here.viewer, _here.letter, as_at=_here.as_at, history=history)
    return Known(owed, reviews.waiting(history), decided.head(MOST_DECISIONS),
                 due.listing(_here.session, _here.viewer, _here.letter, as_at=_here.as_at))


def _open(returns: pd.DataFrame) -> list[dict[str, object]]:
    """The returns of which days are missing, and those days in words."""
    return [{**row, "missing_in_words": listed_days(row["missing_days"])} for row in returns.to_dict("records")
            if row["missing"]]


def _act(here: Visit, item: Owing, mine: pd.DataFrame, *, several: bool) -> None:
    """The one button of an item: begin or go on with its draft, on the page where it is written."""
    begun = mine[(mine["platform_id"] == item.platform_id) & (mine["commitment_id"] == item.commitment_id)
                 & (mine["due_on"] == item.period.due_on)]
    what = f"on commitment {item.commitment}" + (f" for {html.plain(item.platform)}" if several else "")
    label = _label(what, item, begun, here.today)
    if not st.button(label, key=f"home.write.{item.slug}.{item.commitment}", type="primary"):
        return
    if begun.empty:
        drafts.open_draft(here.engine, here.viewer, item.platform_id, item.commitment_id, item.period.due_on)
    st.switch_page(PAGES["submit"].script, query_params={
        "platform": item.slug, "commitment": str(item.commitment), "due": item.period.due_on.isoformat()})


def _label(what: str, item: Owing, begun: pd.DataFrame, today: date) -> str:
    if not begun.empty:
        draft = begun.iloc[0]
        saved = html.plain(f"saved {saved_in_words(draft['saved_at'], today)} by {draft['saved_by']}")
        return f"Continue the draft {what} ({saved})"
    return f"Correct and resubmit the update {what}" if item.returned else f"Write the update {what}"


def _elsewhere(pressing: list[Owing], mine: pd.DataFrame, today: date) -> list[dict[str, object]]:
    """Drafts that no pressing item goes on with, each with when it was saved in words."""
    shown = {(each.platform_id, each.commitment_id, each.period.due_on) for each in pressing}
    return [{**row, "saved": saved_in_words(row["saved_at"], today)} for row in mine.to_dict("records")
            if (row["platform_id"], row["commitment_id"], row["due_on"]) not in shown]
