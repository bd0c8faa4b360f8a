"""The frame around every page: guard, marking, title, what went wrong; and the sidebar."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache

import streamlit as st

from coordination import letters
from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.viewers import ROLE_NAMES
from data_model.words import Marking
from page_parts import html, identity, live
from page_parts.directory import PAGES, Entry, address, pages_of
from page_parts.kept import kept
from page_parts.visit import Visit, choose, visit
from settings import load_settings


@contextmanager
def page(name: str) -> Iterator[Visit]:
    """The frame of the page `name` of the directory. Stops, politely, for whoever may not open it.

    What the record has not, or the viewer may not know of, is “not found”; a write that was refused says why.
    """
    entry, here = PAGES[name], visit()
    if here.viewer.role not in entry.roles:
        st.html(html.STYLE)
        not_found()
        st.stop()
    show_head(entry, here)
    try:
        yield here
    except NotFound as missing:
        not_found(str(missing))
    except Invalid as invalid:
        faults(invalid)
    except (Changed, NotAllowed) as refused:
        problem(str(refused))
    if entry.live:
        live.watch(here)


def show_head(entry: Entry, here: Visit) -> None:
    """Style, marking, title, and whether the page shows another day than today."""
    shown = None if here.live else here.as_at_day
    st.html(_head(entry.title, here.visitor.exercise, shown,
                  address(entry.name, here.viewer.role, letter=here.reference)))


@lru_cache(200)
def _head(title: str, exercise: bool, as_at_day: date | None, now_address: str) -> str:
    return html.rendered("head.html", {"style": html.STYLE, "title": title, "marking": Marking.OFFICIAL_SENSITIVE,
                                       "exercise": exercise, "as_at_day": as_at_day, "now_address": now_address})


def sidebar(here: Visit) -> None:
    """Which letter, as at when, who is signed in. Chooses the visit's letter and day; both are in the address."""
    with st.sidebar:
        if here.viewer.role == "administrator":
            choose(None, None)
        else:
            choose(_letter_picker(here), _as_at_picker(here))
        st.html(_who(here.viewer.name, ROLE_NAMES[here.viewer.role], here.viewer.organisation))


@lru_cache(500)
def _who(name: str, role: str, organisation: str) -> str:
    return html.rendered("who.html", {"name": name, "role": role, "organisation": organisation})


def _letter_picker(here: Visit) -> str | None:
    known = _references((here.audience, here.visitor.data_version), here)
    if len(known) < 2:
        return known[0] if known else None
    return st.selectbox("Letter", known, key="letter", bind="query-params")


def _as_at_picker(here: Visit) -> date | None:
    return st.date_input("As at", value=None, max_value=here.today, min_value=date(2000, 1, 1), format="DD/MM/YYYY",
                         key="as_at", bind="query-params", help="Show what was known at the end of this day.")


@kept(200)
def _references(_key: Hashable, here: Visit) -> tuple[str, ...]:
    return tuple(letters.listing(here.session, here.viewer)["reference"])


def navigation(here: Visit) -> None:
    """Route to the page of the address. Pages of other roles are not there at all."""
    role = here.viewer.role
    entries = pages_of(role)
    listed = [st.Page(entry.script, title=entry.title, url_path=entry.name, default=role in entry.first_for,
                      visibility="visible" if entry.listed else "hidden") for entry in entries]
    chosen = st.navigation(listed, expanded=True)
    sidebar(here)
    chosen.run()


def nothing_here(sentence: str, href: str = "", link: str = "") -> None:
    """An empty state: what would be here, and where to go instead."""
    html.show("message.html", kind="empty", sentence=sentence, href=href, link=link)


def not_found(sentence: str = "There is no such page.") -> None:
    """The same polite answer, whether a thing does not exist or is not the viewer's to see."""
    html.show("message.html", kind="empty", sentence=f"Not found. {sentence}", href="/", link="Go to the first page")


def done(sentence: str) -> None:
    """Say what was stored. Only after it was committed."""
    html.show("message.html", kind="done", sentence=sentence, href="", link="")


def problem(sentence: str) -> None:
    """Say what was refused and what to do."""
    html.show("message.html", kind="problem", sentence=sentence, href="", link="")


def faults(invalid: Invalid) -> None:
    """List everything that is wrong with what was sent. Nothing of it was stored."""
    html.show("faults.html", heading="There is a problem. Nothing was stored.",
              sentences=[fault.sentence for fault in invalid.faults])


def tell_next(sentence: str, place: str = "top") -> None:
    """Keep a “done” sentence for the rerun that follows a write, to be shown at that place of the page."""
    st.session_state[f"frame.told.{place}"] = sentence


def told(place: str = "top") -> None:
    """Show the sentence kept by `tell_next` for this place, once."""
    sentence = st.session_state.pop(f"frame.told.{place}", None)
    if sentence:
        done(sentence)


def signed_out() -> None:
    """What a tab shows whose sign-in has ended: nothing but the way back, and the way to an identity provider."""
    pages = [st.Page("pages/public/signed_out.py", title="Signed out", default=True)]
    if load_settings().organisation:
        pages.append(st.Page("pages/public/organisation_sign_in.py", title="Sign in", url_path=identity.PAGE))
    st.navigation(pages, position="hidden").run()
