"""All signals that the viewer may know of, newest first, a page at a time. The filter and the page are addresses."""

from collections.abc import Hashable, Mapping
from dataclasses import replace

import streamlit as st

from coordination import platforms
from coordination.problems import NotFound
from coordination.signals import reading
from coordination.signals.reading import PAGE, Only
from coordination.signals.states import State
from coordination.wording import counted
from data_model.words import SignalKind, Tlp
from page_parts import html, parameters, signals_downloads
from page_parts.incident_words import category_name, words_of
from page_parts.kept import kept
from page_parts.signals_words import KIND_NAMES, STATE_NAMES, described
from page_parts.visit import Visit

MOST_OWN = 5
ALL = ""
FILTERS = ("kind", "category", "tlp", "state", "platform")


def show(here: Visit) -> None:
    """The filter, one page of what fits, and the way to the others."""
    html.show("heading.html", heading="All signals", sentence="")
    only = _filter(here)
    total = _total((here.viewer.account_id, *here.key, only), here)
    place, page = st.container(), _page(total, only)
    shown = replace(only, newest=PAGE, skip=(page - 1) * PAGE)
    place.html(_drawn((here.viewer.account_id, *here.key, f"{counted(total, 'signal')}, newest first", total, shown),
                      here))
    signals_downloads.of_list(here, FILTERS)


def show_own(here: Visit) -> None:
    """The newest signals of each of the viewer's own platforms, with each addressee's answers."""
    for row in platforms.listing(here.session, here.viewer).to_dict("records"):
        only = Only(slug=str(row["slug"]), newest=MOST_OWN)
        total = _total((here.viewer.account_id, *here.key, only), here)
        html.show("signals_own.html", platform=row["name"], slug=row["slug"], total=total, most=MOST_OWN,
                  role=here.viewer.role, query=parameters.kept(here))
        if total:
            st.html(_drawn((here.viewer.account_id, *here.key, "The newest", min(total, MOST_OWN), only), here))


def _filter(here: Visit) -> Only:
    """What the address asks for, to be changed. Raises NotFound for what cannot be asked for."""
    words = words_of(here)
    mine = platforms.listing(here.session, here.viewer)
    categories = {each.code: category_name(words, each) for each in words.categories if each.level}
    with st.expander("Filter", expanded=any(parameters.word(name) for name in FILTERS)):
        first, second = st.columns(2)
        kind = _one(first, "kind", "What it is about", KIND_NAMES, "Anything")
        category = _one(second, "category", "Category", categories, "All categories")
        first, second, third = st.columns(3)
        tlp = _one(first, "tlp", "Marking", {each: str(each) for each in Tlp}, "All markings")
        state = _one(second, "state", "Where it stands", STATE_NAMES, "Anywhere")
        slug = _one(third, "platform", "Shared by", dict(zip(mine["slug"], mine["name"], strict=True)), "Anybody")
    return Only(slug=slug or None, kind=SignalKind(kind) if kind else None, tlp=Tlp(tlp) if tlp else None,
                category_code=category or None, state=State(state) if state else None)


def _one(place: st.delta_generator.DeltaGenerator, name: str, label: str, options: Mapping[str, str],
         everything: str) -> str:
    """One of the options (what the address says, to what a person reads), or all. A change begins at page 1."""
    asked = parameters.word(name) or ALL
    names = {ALL: everything} | {str(each): words for each, words in options.items()}
    if asked not in names:
        raise NotFound("The address asks for signals of a kind that there is not.")
    chosen = place.selectbox(label, list(names), index=list(names).index(asked), format_func=names.__getitem__,
                             key=f"signals.{name}")
    if chosen != asked:
        st.query_params.pop("page", None)
        if chosen:
            st.query_params[name] = chosen
        else:
            st.query_params.pop(name, None)
    return chosen


def _page(total: int, only: Only) -> int:
    """Which page is shown, from 1."""
    pages = max(1, -(-total // PAGE))
    asked = min(max(parameters.whole_number("page") or 1, 1), pages)
    if pages == 1:
        return 1
    chosen = st.pagination(pages, default=asked, key=f"signals.page.{pages}.{only}")
    if chosen != asked:
        st.query_params["page"] = str(chosen)
    return chosen


@kept(300)
def _total(key: Hashable, here: Visit) -> int:
    assert isinstance(key, tuple)
    return reading.count(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=key[-1])


@kept(300)
def _drawn(key: Hashable, here: Visit) -> str:
    """One page of the list; the key ends with its caption, how many there are, and which to show. For one person: who
    is named, and what may be read, differs from person to person."""
    assert isinstance(key, tuple)
    caption, total, only = key[-3:]
    rows = reading.listing(here.session, here.viewer, here.letter.id, as_at=here.as_at, only=only).to_dict("records")
    answers = reading.addressed(here.session, here.viewer, [row["id"] for row in rows], as_at=here.as_at)
    return html.rendered("signals_list.html", {
        "rows": [described(row, here.as_at) | {"answers": answers.get(row["id"], [])} for row in rows],
        "caption": caption, "total": total, "first": only.skip + 1,
        "filtered": only != Only(newest=only.newest, skip=only.skip),
        "role": here.viewer.role, "query": parameters.kept(here)})
