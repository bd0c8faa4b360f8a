"""What may be chosen together: the impossible is not offered, and left out with a sentence where it is asked for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from coordination import letters
from coordination.exploring import choices
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.views import By, Form, Note, View
from coordination.incidents.asking import Grain
from data_model.database import reading
from data_model.words import Marking, Nation
from tests.views import AN_ANALYST, LAST_DAY, LETTER_DAY, VIOLENCE, a_catalogue, a_view

TIMES = ("median-hours-to-action",)
DRAWN_OVER_TIME = (Form.LINE, Form.BAR, Form.STACKED_BAR, Form.AREA, Form.HEAT_MAP, Form.SMALL_MULTIPLES, Form.TABLE)


@pytest.fixture
def known(recorded: Engine) -> Catalogue:
    """What can be explored of the letter."""
    return a_catalogue(recorded)


def test_everything_is_grouped_by_subject_in_the_order_of_lists_and_signals_are_sensitive(known: Catalogue) -> None:
    subjects = dict.fromkeys(each.subject.value for each in known.measures.values())
    assert list(subjects) == ["Incident counts", "Incident rates", "Time to action", "Findings and timeliness",
                              "Updates", "Dialogue", "Signals and lag", "Reach"]
    sensitive = {each.subject.value for each in known.measures.values() if each.marking is Marking.OFFICIAL_SENSITIVE}
    assert sensitive == {"Signals and lag"}
    assert {key for key, each in known.measures.items() if each.suppressed_under} == {"reports-from-candidates"}
    assert known.platforms == {"facebook": "Facebook", "google": "Google", "twitter": "Twitter"}
    assert known.nations[Nation.UK] == "The whole UK"
    assert all(each.by and each.grains and each.meaning.text and each.meaning.version for each in
               known.measures.values())


def test_the_usual_view_is_of_reports_week_by_week_since_the_letter(known: Catalogue, recorded: Engine) -> None:
    with reading(recorded) as session:
        letter = letters.in_view(session, AN_ANALYST)
    assert choices.usual(known, letter, LAST_DAY) == a_view()
    assert choices.usual(known, letter, date(2019, 1, 1)).last_day == letter.signed_on


def test_a_split_by_itself_may_be_drawn_in_every_way(known: Catalogue) -> None:
    found = choices.of(known, a_view())
    assert found.by_first == (By.PLATFORM, By.CATEGORY, By.NATION, None)
    assert found.by_second == (None, By.CATEGORY, By.NATION)
    assert found.grains == (Grain.DAY, Grain.WEEK, Grain.CAMPAIGN)
    assert found.forms == DRAWN_OVER_TIME
    assert found.filters == (By.PLATFORM, By.CATEGORY, By.NATION)
    assert found.kinds == ()


@pytest.mark.parametrize(("changes", "forms"), [
    ({"by": ()}, (Form.LINE, Form.BAR, Form.TABLE)),
    ({"grain": Grain.CAMPAIGN}, (Form.BAR, Form.STACKED_BAR, Form.SMALL_MULTIPLES, Form.TABLE)),
    ({"grain": Grain.CAMPAIGN, "by": (By.PLATFORM, By.CATEGORY)},
     (Form.HEAT_MAP, Form.BAR, Form.STACKED_BAR, Form.SMALL_MULTIPLES, Form.TABLE)),
    ({"by": (By.PLATFORM, By.CATEGORY)}, (Form.SMALL_MULTIPLES, Form.TABLE)),
    ({"measures": ("lag-to-act",), "by": (By.ADDRESSED,)},
     (Form.LINE, Form.BAR, Form.HEAT_MAP, Form.SMALL_MULTIPLES, Form.TABLE)),
    ({"measures": ("reports-from-candidates", "content-actioned")},
     (Form.LINE, Form.BAR, Form.SMALL_MULTIPLES, Form.TABLE)),
    ({"measures": ("reports-from-candidates", "content-actioned"), "by": (By.PLATFORM, By.NATION)},
     (Form.SMALL_MULTIPLES, Form.TABLE)),
    ({"measures": ("reports-from-candidates", *TIMES)}, (Form.SMALL_MULTIPLES, Form.TABLE)),
])
def test_only_what_can_be_drawn_is_offered_the_sensible_first(known: Catalogue, changes: dict[str, object],
                                                              forms: tuple[Form, ...]) -> None:
    view = a_view(**changes)
    assert choices.of(known, view).forms == forms
    for form in Form:
        fitted, said = choices.fitted(known, replace(view, form=form))
        assert fitted.form == (form if form in forms else forms[0])
        assert said == (() if form in forms else (f"These figures cannot be drawn as {form}. They are drawn as "
                                                  f"{forms[0]}.",))


def test_medians_are_told_apart_by_platform_or_are_of_one(known: Catalogue) -> None:
    assert choices.of(known, a_view(measures=TIMES)).by_first == (By.PLATFORM,)
    assert choices.of(known, a_view(measures=TIMES, platforms=("google",))).by_first == (
        By.PLATFORM, By.CATEGORY, By.NATION, None)
    fitted, said = choices.fitted(known, a_view(measures=TIMES, by=(By.CATEGORY, By.NATION), form=Form.TABLE))
    assert (fitted.by, said) == ((By.PLATFORM, By.CATEGORY), (
        "These figures cannot be added up, so they are split by platform.",))
    one = a_view(measures=TIMES, by=(By.CATEGORY,), platforms=("google",))
    assert choices.fitted(known, one) == (one, ())


def test_reach_is_of_one_audience_or_told_apart_by_audience(known: Catalogue) -> None:
    assert choices.after(known, a_view(measures=("reach",), by=(By.PARTY,))).by == (By.KIND, By.PARTY)
    one = a_view(measures=("reach",), by=(By.PARTY,), kinds=("candidates",))
    assert choices.fitted(known, one) == (one, ())


def test_a_changed_measure_takes_what_is_usual_for_it(known: Catalogue) -> None:
    view = a_view(by=(By.NATION,), grain=Grain.DAY, form=Form.AREA, platforms=("google",))
    found = choices.after(known, replace(view, measures=("lag-to-act",)))
    assert (found.by, found.grain, found.form, found.platforms) == (
        (By.ADDRESSED,), Grain.WEEK, Form.LINE, ("google",))
    assert choices.after(known, replace(view, measures=("findings",))).by == (By.KIND,)


def test_measures_together_have_the_choices_that_all_of_them_have(known: Catalogue) -> None:
    both = choices.of(known, a_view(measures=("content-actioned", "updates")))
    assert (both.by_first, both.filters, both.kinds) == ((By.PLATFORM, None), (By.PLATFORM,), ())
    meetings = choices.of(known, a_view(measures=("meetings-held", "meetings-expected"), by=(By.KIND,)))
    assert meetings.by_first == (By.KIND, None)
    assert meetings.grains == (Grain.WEEK, Grain.CAMPAIGN)
    assert meetings.kinds == ("between platforms", "with officials", "with parties", "security", "policing",
                              "electoral")
    assert choices.of(known, a_view(measures=("content-actioned", "meetings-held"), by=())).by_first == (None,)


@pytest.mark.parametrize(("changes", "kept", "sentence"), [
    ({"measures": ("x", "findings"), "by": (By.KIND,)}, {"measures": ("findings",)},
     "The address asks for a measure that there is not. It is left out."),
    ({"measures": ("$x$",)}, {"measures": ("reports-from-candidates",)},
     "The address asks for a measure that there is not. It is left out."),
    ({"by": (By.PARTY,)}, {"by": (By.PLATFORM,)}, "These figures cannot be split by party."),
    ({"by": (By.PLATFORM, By.CATEGORY, By.NATION), "form": Form.TABLE}, {"by": (By.PLATFORM, By.CATEGORY)},
     "Figures are split in at most 2 ways. The others are left out."),
    ({"platforms": ("google", "<b>")}, {"platforms": ("google",)},
     "The address asks for a platform that there is not. It is left out."),
    ({"category": "x"}, {"category": ""}, "The address asks for a category that there is not. It is left out."),
    ({"commitments": (1,)}, {"commitments": ()}, "These figures cannot be narrowed down by commitment."),
    ({"kinds": ("met",)}, {"kinds": ()}, "These figures cannot be narrowed down by kind."),
    ({"measures": ("findings",), "by": (By.KIND,), "commitments": (5, 9, 1)}, {"commitments": (1, 5)},
     "The address asks for a commitment that there is not. It is left out."),
    ({"measures": ("findings",), "by": (By.KIND,), "nation": Nation.WALES}, {"nation": Nation.UK},
     "These figures cannot be narrowed down by nation."),
    ({"by": (By.NATION,), "nation": Nation.WALES}, {"nation": Nation.UK},
     "These figures cannot be narrowed down by nation."),
    ({"measures": TIMES, "grain": Grain.CAMPAIGN, "form": Form.BAR}, {"grain": Grain.WEEK},
     "There are no such figures in total. They are shown week by week."),
    ({"first_day": LAST_DAY, "last_day": LETTER_DAY}, {"first_day": LETTER_DAY, "last_day": LAST_DAY},
     "The first day is after the last one. They have changed places."),
    ({"first_day": date(2000, 1, 1)}, {"first_day": LAST_DAY - timedelta(days=1099)},
     "A figure shows at most 1,100 days. Those before are left out."),
    ({"notes": tuple(Note(LAST_DAY, str(number)) for number in range(6))},
     {"notes": tuple(Note(LAST_DAY, str(number)) for number in range(5))},
     "A figure has at most 5 notes. The others are left out."),
])
def test_what_is_impossible_or_not_there_is_left_out_with_a_sentence(
        known: Catalogue, changes: dict[str, object], kept: dict[str, object], sentence: str) -> None:
    view = a_view(**changes)
    assert choices.fitted(known, view) == (replace(view, **kept), (sentence,))  # type: ignore[arg-type]


def test_what_must_be_told_apart_stands_beside_nothing_that_cannot(known: Catalogue) -> None:
    found, said = choices.fitted(known, a_view(measures=(*TIMES, "meetings-held", "updates"), form=Form.TABLE))
    assert found.measures == (*TIMES, "updates")
    assert said == ("“Meetings held” cannot stand beside “Median hours to action”: they are not told apart in the same "
                    "ways.",)
    offered = choices.of(known, found).beside
    assert {"updates", "p90-hours-to-action"} <= set(offered)
    assert not {"meetings-held", "reach", *TIMES} & set(offered)
    assert set(choices.of(known, a_view(measures=("reach",))).beside) == {"reach-share"}


def test_to_choose_everything_is_to_choose_nothing_and_the_order_is_that_of_lists(known: Catalogue) -> None:
    assert choices.fitted(known, a_view(platforms=("twitter", "facebook", "google"))) == (a_view(), ())
    assert choices.after(known, a_view(platforms=("twitter", "facebook"))).platforms == ("facebook", "twitter")


def test_more_than_four_measures_are_left_out(known: Catalogue) -> None:
    found, said = choices.fitted(known, a_view(measures=tuple(known.measures)[:6]))
    assert found.measures == tuple(known.measures)[:4]
    assert said[0] == "A figure has at most 4 measures. The others are left out."


def test_whatever_is_asked_for_a_fitted_view_stays_as_it_is_and_offers_itself(known: Catalogue) -> None:
    @given(st.builds(
        View, measures=st.lists(st.sampled_from([*known.measures, "x"]), min_size=1, max_size=5).map(tuple),
        first_day=st.dates(date(2019, 10, 1), date(2020, 1, 31)), last_day=st.dates(date(2019, 10, 1), LAST_DAY),
        by=st.lists(st.sampled_from(By), max_size=3).map(tuple), grain=st.sampled_from(Grain),
        form=st.sampled_from(Form), nation=st.sampled_from(Nation), category=st.sampled_from(["", "x", VIOLENCE]),
        platforms=st.lists(st.sampled_from(["facebook", "google", "twitter", "x"])).map(tuple),
        commitments=st.lists(st.integers(0, 6)).map(tuple),
        kinds=st.lists(st.sampled_from(["met", "policing", "user", "candidates", "x"])).map(tuple)))
    def check(view: View) -> None:
        fitted, _ = choices.fitted(known, view)
        assert choices.fitted(known, fitted) == (fitted, ())
        offered = choices.of(known, fitted)
        assert (fitted.by[0] if fitted.by else None) in offered.by_first
        assert (fitted.by[1] if len(fitted.by) > 1 else None) in offered.by_second
        assert fitted.grain in offered.grains
        assert fitted.form in offered.forms

    check()
