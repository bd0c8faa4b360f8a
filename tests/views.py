"""Views to test with: factories, and named samples over the exercise, of every subject and every form."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Engine

from coordination import letters
from coordination.exploring import catalogue, reading
from coordination.exploring.catalogue import Catalogue
from coordination.exploring.explored import Explored
from coordination.exploring.views import By, Form, Note, View
from coordination.incidents.asking import Grain
from coordination.viewers import Viewer
from data_model.database import reading as reading_from
from data_model.words import Nation, Role
from tests.cast import OPENING

LETTER_DAY, LAST_DAY = date(2019, 11, 5), date(2019, 12, 1)
AN_ANALYST = Viewer(0, "An analyst", "", Role.ANALYST, 0, "")
VIOLENCE = "STATEMENT_CATEGORY_VIOLENCE"


def a_view(**changes: object) -> View:
    """Reports from candidates by platform, week by week since the letter, as a line; and whatever is changed."""
    view = View(("reports-from-candidates",), LETTER_DAY, LAST_DAY)
    return replace(view, **changes)  # type: ignore[arg-type]


def a_catalogue(engine: Engine, viewer: Viewer = AN_ANALYST) -> Catalogue:
    """What can be explored when the exercise opens."""
    with reading_from(engine) as session:
        return catalogue.read(session, viewer, letters.in_view(session, viewer), as_at=OPENING)


def explored(engine: Engine, view: View, viewer: Viewer = AN_ANALYST, *, as_at: datetime = OPENING) -> Explored:
    """What a view shows, when the exercise opens if nothing else is said."""
    with reading_from(engine) as session:
        letter = letters.in_view(session, viewer)
        return reading.explore(session, viewer, letter, view, as_at=as_at)


SAMPLES: Mapping[str, View] = {
    "reports by platform": a_view(),
    "reports by category in total": a_view(by=(By.CATEGORY,), grain=Grain.CAMPAIGN, form=Form.BAR),
    "reports by platform and category": a_view(by=(By.PLATFORM, By.CATEGORY), grain=Grain.CAMPAIGN,
                                               form=Form.HEAT_MAP),
    "content acted on by nation, stacked": a_view(measures=("content-actioned",), by=(By.NATION,),
                                                  form=Form.STACKED_BAR),
    "content acted on by day": a_view(measures=("content-actioned",), grain=Grain.DAY, form=Form.AREA,
                                      notes=(Note(date(2019, 11, 19), "Television debate"),)),
    "rate in Wales": a_view(measures=("rate of content-actioned",), nation=Nation.WALES),
    "hours to action": a_view(measures=("median-hours-to-action", "p90-hours-to-action"), form=Form.SMALL_MULTIPLES),
    "threats, small numbers": a_view(by=(By.PLATFORM, By.NATION), category=VIOLENCE, form=Form.SMALL_MULTIPLES),
    "two measures of different units": a_view(measures=("reports-from-candidates", "median-hours-to-action"),
                                              form=Form.SMALL_MULTIPLES),
    "not split, as a table": a_view(by=(), form=Form.TABLE),
    "findings": a_view(measures=("findings",), by=(By.KIND,), form=Form.AREA),
    "findings by platform and commitment": a_view(
        measures=("findings",), by=(By.PLATFORM, By.COMMITMENT), kinds=("substantially met", "met"),
        grain=Grain.CAMPAIGN, form=Form.HEAT_MAP),
    "timeliness": a_view(measures=("timeliness",), by=(By.KIND,), grain=Grain.DAY, form=Form.AREA),
    "updates": a_view(measures=("updates",), by=(By.PLATFORM, By.KIND), grain=Grain.CAMPAIGN, form=Form.STACKED_BAR),
    "meetings held and expected": a_view(measures=("meetings-held", "meetings-expected"), by=(By.KIND,),
                                         form=Form.SMALL_MULTIPLES),
    "meetings in all": a_view(measures=("meetings-held", "meetings-expected"), by=(By.KIND,), grain=Grain.CAMPAIGN,
                              form=Form.BAR),
    "meetings that platforms were at": a_view(measures=("meetings-attended",), form=Form.HEAT_MAP),
    "signals shared": a_view(measures=("signals",), by=(By.CATEGORY,), grain=Grain.CAMPAIGN, form=Form.BAR),
    "signals from one to another": a_view(measures=("signals-acted-on",), by=(By.PLATFORM, By.ADDRESSED),
                                          grain=Grain.CAMPAIGN, form=Form.HEAT_MAP),
    "signals of users still open": a_view(measures=("signals-open",), by=(By.ADDRESSED,), kinds=("user",),
                                          form=Form.STACKED_BAR),
    "lag": a_view(measures=("lag-to-act",), by=(By.ADDRESSED,)),
    "lag in all": a_view(measures=("lag-to-acknowledge", "lag-to-act", "lag-to-act-p90"), by=(), grain=Grain.CAMPAIGN,
                         form=Form.BAR),
    "reach of audiences": a_view(measures=("reach",), by=(By.KIND,), grain=Grain.DAY),
    "reach in parties": a_view(measures=("reach-share",), by=(By.PARTY,), kinds=("candidates",), grain=Grain.CAMPAIGN,
                               form=Form.BAR),
}
