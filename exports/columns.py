"""What the columns of frames are called in files. One place, so that a column has one name in all of them."""

from collections.abc import Iterable

# Moments are shown in London time, and their names say so.
TITLES = {
    "action": "Action",
    "actor": "Who",
    "address": "Address",
    "answered": "Answered",
    "answered_at": "Answered at (London time)",
    "asked_at": "Asked at (London time)",
    "asked_by": "Asked by",
    "at": "At (London time)",
    "claim": "Claim",
    "commitment": "Commitment",
    "commitments": "Commitments",
    "day": "Day",
    "decided_at": "Decided at (London time)",
    "decided_by": "Decided by",
    "differs": "Claim differs from finding",
    "due_on": "Due on",
    "finding": "Finding",
    "finding_version_id": "Found on update number",
    "found_at": "Found at (London time)",
    "hash": "Hash",
    "outcome": "Outcome",
    "owed": "Asked for",
    "period_start": "Period from",
    "platform": "Platform",
    "platforms": "Platforms",
    "position": "Entry",
    "reason": "Reason",
    "request_id": "Request number",
    "sentence": "What happened",
    "submitted_at": "Submitted at (London time)",
    "submitted_by": "Submitted by",
    "timeliness": "Timeliness",
    "title": "Commitment in short",
    "version": "Version",
    "version_id": "Update number",
    "withdrawn": "Withdrawn",
}
# Keys by which Parley joins its own tables. They say nothing to a reader.
LEFT_OUT = frozenset({"commitment_id", "platform_id", "slug", "update_id", "id"})


def shown(columns: Iterable[str]) -> dict[str, str]:
    """The columns that a file shows, in their order, each with its title. Raises KeyError for one without a title."""
    return {column: TITLES[column] for column in columns if column not in LEFT_OUT}
