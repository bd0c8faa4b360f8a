"""What the columns of frames are called in files. One place, so that a column has one name in all of them."""

from collections.abc import Iterable

# Moments are shown in London time, and their names say so.
TITLES = {
    "action": "Action",
    "actor": "Who",
    "added_at": "Added at (London time)",
    "added_by": "Added by",
    "address": "Address",
    "answered": "Answered",
    "answered_at": "Answered at (London time)",
    "asked_at": "Asked at (London time)",
    "asked_by": "Asked by",
    "at": "At (London time)",
    "category": "Category",
    "claim": "Claim",
    "code": "Criterion",
    "commitment": "Commitment",
    "commitments": "Commitments",
    "criterion": "Criterion in words",
    "dated_on": "Dated",
    "day": "Day",
    "decided_at": "Decided at (London time)",
    "decided_by": "Decided by",
    "delay_reason": "Reason for delay",
    "differs": "Claim differs from finding",
    "due_on": "Due on",
    "evidence": "Evidence",
    "evidence_id": "Evidence number",
    "file_name": "File name",
    "finding": "Finding",
    "finding_version_id": "Found on update number",
    "found_at": "Found at (London time)",
    "hash": "Hash",
    "measure": "Measure",
    "narrative": "Narrative",
    "nation": "Nation",
    "outcome": "Outcome",
    "owed": "Asked for",
    "period_start": "Period from",
    "platform": "Platform",
    "platforms": "Platforms",
    "position": "Entry",
    "reason": "Reason",
    "remaining": "What remains",
    "request_id": "Request number",
    "sentence": "What happened",
    "sha256": "SHA-256",
    "size_bytes": "Size in bytes",
    "statement": "Platform's statement",
    "submitted_at": "Submitted at (London time)",
    "submitted_by": "Submitted by",
    "timeliness": "Timeliness",
    "title": "Commitment in short",
    "url": "Web address",
    "value": "Value",
    "version": "Version",
    "version_id": "Update number",
    "withdrawn": "Withdrawn",
}
# Keys by which Parley joins its own tables. They say nothing to a reader.
LEFT_OUT = frozenset({"commitment_id", "platform_id", "slug", "update_id", "id"})


def shown(columns: Iterable[str]) -> dict[str, str]:
    """The columns that a file shows, in their order, each with its title. Raises KeyError for one without a title."""
    return {column: TITLES[column] for column in columns if column not in LEFT_OUT}
