"""Signals as STIX 2.1: valid by the library's strict parser, with the published markings, and the same every time."""

import json
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st

from coordination.problems import Invalid
from coordination.signals import stix
from data_model.words import IndicatorKind, SignalKind, Tlp
from exports.stix import COLUMNS, stix_file
from tests.exports.facts import provenance

ID = "indicator--3f2504e0-4f89-41d3-9a0c-0305e82c3301"
VALUES = {
    IndicatorKind.URL: "https://example.com/it's?a=%5Cb", IndicatorKind.HANDLE: "twitter:@o'neil",
    IndicatorKind.PDQ: "0f" * 32, IndicatorKind.SHA256: "ab" * 32, IndicatorKind.SHA1: "cd" * 20,
    IndicatorKind.MD5: "ef" * 16}


def signals(*rows: dict[str, object]) -> pd.DataFrame:
    """Signals as they are exported."""
    usual = {"stix_id": ID, "platform": "Twitter", "slug": "twitter", "kind": SignalKind.CONTENT,
             "category_code": "PARLEY_DOXXING", "tlp": Tlp.AMBER, "summary": "Shared on several pages.",
             "indicator_kind": IndicatorKind.URL, "indicator": "https://example.com/page",
             "observed_at": datetime(2019, 11, 30, 8, 15, tzinfo=UTC),
             "shared_at": datetime(2019, 12, 1, 9, 30, 0, 123456, tzinfo=UTC), "withdrawn_at": None}
    return pd.DataFrame([usual | row for row in rows], columns=COLUMNS, dtype=object)


def objects(content: bytes) -> dict[str, list[dict[str, object]]]:
    """The objects of a bundle by type; the strict parser takes them all."""
    stix2.parse(content.decode(), allow_custom=False, version="2.1")
    found: dict[str, list[dict[str, object]]] = {}
    for each in json.loads(content)["objects"]:
        found.setdefault(each["type"], []).append(each)
    return found


def test_a_signal_is_an_indicator_by_its_platform() -> None:
    found = objects(stix_file(signals({}), provenance()))
    assert {name: len(each) for name, each in found.items()} == {
        "marking-definition": 2, "identity": 2, "indicator": 1, "note": 1}
    indicator, identity = found["indicator"][0], found["identity"][0]
    assert (identity["name"], identity["identity_class"]) == ("Twitter", "organization")
    assert indicator == {
        "type": "indicator", "spec_version": "2.1", "id": ID, "created_by_ref": identity["id"],
        "created": "2019-12-01T09:30:00.123456Z", "modified": "2019-12-01T09:30:00.123456Z",
        "description": "Shared on several pages.", "indicator_types": ["malicious-activity"],
        "pattern": "[url:value = 'https://example.com/page']", "pattern_type": "stix", "pattern_version": "2.1",
        "valid_from": "2019-11-30T08:15:00Z", "labels": ["parley-kind:content", "parley-category:PARLEY_DOXXING"],
        "object_marking_refs": ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                                found["marking-definition"][1]["id"]]}


@pytest.mark.parametrize(("tlp", "id_", "level"), [
    (Tlp.RED, "e828b379-4e03-4974-9ac4-e53a884c97c1", "red"),
    (Tlp.AMBER_STRICT, "939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict"),
    (Tlp.AMBER, "55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber"),
    (Tlp.GREEN, "bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green"),
    (Tlp.CLEAR, "94868c89-83c2-464b-929b-a1a8aa3c8487", "clear")])
def test_markings_are_the_published_ones(tlp: Tlp, id_: str, level: str) -> None:
    found = objects(stix_file(signals({"tlp": tlp}), provenance()))["marking-definition"][0]
    assert found == {
        "type": "marking-definition", "spec_version": "2.1", "id": f"marking-definition--{id_}",
        "created": "2022-10-01T00:00:00.000Z", "name": str(tlp),
        "extensions": {"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": {
            "extension_type": "property-extension", "tlp_2_0": level}}}


def test_every_indicator_carries_the_marking_and_exercise_and_the_file_says_where_it_comes_from() -> None:
    found = objects(stix_file(signals({}), provenance()))
    assert found["marking-definition"][1]["definition"] == {
        "statement": "OFFICIAL-SENSITIVE · EXERCISE – invented for practice. Letter MCO/00433."}
    note = found["note"][0]
    assert note["object_refs"] == [ID]
    assert str(note["content"]).startswith("Title: Updates and findings\nMarking: OFFICIAL-SENSITIVE\nExercise: EXER")
    assert f"Audit head: {provenance().audit_head}" in str(note["content"])


def test_the_same_signals_are_the_same_bytes() -> None:
    assert stix_file(signals({}), provenance()) == stix_file(signals({}), provenance())
    assert stix_file(signals({}), provenance()) != stix_file(signals({"summary": "Other words."}), provenance())


def test_files_made_at_different_moments_hold_the_same_indicator_and_identity() -> None:
    later = provenance(made_at=datetime(2019, 12, 3, tzinfo=UTC), as_at=datetime(2019, 12, 3, tzinfo=UTC))
    before, after = (objects(stix_file(signals({}), each)) for each in (provenance(), later))
    assert [before[kind] for kind in ("indicator", "identity")] == [after[kind] for kind in ("indicator", "identity")]


def test_what_was_withdrawn_is_revoked() -> None:
    gone = datetime(2019, 12, 1, 12, tzinfo=UTC)
    found = objects(stix_file(signals({"withdrawn_at": gone}), provenance()))["indicator"][0]
    assert (found["revoked"], found["modified"]) == (True, "2019-12-01T12:00:00.000Z")


def test_no_signals_are_a_valid_bundle_too() -> None:
    assert set(objects(stix_file(signals(), provenance()))) == {"marking-definition", "identity", "note"}


@pytest.mark.parametrize(("kind", "value"), list(VALUES.items()))
def test_each_kind_of_indicator_is_a_pattern_that_reads_back(kind: IndicatorKind, value: str) -> None:
    found = objects(stix_file(signals({"indicator_kind": kind, "indicator": value}), provenance()))["indicator"][0]
    assert stix.indicator(str(found["pattern"])) == (kind, value)


PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


@given(PRINTABLE, st.from_regex(r"[a-z0-9][a-z0-9.-]{0,20}[a-z0-9]", fullmatch=True))
def test_no_text_breaks_out_of_its_pattern(text: str, service: str) -> None:
    assert stix.indicator(stix.pattern(IndicatorKind.URL, text)) == (IndicatorKind.URL, text)
    name = text.removeprefix("@") or "x"
    read = stix.indicator(stix.pattern(IndicatorKind.HANDLE, f"{service}:@{name}"))
    assert read == (IndicatorKind.HANDLE, f"{service}:@{name.removeprefix('@')}")


SUMMARIES = PRINTABLE.filter(lambda text: text == text.strip())
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2020, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
# Rows for `signals`, each with an indicator in its normal form.
SIGNALS = st.fixed_dictionaries({
    "stix_id": st.uuids(version=4).map(lambda id_: f"indicator--{id_}"), "kind": st.sampled_from(SignalKind),
    "tlp": st.sampled_from(Tlp), "summary": SUMMARIES, "observed_at": MOMENTS,
    "indicator_kind": st.sampled_from(IndicatorKind)}).map(lambda row: row | {
        "indicator": VALUES[row["indicator_kind"]], "shared_at": row["observed_at"] + timedelta(hours=1)})


@given(st.lists(SIGNALS, max_size=5, unique_by=lambda row: row["stix_id"]))
def test_any_signals_make_a_bundle_that_the_strict_parser_takes(rows: list[dict[str, object]]) -> None:
    found = objects(stix_file(signals(*rows), provenance())).get("indicator", [])
    assert [each["id"] for each in found] == [row["stix_id"] for row in rows]


@pytest.mark.parametrize("pattern", [
    "", "[", "[url:value = 'a']  [", "[domain-name:value = 'example.com']", "[url:value = 'a' OR url:value = 'b']",
    "[url:value = 'a'] AND [url:value = 'b']", "[url:value NOT = 'a']", "[url:value LIKE 'a%']", "[url:value = 1]",
    "[url:value = 'a'] WITHIN 5 SECONDS", "[url:value = 'a' AND url:value = 'b']", "[user-account:account_login = 'a']",
    "[file:hashes.'SHA-512' = 'a']", "[file:hashes.MD5 = 'a' AND file:name = 'b']", "[url:value IN ('a')]",
    "(" * 5_000 + "[url:value = 'a']" + ")" * 5_000, "[url:value = '" + "a" * 20_000 + "']",
    "[" + " AND ".join(["url:value = 'a'"] * 500) + "]", "[file:hashes.MD5[*] = 'a']"])
def test_a_pattern_that_finds_anything_else_is_not_understood(pattern: str) -> None:
    with pytest.raises(Invalid):
        stix.indicator(pattern)


def test_labels_of_ours_are_read_and_others_are_not() -> None:
    assert stix.labelled(stix.labels(SignalKind.USER, "PARLEY_DOXXING")) == (SignalKind.USER, "PARLEY_DOXXING")
    assert stix.labelled(["phishing", "parley-kind:elephant"]) == (None, None)
    assert stix.labelled(["parley-kind:user", "parley-kind:content"]) == (None, None)
