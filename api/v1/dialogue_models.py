"""What the API says of meetings and actions, and what it is told of them."""

from datetime import date

from pydantic import ConfigDict, Field

from api.v1.fields import Answer, Body, Moment
from data_model.words import ActionState, Attendance, MeetingKind, MeetingState

VERSION = "Of the version that counts: what If-Match names"


class MeetingInList(Answer):
    """A meeting in a list, as it counts. `confirmed` and `cannot_attend` count organisations; `needs_record` says that
    it is over and nobody said what became of it."""

    id: int
    number: int = Field(description=VERSION)
    kind: MeetingKind
    state: MeetingState
    title: str
    starts_at: Moment
    ends_at: Moment
    place: str
    organisations: list[str]
    commitments: list[int]
    open_actions: int
    confirmed: int
    cannot_attend: int
    own_answer: Attendance | None
    needs_record: bool
    agenda: str
    note: str


class MeetingOrganisation(Answer):
    """An organisation that is asked to a meeting or was there, and what it answered."""

    id: int
    name: str
    answer: Attendance | None


class MeetingPerson(Answer):
    """A person who comes, or came, for an organisation."""

    id: int
    organisation_id: int
    organisation: str
    name: str


class MeetingVersion(Answer):
    """What was known of a meeting from one moment on."""

    number: int
    state: MeetingState
    kind: MeetingKind
    title: str
    starts_at: Moment
    ends_at: Moment
    place: str
    reason: str
    recorded_by: str
    recorded_at: Moment


class MeetingAnswer(Answer):
    """One meeting in full, with its versions, the newest first."""

    id: int
    letter: str
    number: int = Field(description=VERSION)
    kind: MeetingKind
    state: MeetingState
    title: str
    starts_at: Moment
    ends_at: Moment
    place: str
    agenda: str
    note: str
    reason: str = Field(description="Why it was amended or cancelled")
    recorded_by: str
    recorded_at: Moment
    organisations: list[MeetingOrganisation]
    people: list[MeetingPerson]
    commitments: list[int] = Field(description="Numbers of the commitments that it bears on")
    versions: list[MeetingVersion]


class ActionAnswer(Answer):
    """What a meeting agreed that somebody would do. `platform` is the slug of the platform that the owner runs."""

    id: int
    number: int = Field(description=VERSION)
    meeting_id: int
    meeting: str
    text: str
    organisation: str
    platform: str | None
    person: str
    due_on: date
    state: ActionState
    outcome: str
    request_id: int | None = Field(description="The request for an update that it became")
    overdue: bool


class AttendanceBody(Body):
    """Whether your organisation comes."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answer": "confirmed"}]})

    answer: Attendance


class PersonBody(Body):
    """A person who comes, or came, for your own company."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ana Example"}]})

    name: str


class OutcomeBody(Body):
    """What came of an action."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "Our contact is named."}]})

    outcome: str


class CadenceAnswer(Answer):
    """How a kind of dialogue stands against how often it is expected, over the meetings that you may see."""

    kind: MeetingKind
    every_days: int
    expected: int = Field(description="Periods so far")
    kept: int = Field(description="Those of them with a meeting")
    held: int = Field(description="Meetings held")
    last_held_on: date | None
    days_since: int
    gap: bool = Field(description="Whether that is longer than expected")
    sentence: str


class DialogueWeek(Answer):
    """One kind of dialogue in one calendar week, and who was there."""

    kind: MeetingKind
    week_first_day: date
    week_last_day: date
    expected: int
    held: int
    organisations: list[str]
