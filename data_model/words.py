"""The words that are stored: Parley's vocabulary as enums. Screens, files and routes use these and no others."""

from enum import StrEnum


class Role(StrEnum):
    """What a person comes to Parley for."""

    OFFICIAL = "official"
    PLATFORM = "platform"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class OrganisationKind(StrEnum):
    """Government departments review; companies run the platforms that a letter is addressed to."""

    GOVERNMENT = "government"
    COMPANY = "company"


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
