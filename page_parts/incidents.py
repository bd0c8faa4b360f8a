"""Incidents: counts by platform, category, nation and time, with what each figure means. The address keeps every
choice, so that a link shows the same again."""

from collections.abc import Hashable, Mapping
from datetime import date
from urllib.parse import urlencode

import streamlit as st

from charts.drawing import toolbar
from coordination import platforms
from coordination.incidents import counting, public, viewing
from coordination.incidents.asking import By, Grain
from coordination.incidents.viewing import View, beside, named, view_of
from coordination.incidents.vocabulary import NATIONS, Vocabulary
from coordination.problems import Invalid
from data_model.words import Nation
from page_parts import html, incidents_drawn, parameters
from page_parts.frame import nothing_here, problem
from page_parts.home import letter_of
from page_parts.incident_words import NATION_NAMES, category_name, words_of
from page_parts.incidents_drawn import Drawn, Known
from page_parts.kept import kept
from page_parts.visit import Visit

BY_NAMES = {By.PLATFORM: "Platform", By.CATEGORY: "Category", By.NATION: "Nation", By.NOTHING: "Nothing: one figure"}
GRAIN_NAMES = {Grain.DAY: "Day", Grain.WEEK: "Week", Grain.CAMPAIGN: "The whole campaign"}


def show(here: Visit) -> None:
    """The choices, the figure with its table and definitions, time to action, and what is on public record."""
    if letter_of(here) is None:
        return
    words, known = words_of(here), _known(here.key, here)
    usual = viewing.usual(words, here.letter.signed_on, known.last_day)
    asked = view_of(words, _said, tuple(st.query_params.get_all("platform")), usual)
    view = _choices(here, words, known, asked, usual)
    if view is None:
        return
    dark = st.context.theme.type == "dark"
    html.show("incidents_where.html", **_where(here, words, view, usual))
    if known.last_return is None:
        nothing_here("No platform has returned counts yet. Once one does, its figures are here; what others published "
                     "is below." if here.viewer.role != "platform" else
                     "You have not returned counts yet. Once you do, your figures are here; what others published is "
                     "below.")
    else:
        _part(here, "figures", incidents_drawn.counts((*here.key, view, dark), here), _links(here, view, usual))
        for name, drawn in incidents_drawn.times((*here.key, view.last_day, view.platforms, dark), here):
            _part(here, name, drawn, ())
    shares = incidents_drawn.shares((*here.key, dark), here)
    if shares:
        _part(here, "public", shares, ())


@kept(50)
def _known(_key: Hashable, here: Visit) -> Known:
    last = counting.latest_day(here.session, here.viewer, as_at=here.as_at)
    shown = here.today if here.live or here.as_at_day is None else here.as_at_day
    return Known(platforms.listing(here.session, here.viewer), public.series(here.session, here.letter.id), last,
                 max(here.letter.signed_on, min(last or shown, shown)))


def _said(name: str) -> str:
    return parameters.word(name) or ""


def _choices(here: Visit, words: Vocabulary, known: Known, asked: View, usual: View) -> View | None:
    """Every choice, from what the address asks for; what is chosen goes back into the address."""
    measures = {each.key: named(each) for each in words.measures}
    categories = {each.code: category_name(words, each) for each in words.categories}
    left, right = st.columns(2)
    with left:
        measure = _one("measure", "Measure", measures, asked.measure, usual.measure)
        category = _one("category", "Category", categories, asked.category, usual.category)
        names = dict(zip(known.platforms["slug"], known.platforms["name"], strict=True))
        slugs = _platforms(names, asked.platforms) if len(names) > 1 else asked.platforms
    with right:
        by = By(_one("by", "By", BY_NAMES, asked.by, usual.by))
        names_of_nations = NATION_NAMES | {Nation.UK: "United Kingdom"}  # what is read may be a sum of its nations
        nation = Nation(_one("nation", "Nation", {each: names_of_nations[each] for each in NATIONS}, asked.nation,
                             usual.nation))
        grain = Grain(_one("grain", "Time", GRAIN_NAMES, asked.grain, usual.grain))
    left, right = st.columns(2)
    first = _day(left, "from", "From", asked.first_day, usual.first_day)
    last = _day(right, "to", "To", asked.last_day, usual.last_day)
    if first is None or last is None:
        problem("Choose a first and a last day.")
        return None
    view = View(measure, category, first, last, by, nation, grain, slugs)
    try:
        viewing.check(view)
    except Invalid as invalid:
        problem(str(invalid))
        return None
    others = {"": "Nothing"} | beside(words, view, known.published)
    chosen = _one("with", "Compare with", others, asked.beside if asked.beside in others else "", "")
    return View(measure, category, first, last, by, nation, grain, slugs, chosen)


def _one(name: str, label: str, options: Mapping[str, str], asked: str, usual: str) -> str:
    """One of the options (what the address says, to what a person reads)."""
    chosen = st.selectbox(label, list(options), index=list(options).index(asked), format_func=options.__getitem__,
                          key=f"incidents.{name}")
    _keep(name, chosen, usual)
    return chosen


def _platforms(names: Mapping[str, str], asked: tuple[str, ...]) -> tuple[str, ...]:
    known = [each for each in names if each in asked]
    if len(known) < len(set(asked)):
        problem("The address asks for platforms that are not on record, or not yours to see. They are left out.")
    chosen = st.multiselect("Platforms", list(names), known, format_func=names.__getitem__,
                            placeholder="All platforms", key="incidents.platform")
    if set(chosen) != set(asked):
        st.query_params["platform"] = chosen
    return tuple(each for each in names if each in chosen)


def _day(place: "st.delta_generator.DeltaGenerator", name: str, label: str, asked: date, usual: date) -> date | None:
    chosen = place.date_input(label, asked, format="DD/MM/YYYY", key=f"incidents.{name}", min_value=viewing.EARLIEST,
                              max_value=viewing.LATEST)
    if isinstance(chosen, date):
        _keep(name, chosen.isoformat(), usual.isoformat())
        return chosen
    return None


def _keep(name: str, chosen: str, usual: str) -> None:
    """Put a choice into the address; what is usual is left out of it."""
    if chosen == usual:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = str(chosen)


def _where(here: Visit, words: Vocabulary, view: View, usual: View) -> dict[str, object]:
    """The category's place, as links: up to all, and down to what it is made of."""
    def link(code: str, **changed: object) -> str:
        return html.with_query("/incidents", **_query(here, view, usual) | {"category": code} | changed)

    category = words.category_by_code[view.category]
    above = []
    while category.parent_id is not None:
        category = words.category[category.parent_id]
        above.insert(0, (category.name, link(category.code)))
    here_now = words.category_by_code[view.category]
    below = [(each.name, link(each.code)) for each in words.children(here_now.id)]
    return {"above": above, "name": here_now.name, "below": below, "by_category": view.by is By.CATEGORY,
            "by_category_link": link(view.category, by=By.CATEGORY)}


def _query(here: Visit, view: View, usual: View) -> dict[str, object]:
    """The view, as addresses say it; what is usual is left out."""
    said = {"measure": (view.measure, usual.measure), "category": (view.category, usual.category),
            "by": (view.by, usual.by), "nation": (view.nation, usual.nation), "grain": (view.grain, usual.grain),
            "from": (view.first_day, usual.first_day), "to": (view.last_day, usual.last_day), "with": (view.beside, "")}
    return {name: str(chosen) for name, (chosen, normal) in said.items() if chosen != normal} | parameters.kept(here)


def _links(here: Visit, view: View, usual: View) -> tuple[tuple[str, str], ...]:
    query = [*((name, value) for name, value in _query(here, view, usual).items() if value is not None),
             *(("platform", slug) for slug in view.platforms)]
    # Days are always said, so that the file shows the same as the screen whatever is returned meanwhile.
    days = [("from", view.first_day), ("to", view.last_day)]
    both = urlencode([*(pair for pair in query if pair[0] not in {"from", "to"}), *days])
    return tuple((kind.upper(), f"/downloads/incidents.{kind}?{both}") for kind in ("csv", "xlsx"))


def _part(here: Visit, name: str, drawn: Drawn, links: tuple[tuple[str, str], ...]) -> None:
    html.show("heading.html", heading=drawn.heading, sentence=drawn.sentence)
    day = here.today if here.live else here.as_at_day
    st.plotly_chart(drawn.figure, theme=None, key=f"incidents.figure.{name}", alt=drawn.alt,
                    config=toolbar(f"parley-incidents-{name}-{day}", "png", drawn.height))
    st.dataframe(drawn.table, hide_index=True, key=f"incidents.table.{name}", placeholder="–",
                 alt=f"{drawn.heading}: the table", column_config=dict(drawn.formats))
    if links:
        html.show("figures_links.html", links=links)
    st.html(drawn.definitions)
