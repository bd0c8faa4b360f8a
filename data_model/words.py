"""The words that are stored: Parley's vocabulary as enums. Screens, files and routes use these and no others."""

from enum import StrEnum


class Role(StrEnum):
    """What a person comes to Parley for."""

    OFFICIAL = "official"
    PLATFORM = "platform"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class OrganisationKind(StrEnum):
    """Government departments review; companies run the platforms that a letter is addressed to; the others are those
    whom both meet."""

    GOVERNMENT = "government"
    COMPANY = "company"
    PARTY = "party"
    SECURITY = "security"
    POLICING = "policing"
    ELECTORAL = "electoral"


class Claim(StrEnum):
    """What the platform says of a commitment."""

    NOT_STARTED = "not started"
    PLANNED = "planned"
    IN_PROGRESS = "in progress"
    DELIVERED = "delivered"
    DECLINED = "declined"


class FindingWord(StrEnum):
    """What the official says of a criterion or a commitment, from worst to best."""

    NO_EVIDENCE = "no evidence"
    NOT_MET = "not met"
    PARTLY_MET = "partly met"
    SUBSTANTIALLY_MET = "substantially met"
    MET = "met"


class Outcome(StrEnum):
    """How an official's review of one version ended."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class EvidenceKind(StrEnum):
    """Evidence is a file that Parley keeps, or a link to where it was published."""

    FILE = "file"
    LINK = "link"


class Marking(StrEnum):
    """Government security classification shown on every page and file."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"


class Nation(StrEnum):
    """Where the people concerned are. “uk” is the whole of it, stated without saying where."""

    UK = "uk"
    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern ireland"


class CountState(StrEnum):
    """What a count says. Four different things everywhere: a gap is a gap, never a zero."""

    REPORTED = "reported"
    ZERO = "zero"
    NOT_REPORTED = "not reported"
    NOT_APPLICABLE = "not applicable"


class Unit(StrEnum):
    """What a measure's values are."""

    ITEMS = "items"
    HOURS = "hours"


class Statistic(StrEnum):
    """How a measure's values come about. Only totals may be added up."""

    TOTAL = "total"
    MEDIAN = "median"
    P90 = "90th percentile"


class ReturnForm(StrEnum):
    """What a return was sent as."""

    TEMPLATE = "template"
    PART_4 = "part 4"
    PART_6 = "part 6"
    OTHER_TABLE = "other table"
    TYPED = "typed"


class MeetingKind(StrEnum):
    """With whom a dialogue is: what its cadence is set for."""

    BETWEEN_PLATFORMS = "between platforms"
    WITH_OFFICIALS = "with officials"
    WITH_PARTIES = "with parties"
    SECURITY = "security"
    POLICING = "policing"
    ELECTORAL = "electoral"


class MeetingState(StrEnum):
    """What became of a meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Attendance(StrEnum):
    """What an organisation says of a meeting that it is asked to."""

    CONFIRMED = "confirmed"
    CANNOT_ATTEND = "cannot attend"


class ActionState(StrEnum):
    """Where an action stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class SignalKind(StrEnum):
    """What a signal is about."""

    CONTENT = "content"
    USER = "user"
    CAMPAIGN = "campaign"


class Tlp(StrEnum):
    """The Traffic Light Protocol, version 2.0 (FIRST, August 2022): how far what is marked may go."""

    RED = "TLP:RED"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    AMBER = "TLP:AMBER"
    GREEN = "TLP:GREEN"
    CLEAR = "TLP:CLEAR"


class IndicatorKind(StrEnum):
    """What an indicator is, which says how it is checked and compared."""

    URL = "URL"
    HANDLE = "handle"
    PDQ = "PDQ"
    SHA256 = "SHA-256"
    SHA1 = "SHA-1"
    MD5 = "MD5"


class AnswerStep(StrEnum):
    """What an addressee does with a signal, each with its time."""

    ACKNOWLEDGED = "acknowledged"
    OPINION = "opinion"
    ACTED = "acted"


class Opinion(StrEnum):
    """What an addressee thinks of a signal under its own rules."""

    BREACHES = "breaches here"
    DOES_NOT_BREACH = "does not breach here"
    CANNOT_TELL = "cannot tell"


class AdviceTopic(StrEnum):
    """What a section of advice is about."""

    BREACHES = "what breaches"
    REPORTING = "where to report"
    RESPONSE = "what response to expect"


class Agreement(StrEnum):
    """What an official decided on a section of advice."""

    AGREED = "agreed"
    RETURNED = "returned"


class SenderKind(StrEnum):
    """Who sends advice on."""

    PARTY = "party"
    RETURNING_OFFICERS = "returning officers"
    PARLIAMENT = "Parliament"
    POLICE = "police"
    PLATFORM = "platform"


class Audience(StrEnum):
    """Whom advice is sent to."""

    CANDIDATES = "candidates"
    AGENTS = "agents"
    ELECTORAL_STAFF = "electoral staff"


class Channel(StrEnum):
    """How advice is sent."""

    EMAIL = "email"
    POST = "post"
    CANDIDATE_PACK = "candidate pack"
    BRIEFING = "briefing"
    MESSAGE = "message"
    WEBSITE = "website"


class BriefingTemplate(StrEnum):
    """What a briefing began as."""

    WEEKLY_NOTE = "weekly note to ministers"
    SCORECARD = "platform scorecard"
    ANSWER = "answer to a parliamentary question"
    BLANK = "blank"


class Scope(StrEnum):
    """What a key for the API may do."""

    READ = "read"
    SUBMIT = "submit"
    SIGNALS = "signals"


class JobState(StrEnum):
    """How far a return that was sent to be read later has come. The first three go on; the others have ended."""

    WAITING = "waiting"
    CHECKING = "checking"
    STORING = "storing"
    CHECKED = "checked"
    STORED = "stored"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class EventKind(StrEnum):
    """What platforms are told of by webhook."""

    REQUEST_MADE = "request.made"
    UPDATE_RETURNED = "update.returned"
    SIGNAL_ADDRESSED = "signal.addressed"
    TEST = "test"


class SendingState(StrEnum):
    """How far something that goes out to others has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class ReminderKind(StrEnum):
    """What a person can be reminded of."""

    DUE_SOON = "due soon"
    DUE_TODAY = "due today"
    OVERDUE = "overdue"
    RETURNED = "returned"
    SIGNAL_UNACKNOWLEDGED = "signal unacknowledged"
    ACTION_OVERDUE = "action overdue"
    ADVICE_STALE = "advice stale"


class ReminderTime(StrEnum):
    """When a person wants to be told."""

    AT_ONCE = "at once"
    DAILY = "daily"
    NEVER = "never"
