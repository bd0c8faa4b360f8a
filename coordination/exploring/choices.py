"""What may be chosen together. What is impossible is not offered, and left out of a view with a sentence. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from coordination.exploring.measured import Catalogue, Measured
from coordination.exploring.views import MOST_MEASURES, MOST_NOTES, By, Form, View
from coordination.incidents.asking import Grain
from coordination.incidents.viewing import GRAINS, MOST_DAYS
from coordination.letters import LetterInView
from coordination.wording import counted
from data_model.words import Nation

MOST_SPLITS = 2
OVER_TIME = frozenset({Grain.DAY, Grain.WEEK})
Chosen = TypeVar("Chosen")


@dataclass(frozen=True)
class Choices:
    """What may be chosen beside the measures of a view, the sensible first: the first and the second split (None for
    no split), stretches of time and forms. `filters` are what figures may be narrowed down to: By.PLATFORM, CATEGORY,
    COMMITMENT, NATION and KIND; `kinds` the words of the last."""

    by_first: tuple[By | None, ...]
    by_second: tuple[By | None, ...]
    grains: tuple[Grain, ...]
    forms: tuple[Form, ...]
    filters: tuple[By, ...]
    kinds: tuple[str, ...]
    beside: tuple[str, ...]
    """The keys of the measures that may stand beside the first one."""


def of(catalogue: Catalogue, view: View) -> Choices:
    """What may be chosen for the measures of a view that is fitted, or nearly."""
    measures = [catalogue.measures[key] for key in view.measures]
    ways = _ways(measures)
    apart = _apart(measures, view)
    first = (apart,) if apart else (*ways, None)
    begun = view.by[0] if view.by and view.by[0] in ways else None
    second = (None, *(each for each in ways if each is not begun)) if begun else (None,)
    return Choices(first, second, _grains(measures), tuple(_forms(measures, view)),
                   tuple(each for each in _filters(measures) if each is not By.NATION or By.NATION not in view.by),
                   _kinds(measures), tuple(key for key, each in catalogue.measures.items()
                                           if each is not measures[0] and _together([measures[0], each])))


def usual(catalogue: Catalogue, letter: LetterInView, last_day: date) -> View:
    """The view that an address without any choice asks for: the first measure, week by week since the letter."""
    first = next(iter(catalogue.measures))
    view = View((first,), letter.signed_on, max(last_day, letter.signed_on))
    return after(catalogue, replace(view, by=catalogue.measures[first].by[:1]))


def after(catalogue: Catalogue, view: View) -> View:
    """The view with something sensible for what its measures do not allow."""
    return fitted(catalogue, view)[0]


def fitted(catalogue: Catalogue, view: View) -> tuple[View, tuple[str, ...]]:
    """The view without what is impossible or not there, and a sentence for each thing that was left out or put in its
    place. A fitted view stays as it is."""
    said: list[str] = []
    for step in (_measures, _splits, _filtered, _alone, _over_days, _drawn, _noted):
        view, sentences = step(catalogue, view)
        said += sentences
    return view, tuple(said)


Step = tuple[View, list[str]]


def _measures(catalogue: Catalogue, view: View) -> Step:
    asked = [each for each in dict.fromkeys(view.measures) if each in catalogue.measures]
    said = []
    if len(asked) < len(set(view.measures)):
        said.append("The address asks for a measure that there is not. It is left out.")
    there: list[str] = []
    for key in asked:
        if _together([catalogue.measures[each] for each in (*there, key)]):
            there.append(key)
        else:
            said.append(f"“{catalogue.measures[key].name}” cannot stand beside “{catalogue.measures[there[0]].name}”: "
                        "they are not told apart in the same ways.")
    if len(there) > MOST_MEASURES:
        said.append(f"A figure has at most {MOST_MEASURES} measures. The others are left out.")
    return replace(view, measures=tuple(there[:MOST_MEASURES]) or (next(iter(catalogue.measures)),)), said


def _splits(catalogue: Catalogue, view: View) -> Step:
    ways = _ways([catalogue.measures[key] for key in view.measures])
    by = tuple(each for each in dict.fromkeys(view.by) if each in ways)
    said = [f"These figures cannot be split by {each}." for each in dict.fromkeys(view.by) if each not in ways]
    if len(by) > MOST_SPLITS:
        said.append(f"Figures are split in at most {MOST_SPLITS} ways. The others are left out.")
    return replace(view, by=by[:MOST_SPLITS] or (ways[:1] if view.by else ())), said


def _filtered(catalogue: Catalogue, view: View) -> Step:
    measures = [catalogue.measures[key] for key in view.measures]
    said: list[str] = []
    filters = {each for each in _filters(measures) if each is not By.NATION or By.NATION not in view.by}

    def kept(by: By, chosen: Iterable[Chosen], there: Iterable[Chosen]) -> tuple[Chosen, ...]:
        chosen = set(chosen)
        known = tuple(each for each in there if each in chosen) if by in filters else ()
        if chosen and by not in filters:
            said.append(f"These figures cannot be narrowed down by {by}.")
        elif len(known) < len(chosen):
            said.append(f"The address asks for a {by} that there is not. It is left out.")
        return known

    every = kept(By.NATION, {view.nation} - {Nation.UK}, Nation)
    categories = kept(By.CATEGORY, [view.category] if view.category else [], catalogue.categories)
    return replace(
        view, platforms=_unless_all(kept(By.PLATFORM, view.platforms, catalogue.platforms), catalogue.platforms),
        category=categories[0] if categories else "",
        commitments=_unless_all(kept(By.COMMITMENT, view.commitments, catalogue.commitments), catalogue.commitments),
        nation=every[0] if every else Nation.UK,
        kinds=_unless_all(kept(By.KIND, view.kinds, _kinds(measures)), _kinds(measures))), said


def _alone(catalogue: Catalogue, view: View) -> Step:
    """Medians are of one platform, and reach is of one audience: they are told apart, or one is chosen."""
    apart = _apart([catalogue.measures[key] for key in view.measures], view)
    if apart is None or apart in view.by:
        return view, []
    others = tuple(each for each in view.by if each is not apart)
    return (replace(view, by=(apart, *others)[:MOST_SPLITS]),
            [f"These figures cannot be added up, so they are split by {apart}."])


def _over_days(catalogue: Catalogue, view: View) -> Step:
    said = []
    grains = _grains([catalogue.measures[key] for key in view.measures])
    if view.grain not in grains:
        said.append(f"There are no such figures {GRAINS[view.grain]}. They are shown {GRAINS[grains[0]]}.")
        view = replace(view, grain=grains[0])
    if view.first_day > view.last_day:
        said.append("The first day is after the last one. They have changed places.")
        view = replace(view, first_day=view.last_day, last_day=view.first_day)
    if (view.last_day - view.first_day).days >= MOST_DAYS:
        said.append(f"A figure shows at most {MOST_DAYS:,} days. Those before are left out.")
        view = replace(view, first_day=view.last_day - timedelta(days=MOST_DAYS - 1))
    return view, said


def _drawn(catalogue: Catalogue, view: View) -> Step:
    forms = list(_forms([catalogue.measures[key] for key in view.measures], view))
    if view.form in forms:
        return view, []
    return (replace(view, form=forms[0]),
            [f"These figures cannot be drawn as {view.form}. They are drawn as {forms[0]}."])


def _noted(catalogue: Catalogue, view: View) -> Step:
    said = []
    if len(view.notes) > MOST_NOTES:
        said.append(f"A figure has at most {counted(MOST_NOTES, 'note')}. The others are left out.")
    return replace(view, notes=view.notes[:MOST_NOTES]), said


def _together(measures: Sequence[Measured]) -> bool:
    """Whether these can stand in one figure: what has to be told apart can be told apart in all of them."""
    return {each.apart for each in measures if each.apart} <= set(_ways(measures))


def _ways(measures: Sequence[Measured]) -> tuple[By, ...]:
    """The ways in which all of them can be split, in the order of the first. Kinds are alike or none."""
    return tuple(each for each in measures[0].by if all(each in other.by for other in measures)
                 and (each is not By.KIND or _kinds(measures)))


def _filters(measures: Sequence[Measured]) -> tuple[By, ...]:
    narrowing = (By.PLATFORM, By.CATEGORY, By.COMMITMENT, By.NATION)
    found = tuple(each for each in narrowing if all(each in other.by for other in measures))
    return (*found, By.KIND) if _kinds(measures) else found


def _kinds(measures: Sequence[Measured]) -> tuple[str, ...]:
    return measures[0].kinds if all(each.kinds == measures[0].kinds for each in measures) else ()


def _grains(measures: Sequence[Measured]) -> tuple[Grain, ...]:
    return tuple(each for each in measures[0].grains if all(each in other.grains for other in measures))


def _apart(measures: Sequence[Measured], view: View) -> By | None:
    """The split that has to be made, as none is chosen alone."""
    chosen = {By.PLATFORM: view.platforms, By.KIND: view.kinds}
    return next((each.apart for each in measures if each.apart and len(chosen[each.apart]) != 1), None)


def _forms(measures: Sequence[Measured], view: View) -> Iterator[Form]:
    """How these may be drawn, the sensible first."""
    over_time, splits, alone = view.grain in OVER_TIME, len(view.by), len(measures) == 1
    one_unit = len({each.unit for each in measures}) == 1
    together = one_unit and (splits < 2 or not over_time) and splits + len(measures) <= MOST_SPLITS + 1
    adding = alone and measures[0].additive and splits > 0 and together
    crossed = alone and splits + over_time == MOST_SPLITS
    yield from (form for form, possible in (
        (Form.HEAT_MAP, crossed and not over_time), (Form.LINE, together and over_time), (Form.BAR, together),
        (Form.STACKED_BAR, adding), (Form.AREA, adding and over_time), (Form.HEAT_MAP, crossed and over_time),
        (Form.SMALL_MULTIPLES, splits > 0 or not alone), (Form.TABLE, True)) if possible)


def _unless_all(chosen: tuple[Chosen, ...], there: Iterable[object]) -> tuple[Chosen, ...]:
    """Nothing where everything is chosen: it is the same, and an address has one way to say it."""
    return () if len(chosen) == len(list(there)) else chosen
