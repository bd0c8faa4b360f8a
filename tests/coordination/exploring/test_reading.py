"""What a view shows: in one order, the same to the byte on any day and on either database, and only to who explores."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from coordination import letters
from coordination.exploring import choices, data, reading
from coordination.exploring.explored import COLUMNS
from coordination.exploring.views import By, Form, View
from coordination.incidents.asking import Grain
from coordination.problems import NotAllowed
from data_model.database import writing
from data_model.incidents import Measure
from data_model.words import Marking, Nation, Role
from tests import cast as casting
from tests.cast import OPENING, Cast
from tests.conftest import StoppedClock
from tests.counts import ACTIONED, HARM, SPEECH, a_count, a_sent_return
from tests.databases import Templates
from tests.views import AN_ANALYST, LAST_DAY, LETTER_DAY, SAMPLES, VIOLENCE, a_catalogue, a_view, explored


def test_every_sample_is_fitted_and_has_its_rows_in_order_and_without_repetition(exercised: Engine) -> None:
    known = a_catalogue(exercised)
    for name, view in SAMPLES.items():
        assert choices.fitted(known, view) == (view, ()), name
        found = explored(exercised, view)
        assert list(found.frame) == COLUMNS
        assert not found.frame.empty
        assert not found.frame.duplicated(["definition", "group", "within", "first_day"]).any()
        assert [each.key for each in found.meanings] == list(view.measures)
        assert list(dict.fromkeys(found.frame["definition"])) == list(view.measures)
        assert found.sha256 == data.sha256(found)
        for _, rows in found.frame.groupby(["definition", "group", "within"]):
            assert rows["first_day"].is_monotonic_increasing
            assert rows.index.tolist() == list(range(rows.index[0], rows.index[0] + len(rows)))


def test_a_view_says_the_same_to_the_byte_on_both_databases(sqlite_templates: Templates,
                                                            postgresql_templates: Templates) -> None:
    with (sqlite_templates.database(casting.with_the_exercise) as one,
          postgresql_templates.database(casting.with_the_exercise) as other):
        for name, view in SAMPLES.items():
            first, second = explored(one, view), explored(other, view)
            assert data.csv_bytes(first) == data.csv_bytes(second), name
            assert (first.statements, first.title, first.meanings) == (
                second.statements, second.title, second.meanings)


def test_what_came_later_does_not_change_what_was_known_before(recorded: Engine, cast: Cast,
                                                               stopped_clock: StoppedClock) -> None:
    a_sent_return(recorded, cast.facebook, a_count(30, measure=ACTIONED), a_count(9, date(2019, 11, 19)))
    views = [a_view(measures=(ACTIONED,), by=(By.CATEGORY,)), a_view(measures=("timeliness",), by=(By.KIND,))]
    before = [data.csv_bytes(explored(recorded, view)) for view in views]
    stopped_clock.advance(days=1)
    a_sent_return(recorded, cast.facebook, a_count(31, measure=ACTIONED), reason="We had overlooked one.")
    casting.a_version(recorded, cast.facebook)
    stopped_clock.advance(days=1)
    assert [data.csv_bytes(explored(recorded, view)) for view in views] == before


@pytest.mark.parametrize("member", ["facebook", "stranger", "administrator"])
def test_whoever_does_not_explore_gets_nothing(cast: Cast, session: Session, member: str) -> None:
    viewer = getattr(cast, member)
    letter = letters.in_view(session, AN_ANALYST)
    for view in SAMPLES.values():
        with pytest.raises(NotAllowed, match="cannot explore figures"):
            reading.explore(session, viewer, letter, view, as_at=OPENING)


def test_officials_and_analysts_get_the_same(exercised: Engine) -> None:
    official = casting.somebody(exercised, Role.OFFICIAL, "Cabinet Office")
    for view in (a_view(), SAMPLES["lag"], SAMPLES["signals shared"]):
        assert explored(exercised, view, official).sha256 == explored(exercised, view).sha256


def test_before_anything_was_known_there_are_gaps_and_zeros_and_no_fault(exercised: Engine) -> None:
    for as_at in (datetime.fromisoformat("2019-11-05T12:00:00+00:00"), datetime.fromisoformat("2019-10-01T12:00Z")):
        for name, view in SAMPLES.items():
            frame = explored(exercised, view, as_at=as_at).frame
            assert not (frame["value"] > 0).any() or name in {"timeliness", "findings"}  # never nothing


def test_the_marking_is_the_highest_of_what_is_in_it(exercised: Engine) -> None:
    both = a_view(measures=("updates", "signals"), form=Form.SMALL_MULTIPLES)
    assert explored(exercised, both).marking is Marking.OFFICIAL_SENSITIVE
    assert explored(exercised, a_view(measures=("updates",))).marking is Marking.OFFICIAL


@pytest.mark.parametrize(("changes", "title"), [
    ({}, "Reports from candidates, by platform, week by week"),
    ({"by": (), "grain": Grain.DAY}, "Reports from candidates, day by day"),
    ({"by": (By.PLATFORM, By.CATEGORY), "grain": Grain.CAMPAIGN, "form": Form.BAR, "category": VIOLENCE,
      "nation": Nation.NORTHERN_IRELAND, "platforms": ("facebook", "twitter")},
     "Reports from candidates, by platform and category, in total, Facebook and Twitter, Violence (category 14), "
     "Northern Ireland"),
    ({"measures": ("findings",), "by": (By.KIND,), "commitments": (3,), "kinds": ("met",)},
     "Findings, by finding, week by week, commitment 3, met"),
    ({"measures": ("findings",), "by": (By.KIND,), "commitments": (3, 5)},
     "Findings, by finding, week by week, commitments 3 and 5"),
    ({"measures": ("signals-open",), "by": (By.PLATFORM,), "platforms": ("google",)},
     "Signals still open, by sharing platform, week by week, addressed to Google"),
    ({"measures": ("signals",), "by": (By.PLATFORM,), "platforms": ("google",)},
     "Signals shared, by platform, week by week, Google"),
    ({"measures": ("reach",), "by": (By.KIND, By.PARTY), "form": Form.TABLE},
     "People reached, by audience and party, week by week"),
])
def test_the_title_says_what_is_looked_at(exercised: Engine, changes: dict[str, object], title: str) -> None:
    assert explored(exercised, a_view(**changes)).title == title


def test_whatever_can_be_chosen_can_be_explored(exercised: Engine) -> None:
    known = a_catalogue(exercised)

    @settings(max_examples=40)
    @given(st.builds(
        View, measures=st.lists(st.sampled_from(list(known.measures)), min_size=1, max_size=2).map(tuple),
        first_day=st.dates(date(2019, 10, 1), date(2020, 1, 31)), last_day=st.dates(date(2019, 10, 1), LAST_DAY),
        by=st.lists(st.sampled_from(By), max_size=2).map(tuple), grain=st.sampled_from(Grain),
        form=st.sampled_from(Form), nation=st.sampled_from(Nation), category=st.sampled_from(["", VIOLENCE, HARM]),
        platforms=st.lists(st.sampled_from(list(known.platforms))).map(tuple),
        commitments=st.lists(st.integers(1, 5)).map(tuple),
        kinds=st.lists(st.sampled_from(["met", "policing", "user", "candidates", "overdue"])).map(tuple)))
    def check(view: View) -> None:
        view = choices.after(known, view)
        found = explored(exercised, view)
        assert found.view == view
        assert not found.frame.duplicated(["definition", "group", "within", "first_day"]).any()
        assert (found.frame["value"].notna() == found.frame["state"].isin(["reported", "zero"])).all()
        assert ((found.frame["value"] == 0) == (found.frame["state"] == "zero")).all()

    check()


def test_a_measure_with_another_definition_says_that_it_does_not_have_its_figures(recorded: Engine) -> None:
    with writing(recorded) as session:
        first = session.scalars(select(Measure).where(col(Measure.slug) == ACTIONED)).one()
        again = {name: value for name, value in first.model_dump().items() if name != "id"}
        session.add(Measure.model_validate(again | {"version": 2, "position": 99}))
    sentence = "“{}” has another definition too. What was returned under that is not in this figure."
    assert explored(recorded, a_view(measures=(ACTIONED,))).statements == (sentence.format("Content acted on"),)
    both = explored(recorded, a_view(measures=(ACTIONED, f"{ACTIONED} v2")))
    assert both.statements == (
        "The 2 measures have different definitions: do not add them up, and compare them with care.",
        sentence.format("Content acted on"), sentence.format("Content acted on (definition 2)"))
    assert [each.version for each in both.meanings] == ["definition 1", "definition 2"]


def test_what_an_address_asks_for_in_vain_stands_on_the_figure(recorded: Engine) -> None:
    found = explored(recorded, a_view(platforms=("nowhere",), measures=("nothing",)))
    assert found.view == a_view()
    assert found.statements == ("The address asks for a measure that there is not. It is left out.",
                                "The address asks for a platform that there is not. It is left out.")


def test_a_view_of_days_to_come_has_no_rows(exercised: Engine) -> None:
    for view in SAMPLES.values():
        later = replace(view, first_day=date(2020, 1, 1), last_day=date(2020, 1, 31))
        found = explored(exercised, later)
        assert found.frame.empty
        assert list(found.frame) == COLUMNS
        assert data.csv_bytes(found).count(b"\r\n") == 1


def test_the_table_has_a_column_for_each_split_and_the_csv_says_it_plainly(recorded: Engine, cast: Cast) -> None:
    a_sent_return(recorded, cast.facebook, a_count(30, (LETTER_DAY, LETTER_DAY), SPEECH, measure=ACTIONED))
    found = explored(recorded, a_view(measures=(ACTIONED,), by=(By.PLATFORM, By.NATION), platforms=("facebook",),
                                      grain=Grain.CAMPAIGN, form=Form.TABLE, last_day=LETTER_DAY))
    assert list(data.table(found)) == ["measure", "platform", "nation", "first_day", "last_day", "state", "value",
                                       "parts_missing", "days_missing", "restated"]
    assert data.csv_bytes(found).decode().splitlines()[:3] == [
        "measure,platform,nation,first_day,last_day,state,value,parts_missing,days_missing,restated",
        "Content acted on,Facebook,England,2019-11-05,2019-11-05,reported,30,0,0,no",
        "Content acted on,Facebook,Scotland,2019-11-05,2019-11-05,not reported,,0,0,no"]


def test_bounds_are_in_the_table_where_any_figure_has_them(exercised: Engine) -> None:
    assert "low" not in data.table(explored(exercised, a_view()))
    assert {"low", "high", "to_platform"} <= set(data.table(explored(exercised, SAMPLES["lag"])))


def test_the_campaigns_dates_are_the_letters_own(recorded: Engine, session: Session) -> None:
    assert dict(data.marks(letters.in_view(session, AN_ANALYST))) == {
        "Letter": date(2019, 11, 5), "Nominations close": date(2019, 11, 14), "Polling day": date(2019, 12, 12)}


def test_numbers_are_written_as_they_are() -> None:
    frame = pd.DataFrame([("x", "X", "=1+1", "", LETTER_DAY, LAST_DAY, "reported", 0.1 + 0.2, float("nan"), 1e15, 0, 1,
                           True)], columns=COLUMNS)
    found = data.csv_bytes(explored_of(frame)).decode().splitlines()[1]
    assert found == "X,'=1+1,2019-11-05,2019-12-01,reported,0.30000000000000004,,1000000000000000,0,1,yes"


def explored_of(frame: pd.DataFrame) -> reading.Explored:
    """These rows as a figure by platform."""
    return reading.Explored(a_view(), "", frame, (), (), Marking.OFFICIAL, OPENING, "")
