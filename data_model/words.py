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
