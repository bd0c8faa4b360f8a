"""What can be chosen of a view, and only that. Every choice goes into the address at once, and the page shows what the
address says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from coordination.exploring import choices
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.choices import Choices
from coordination.exploring.views import MOST_MEASURES, NOTHING, By, View
from coordination.incidents.viewing import EARLIEST, LATEST
from data_model.words import Nation
from page_parts import explore_address
from page_parts.explore_words import BY_NAMES, FORM_NAMES, GRAIN_NAMES

EVERY_CATEGORY = ""


@dataclass(frozen=True)
class Controls:
    """What the controls work on: the view that is shown, what there is, and what of it may be chosen."""

    view: View
    known: Catalogue
    may: Choices

    def one(self, name: str, label: str, options: Sequence[str], names: Callable[[str], str]) -> None:
        """A choice of one of the options."""
        st.selectbox(label, options, format_func=names, key=key(name), on_change=changed, args=(self.view, self.known))

    def several(self, name: str, label: str, options: Mapping[Any, str], none: str, most: int | None = None) -> None:
        """A choice of some of the options (what the view says, to what a person reads); `none` says what none means."""
        st.multiselect(label, list(options), format_func=options.__getitem__, placeholder=none, max_selections=most,
                       key=key(name), on_change=changed, args=(self.view, self.known))

    def day(self, name: str, label: str) -> None:
        """A choice of a day."""
        st.date_input(label, format="DD/MM/YYYY", min_value=EARLIEST, max_value=LATEST, key=key(name),
                      on_change=changed, args=(self.view, self.known))

    def tick(self, name: str, label: str) -> None:
        """A choice of yes or no."""
        st.checkbox(label, key=key(name), on_change=changed, args=(self.view, self.known))


def show(view: View, known: Catalogue) -> Controls:
    """Every control, as the view has it. Returns them for the ones that have a place of their own."""
    controls = Controls(view, known, choices.of(known, view))
    for name, value in _held(view).items():
        if key(name) not in st.session_state or st.session_state[key(name)] != value:
            st.session_state[key(name)] = value
    _measures(controls)
    _shape(controls)
    _narrowing(controls)
    return controls


def key(name: str) -> str:
    """The key of a control."""
    return f"explore.{name}"


def changed(view: View, known: Catalogue) -> None:
    """Put what the controls hold now into the address, with something sensible for what that does not allow. A callback
    of each: it runs before the page."""
    explore_address.go(choices.after(known, _chosen(view)))


def _held(view: View) -> dict[str, Any]:
    """What each control holds for a view."""
    first, second = [*view.by, NOTHING, NOTHING][:2]
    return {"measure": view.measures[0], "others": list(view.measures[1:]), "by": first, "by_second": second,
            "grain": view.grain, "form": view.form, "from": view.first_day, "to": view.last_day,
            "platform": list(view.platforms), "category": view.category, "commitment": list(view.commitments),
            "nation": view.nation, "kind": list(view.kinds), "dates": view.dates}


def _chosen(view: View) -> View:
    """The view that the controls hold now. What is off screen, or a day that was emptied, stays as it is in `view`."""
    held = {name: st.session_state.get(key(name), value) for name, value in _held(view).items()}
    return View(
        measures=(held["measure"], *(each for each in held["others"] if each != held["measure"])),
        first_day=held["from"] or view.first_day, last_day=held["to"] or view.last_day,
        by=tuple(By(each) for each in (held["by"], held["by_second"]) if each != NOTHING),
        grain=held["grain"], form=held["form"], platforms=tuple(held["platform"]), category=held["category"],
        commitments=tuple(held["commitment"]), nation=held["nation"], kinds=tuple(held["kind"]), dates=held["dates"],
        notes=view.notes)


def _measures(controls: Controls) -> None:
    names = {each: f"{measure.subject}: {measure.name}" for each, measure in controls.known.measures.items()}
    left, right = st.columns([3, 2])
    with left:
        controls.one("measure", "Measure", list(names), names.__getitem__)
    others = {each: names[each] for each in controls.may.beside}
    with right:
        controls.several("others", "Beside it (optional)", others, "Other measures", MOST_MEASURES - 1)


def _shape(controls: Controls) -> None:
    """How the figures are split, over which stretches of time, and how they are drawn."""
    view, may = controls.view, controls.may
    offered: list[tuple[str, str, Sequence[str | None], Mapping[Any, str]]] = [
        ("by", "Split by", may.by_first, BY_NAMES), ("by_second", "And by", may.by_second if view.by else (), BY_NAMES),
        ("grain", "Time", may.grains, GRAIN_NAMES), ("form", "Draw as", may.forms, FORM_NAMES)]
    there = [each for each in offered if len(each[2]) > 1 or each[0] != "by_second"]
    for place, (name, label, options, names) in zip(st.columns(len(there)), there, strict=True):
        with place:
            controls.one(name, label, [each or NOTHING for each in options], names.__getitem__)


def _narrowing(controls: Controls) -> None:
    """Which days, and which platforms, categories, commitments, nations and kinds, where that makes a difference."""
    known, filters = controls.known, controls.may.filters
    places = iter(st.columns(2 + len(filters)))
    with next(places):
        controls.day("from", "From")
    with next(places):
        controls.day("to", "To")
    commitments = {number: f"{number}. {title}" for number, title in known.commitments.items()}
    several: dict[By, tuple[str, Mapping[Any, str]]] = {
        By.PLATFORM: ("Platforms", known.platforms), By.COMMITMENT: ("Commitments", commitments),
        By.KIND: ("Kinds", {each: each for each in controls.may.kinds})}
    one: dict[By, tuple[str, Mapping[Any, str]]] = {
        By.CATEGORY: ("Category", {EVERY_CATEGORY: "All categories", **known.categories}),
        By.NATION: ("Nation", {each: known.nations[each] for each in Nation})}
    for by, place in zip(filters, places, strict=True):
        with place:
            if by in several:
                label, options = several[by]
                controls.several(by, label, options, f"All {label.lower()}")
            else:
                label, named = one[by]
                controls.one(by, label, list(named), named.__getitem__)
