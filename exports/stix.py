"""Signals as a STIX 2.1 bundle. The same signals, asked for by the same person at the same moment, are the same bytes.

Each signal is an indicator, marked by TLP 2.0 and by a statement with the security marking, made by the identity of the
platform that shared it. A note says where the file comes from.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pandas as pd
from stix2.v21 import Bundle, Identity, Indicator, MarkingDefinition, Note, StatementMarking

from coordination.signals import stix
from data_model.words import Tlp
from exports.provenance import Provenance

# Frames have a row a signal whose content may be read, in the order of the file.
COLUMNS = ["stix_id", "platform", "slug", "kind", "category_code", "tlp", "summary", "indicator_kind", "indicator",
           "observed_at", "shared_at", "withdrawn_at"]
OURS = UUID("6b9d7c70-5a4e-4c1b-9b51-0f6f3f0f8f4e")  # made once, for ids that follow from names
TLP_2_SINCE = datetime(2022, 10, 1, tzinfo=UTC)  # the marking definitions' own
# An identity never changes, so that files made at different moments hold the same one.
IDENTITIES_SINCE = datetime(2019, 11, 5, tzinfo=UTC)
SUSPECTED = "malicious-activity"  # of the specification's words for types of indicators


def stix_file(signals: pd.DataFrame, provenance: Provenance) -> bytes:
    """The signals (COLUMNS) as one bundle in JSON."""
    statement = _statement(provenance)
    platforms = dict(zip(signals["slug"], signals["platform"], strict=True))
    identities = {slug: _identity(f"platform/{slug}", name, "organization") for slug, name in sorted(platforms.items())}
    parley = _identity("parley", "Parley", "system")
    indicators = [_indicator(row, identities[row["slug"]].id, statement.id) for row in signals.to_dict("records")]
    objects = [*(_marking(tlp) for tlp in Tlp if tlp in set(signals["tlp"])), statement, *identities.values(), parley,
               *indicators, _note(provenance, parley.id, statement.id, [each.id for each in indicators] or [parley.id])]
    bundle = Bundle(id=_id("bundle", *(each.serialize() for each in objects)), objects=objects)
    return bytes(bundle.serialize(pretty=True).encode())


def _indicator(row: dict[Any, Any], identity: str, statement: str) -> Indicator:
    withdrawn = row["withdrawn_at"]
    gone = {} if pd.isna(withdrawn) else {"revoked": True}
    return Indicator(
        id=row["stix_id"], created_by_ref=identity, created=_moment(row["shared_at"]),
        modified=_moment(withdrawn if gone else row["shared_at"]), description=row["summary"],
        indicator_types=[SUSPECTED], pattern=stix.pattern(row["indicator_kind"], row["indicator"]), pattern_type="stix",
        pattern_version="2.1", valid_from=_moment(row["observed_at"]), labels=stix.labels(row["kind"],
                                                                                          row["category_code"]),
        object_marking_refs=[stix.MARKINGS[row["tlp"]], statement], **gone)


def _marking(tlp: Tlp) -> MarkingDefinition:
    level = tlp.removeprefix("TLP:").lower()
    return MarkingDefinition(
        id=stix.MARKINGS[tlp], created=TLP_2_SINCE, name=str(tlp),
        extensions={stix.TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}})


def _statement(provenance: Provenance) -> MarkingDefinition:
    """What every indicator carries wherever it goes: the security marking, EXERCISE, and the letter."""
    words = f"{provenance.marks}. Letter {provenance.letter}."
    return MarkingDefinition(id=_id("marking-definition", words), created=IDENTITIES_SINCE,
                             definition_type="statement", definition=StatementMarking(statement=words))


def _identity(key: str, name: str, kind: str) -> Identity:
    return Identity(id=_id("identity", key, name), created=IDENTITIES_SINCE, modified=IDENTITIES_SINCE, name=name,
                    identity_class=kind)


def _note(provenance: Provenance, parley: str, statement: str, of: list[str]) -> Note:
    """Where the file comes from, in the words that all files have."""
    words = "\n".join(f"{name}: {value}" for name, value in provenance.lines())
    made = _moment(provenance.made_at)
    return Note(id=_id("note", words, *of), created_by_ref=parley, created=made, modified=made,
                abstract=provenance.title, content=words, object_refs=of, object_marking_refs=[statement])


def _id(kind: str, *parts: str) -> str:
    """An id that follows from what it stands for."""
    return f"{kind}--{uuid5(OURS, chr(0).join([kind, *parts]))}"


def _moment(value: datetime) -> datetime:
    return pd.Timestamp(value).to_pydatetime().astimezone(UTC)
