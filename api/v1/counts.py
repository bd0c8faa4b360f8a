"""Counts on record, what they may say, and what they come to: the same as the page Incidents and the files."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from api.v1.calling import Call, reads
from api.v1.counts_said import CountsSaid, Measures, Slugs
from api.v1.fields import Answer, Day
from api.v1.operations import subject
from api.v1.paging import Page, Paged
from api.v1.reading import AsAt, Asked, OfALetter, snapshot
from api.v1.return_models import CountAnswer
from coordination import clock, platforms
from coordination.incidents import acting, counting, exporting, paging, public, viewing, vocabulary
from coordination.incidents.asking import WEEK
from coordination.incidents.paging import Place
from coordination.incidents.viewing import Meaning, View
from coordination.incidents.vocabulary import Vocabulary
from coordination.problems import NotFound
from data_model.words import CountState, Role, Statistic

router = subject("Counts")
Reader = Annotated[Call, reads(Role.PLATFORM, Role.ANALYST)]


class WordAnswer(Answer):
    """One thing that a column of the template may say."""

    used_in: str = Field(description="The column: nation, category, measure or value")
    written: str = Field(description="What to write")
    name: str
    definition: str


class IncidentFigureAnswer(Answer):
    """One figure: of a group, for a stretch of time. A gap has no value, and says why by its state."""

    group: str
    measure: str = Field(description="Its key; “public-…” for a series on public record")
    measure_name: str
    first_day: date
    last_day: date
    state: CountState
    value: int | float | None
    parts_missing: int = Field(description="Parts that were not reported")
    days_missing: int = Field(description="Days on which a platform that returns this measure returned nothing of it")
    other_period: bool = Field(description="Whether a figure exists, but for another stretch of time only")
    share: float | None = Field(description="Of all groups, 0 to 1")
    rate: float | None = Field(description="Per 100,000 of the measure's denominator")
    before: int | float | None = Field(description="The same a week earlier")
    difference: int | float | None
    definition: str
    defined_by: str


class HoursAnswer(Answer):
    """How long a platform took to act in one week, against the week before: the median, or the 90th percentile. Hours;
    null where they are not known, and `state` says why."""

    timed: str = Field(description="What is timed, such as hours-to-action")
    platform_name: str
    category: str = Field(description="The name of a category of the vocabulary; the first is all of them")
    statistic: Statistic
    first_day: date
    last_day: date
    state: CountState
    value: float | None
    before_state: CountState
    before: float | None


@router.get("/counts", operation_id="list_counts", summary="Counts on record", response_model=Page[CountAnswer])
def list_counts(
    call: Reader, wanted: AsAt, page: Paged, platform: Slugs, measure: Measures,
    first_day: Annotated[Day | None, Query(description="Only periods with this day or a later one")] = None,
    last_day: Annotated[Day | None, Query(description="Only periods with this day or an earlier one")] = None,
) -> Response:
    """Every count that stands, of what restated others only the newest, in the words of the template and in the order
    in which they were sent: they can be sent back as they are. There may be millions: the pages together are the record
    as it stood when the first was read, and one may have fewer rows than asked for, or none, before the last."""
    with snapshot(call, wanted) as asked:
        words = vocabulary.read(asked.session)
        known = platforms.listing(asked.session, asked.viewer)["slug"].tolist()
        chosen = exporting.wanted(words, known, platform, measure, first_day, last_day)
        found = paging.counts(asked.session, asked.viewer, words, chosen, as_at=asked.as_at, most=page.limit,
                              after=page.after(Place))
    return page.part(call, [CountAnswer.model_validate(row) for row in found.counts.to_dict("records")], found.next)


@router.get("/vocabulary", operation_id="list_vocabulary", summary="What returns may say",
            response_model=Page[WordAnswer])
def list_vocabulary(call: Reader, page: Paged) -> Response:
    """Everything that the columns of a return may say, with what it means."""
    with snapshot(call) as asked:
        said = exporting.words(vocabulary.read(asked.session)).to_dict("records")
    places = {(row["used_in"], row["written"]): place for place, row in enumerate(said)}
    return page.answer(call, [WordAnswer.model_validate(row) for row in said],
                       key=lambda each: (places[each.used_in, each.written],))


@router.get("/incidents", operation_id="list_incidents", summary="What counts come to",
            response_model=Page[IncidentFigureAnswer])
def list_incidents(call: Reader, wanted: OfALetter, page: Paged, said: CountsSaid) -> Response:
    """Figures as the page Incidents has them: a measure by platform, category or nation, by day, week or for the whole
    campaign. Weeks run from Monday to Sunday. Figures under different definitions are never added up: each row says
    its own."""
    with snapshot(call, wanted) as asked:
        words = vocabulary.read(asked.session)
        found, meanings = viewing.figures(
            asked.session, asked.viewer, words, _view(asked, words, said.by_name, said.platforms),
            platforms.listing(asked.session, asked.viewer), public.series(asked.session, asked.letter.id),
            as_at=asked.as_at)
    known = {each.key: each for each in meanings}
    return page.answer(call, [_figure(row, known[row["definition"]]) for row in found.to_dict("records")],
                       key=lambda each: (each.measure, each.group, each.first_day))


@router.get("/incidents/hours", operation_id="list_hours", summary="Time to action",
            response_model=Page[HoursAnswer])
def list_hours(
    call: Reader, wanted: OfALetter, page: Paged, platform: Slugs,
    to: Annotated[Day | None, Query(description="The last whole week up to this day; without it, up to the last day "
                                                "with counts")] = None,
) -> Response:
    """Median and 90th percentile hours until a platform acted, by category, in the last whole week and the one before,
    as the page Incidents has them."""
    if to and not viewing.EARLIEST <= to <= viewing.LATEST:
        raise NotFound(viewing.NO_SUCH_DAY)
    with snapshot(call, wanted) as asked:
        words, known = vocabulary.read(asked.session), platforms.listing(asked.session, asked.viewer)
        mine = known[known["slug"].isin(platform)] if platform else known
        last = to or counting.latest_day(asked.session, asked.viewer, as_at=asked.as_at) or clock.day(asked.as_at)
        monday = acting.last_whole_week(last)
        found = [_hours(name, monday, row) for name, timed in acting.pairs(words).items() for row in acting.hours(
            asked.session, asked.viewer, words, timed, mine, monday, as_at=asked.as_at).to_dict("records")]
    order = {each.name: position for position, each in enumerate(words.categories)}
    return page.answer(call, found, key=lambda each: (
        each.timed, each.platform_name, order[each.category], each.statistic))


def _hours(timed: str, monday: date, row: dict[Any, Any]) -> HoursAnswer:
    return HoursAnswer.of(
        row, timed=timed, platform_name=row["platform"], first_day=monday, value=_number(row["value"]),
        last_day=monday + timedelta(days=WEEK - 1), before=_number(row["before"]))


def _view(asked: Asked, words: Vocabulary, said: Mapping[str, str], slugs: list[str]) -> View:
    last = counting.latest_day(asked.session, asked.viewer, as_at=asked.as_at) or clock.day(asked.as_at)
    usual = viewing.usual(words, asked.letter.signed_on, last)
    return viewing.view_of(words, said.__getitem__, tuple(slugs), usual)


def _figure(row: dict[Any, Any], meaning: Meaning) -> IncidentFigureAnswer:
    definition = f"{meaning.version}: {meaning.text}" if meaning.version else meaning.text
    numbers = {name: _number(row[name]) for name in ("value", "share", "rate", "before", "difference")}
    return IncidentFigureAnswer(
        group=row["group"], measure=row["definition"], measure_name=row["measure"], first_day=row["first_day"],
        last_day=row["last_day"], state=row["state"], parts_missing=int(row["parts_missing"]),
        days_missing=int(row["days_missing"]), other_period=bool(row["other_period"]), definition=definition,
        defined_by=meaning.source, **numbers)


def _number(value: float) -> int | float | None:
    """A whole number without a decimal point; None where there is none."""
    if value != value:
        return None
    return int(value) if float(value).is_integer() else float(value)
