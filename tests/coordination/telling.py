"""The record on which the walk of who sees what goes (test_visibility.py)."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from sqlalchemy import Engine

from coordination import api_keys, clock, requests, reviews
from coordination.dialogue import actions, attending, meetings, notes
from coordination.incidents import jobs, mappings
from coordination.incidents.sending import Sent
from coordination.updates import evidence, submitting
from coordination.viewers import Viewer
from data_model.words import ActionState, Attendance, Tlp
from tests.cast import (
    POLICE,
    Cast,
    a_draft,
    a_link,
    a_meeting,
    a_request,
    an_action,
    content,
    filling,
    findings,
    meeting,
    platform_id,
)
from tests.conftest import StoppedClock
from tests.coordination.advice import walked as advice
from tests.coordination.briefings import walked as briefings
from tests.coordination.exploring import walked as exploring
from tests.coordination.incidents.walked import HEADER
from tests.coordination.reach import walked as reach
from tests.coordination.webhooks import walked as webhooks
from tests.counts import a_count, a_sent_return
from tests.signals import a_signal

DESCRIBED = {"title": "x", "dated_on": "2019-11-14"}


@filling
def telling(engine: Engine, cast: Cast) -> datetime:
    """A record in which every word of Facebook's or Twitter's says whose it is, in drafts and in versions: returned,
    accepted, waiting; with requests to each alone, one of them withdrawn; in meetings with each alone, with what
    officials note for themselves; and a signal of each for the Cabinet Office alone
    (tests/coordination/signals/test_who_sees.py has all others). Returns the moment at which all of it is there."""
    now = StoppedClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "real_now", lambda: now.now)
        webhooks.write(engine, cast)
        for who, slug in ((cast.facebook, "facebook"), (cast.twitter, "twitter")):
            _submitted(engine, cast, who, f"{slug}-only", now)
            _more(engine, cast, who, slug, now)
        exploring.write(engine, cast)
        briefings.write(engine, cast)
    return now.advance(minutes=1)


def _submitted(engine: Engine, cast: Cast, who: Viewer, mark: str, now: StoppedClock) -> None:
    """Versions of one update: returned, accepted, waiting."""
    said = content(narrative=mark, remaining=mark, delay_reason=mark, statements={"1a": mark})
    for decide in ("return", "accept", "wait"):
        now.advance(minutes=1)
        update, revision = a_draft(engine, who, **said)
        revision = evidence.add_link(engine, who, update, revision, a_link(title=mark))
        given = DESCRIBED | {"title": mark}
        revision = evidence.add_file(engine, who, update, revision, given, f"{mark}.csv", f"{mark},\n".encode())
        id_ = submitting.submit(engine, who, update, revision)
        if decide == "return":
            reviews.give_back(engine, cast.official, id_, mark)
        elif decide == "accept":
            reviews.accept(engine, cast.official, id_, findings(engine) | {"reason": mark})


def _more(engine: Engine, cast: Cast, who: Viewer, slug: str, now: StoppedClock) -> None:
    """All else of one platform."""
    mark = f"{slug}-only"
    mappings.remember(engine, who, platform_id(engine, slug), HEADER, {"constants": f"{slug}-draft"})
    key_id, _ = api_keys.make(engine, cast.administrator, {
        "name": "A key", "scopes": ["submit"], "account_id": who.account_id})
    jobs.ask(engine, replace(who, key_id=key_id), slug, Sent(b"", f"{slug}-draft.csv"))
    a_sent_return(engine, who, a_count(3))
    a_sent_return(engine, who, a_count(4), reason=mark)
    now.advance(minutes=1)
    update, revision = a_draft(engine, who, commitment=2, narrative=f"{slug}-draft")
    given = DESCRIBED | {"title": f"{slug}-draft"}
    evidence.add_file(engine, who, update, revision, given, f"{slug}-draft.csv", f"{slug}-draft,\n".encode())
    a_request(engine, cast.official, platforms=(slug,), message=mark)
    withdrawn = a_request(engine, cast.official, platforms=(slug,), message=mark)
    requests.withdraw(engine, cast.official, withdrawn, mark)
    _met(engine, cast, who, mark)
    advice.write(engine, cast, who, slug)
    reach.write(engine, cast, who, mark)
    a_signal(engine, who, tlp=Tlp.AMBER_STRICT, organisation_ids=[cast.official.organisation_id],
             summary=f"{slug}-signal", indicator=f"https://example.com/{slug}-signal")


def _met(engine: Engine, cast: Cast, who: Viewer, mark: str) -> None:
    """A meeting with one platform alone, with all that may hang on one; and another that was cancelled."""
    on_sunday = {"day": date(2019, 12, 1), "starts": time(9), "ends": time(10)}
    id_ = a_meeting(engine, cast.official, who.organisation, POLICE, **on_sunday)
    given = meeting(engine, who.organisation, POLICE, title=mark, place=mark, agenda=mark, **on_sunday)
    meetings.amend(engine, cast.official, id_, 1, given, mark)
    attending.answer(engine, who, id_, 2, Attendance.CONFIRMED)
    attending.add(engine, who, id_, who.organisation_id, mark)
    meetings.hold(engine, cast.official, id_, 2, {"organisation_ids": given["organisation_ids"], "note": mark})
    notes.write(engine, cast.official, id_, "officials-own")
    an_action(engine, cast.official, id_, who.organisation, text=mark, person=mark)
    action = an_action(engine, cast.official, id_, who.organisation, text="Closed.")
    actions.close(engine, who, action, 1, ActionState.DONE, mark)
    cancelled = a_meeting(engine, cast.official, who.organisation)
    meetings.cancel(engine, cast.official, cancelled, 1, mark)
