"""Meetings in hostile text: most of it written through the functions that the screens use, an invitation through the
screen itself, which also shows what a file would do."""

from datetime import date, timedelta

from icalendar import vText
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import Engine

from coordination import clock
from coordination.dialogue import actions, attending, meetings, notes, organisations
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.words import ActionState, OrganisationKind
from tests import cast as casting
from tests.browser.hostile import LINE, LONG, Pen, choose, steady, unfold
from tests.browser.hostile_fields import (
    AGENDA,
    AGREED,
    AMENDED,
    ATTENDEE,
    CANCELLED,
    ORGANISATION,
    OUTCOME,
    PERSON,
    PLACE,
    PRIVATE,
    TO_DO,
)
from tests.coordination.dialogue.calendar_texts import a_file, an_event

PAGE, MEETING = "dialogue", "Title"


class Meetings:
    """Writes meetings of these two people, an official and the representative of a platform."""

    def __init__(self, engine: Engine, pen: Pen, official: Viewer, platform: Viewer) -> None:
        self.engine, self.pen, self.official, self.platform = engine, pen, official, platform
        with reading(engine) as session:
            self.today = clock.day(clock.now(session))
        # A department, so that signals can be addressed to it as well.
        added = organisations.add(engine, official, self._line(ORGANISATION), OrganisationKind.GOVERNMENT)
        self.asked = [platform.organisation_id, official.organisation_id, added]

    def write(self) -> list[dict[str, str | int]]:
        """A meeting to come, one that passed without a record, one that was held and one that was cancelled. Returns
        the queries that show them."""
        coming, to_do = self._coming()
        held, done = self._held()
        passed = meetings.plan(self.engine, self.official, self._given(self.today - timedelta(days=2)))
        return [{"meeting": coming}, {"meeting": passed}, {"meeting": held}, {"meeting": self._cancelled()},
                {"meeting": coming, "action": to_do}, {"meeting": held, "action": done}]

    def _coming(self) -> tuple[int, int]:
        """Planned and amended, with people, a private note, and an action."""
        id_ = meetings.plan(self.engine, self.official, self._given(self.today + timedelta(days=2)))
        meetings.amend(self.engine, self.official, id_, 1, self._given(self.today + timedelta(days=3)),
                       self._text(AMENDED))
        for by, organisation_id in ((self.platform, self.asked[0]), (self.official, self.asked[2])):
            attending.add(self.engine, by, id_, organisation_id, self._line(ATTENDEE))
        notes.write(self.engine, self.official, id_, self._text(PRIVATE))
        return id_, self._action(id_)

    def _held(self) -> tuple[int, int]:
        """Held, with an action that the platform has closed."""
        id_ = meetings.plan(self.engine, self.official, self._given(self.today - timedelta(days=1)))
        meetings.hold(self.engine, self.official, id_, 1,
                      {"organisation_ids": self.asked, "note": self._text(AGREED)})
        action_id = self._action(id_)
        actions.close(self.engine, self.platform, action_id, 1, ActionState.DONE, self._text(OUTCOME))
        return id_, action_id

    def _cancelled(self) -> int:
        id_ = meetings.plan(self.engine, self.official, self._given(self.today + timedelta(days=4)))
        meetings.cancel(self.engine, self.official, id_, 1, self._text(CANCELLED))
        return id_

    def _given(self, day: date) -> dict[str, object]:
        return casting.meeting(self.engine, day=day, title=self._line(MEETING), place=self._line(PLACE),
                               agenda=f"{self._line(AGENDA)}\n{self._line(AGENDA)}", organisation_ids=self.asked)

    def _action(self, meeting_id: int) -> int:
        return actions.add(self.engine, self.official, meeting_id, {
            "text": self._text(TO_DO), "person": self._line(PERSON), "organisation_id": self.asked[0],
            "due_on": actions.usual_due_day(self.today)})

    def _line(self, label: str) -> str:
        return self.pen.text(LINE, PAGE, label)

    def _text(self, label: str) -> str:
        return self.pen.text(LONG, PAGE, label)


def import_invitation(page: Page, pen: Pen, day: date) -> None:
    """Import an invitation to a meeting on `day`; `page` is Dialogue, as an official sees it."""
    title, place, agenda = (vText(pen.text(LINE, PAGE, label)).to_ical().decode()
                            for label in (MEETING, PLACE, AGENDA))
    event = an_event(f"LOCATION:{place}", f"DESCRIPTION:{agenda}", start=f"DTSTART:{day:%Y%m%d}T100000Z",
                     end=f"DTEND:{day:%Y%m%d}T110000Z", title=title)
    list(unfold(page))
    page.locator("input[type=file]").set_input_files(
        FilePayload(name="invitation.ics", mimeType="text/calendar", buffer=a_file(event)))
    expect(page.get_by_label("Kind of dialogue")).to_be_visible()
    choose(page.get_by_label("Kind of dialogue"), "Policing")
    steady(page)
    choose(page.get_by_label("Organisations to ask").last, "Facebook")
    steady(page)
