"""Reading STIX bundles from elsewhere: what is a signal, what is not, and what is made to break a reader."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.problems import Invalid
from coordination.signals import bundles
from coordination.signals.bundles import Found
from data_model.words import IndicatorKind, SignalKind, Tlp
from exports.stix import stix_file
from tests.coordination.signals.a_bundle import AMBER, ID, OTHER_AMBER, RED, WHITE, a_bundle, an_indicator
from tests.exports.facts import provenance
from tests.exports.test_stix import SIGNALS, signals

SHA256 = "ab" * 32


def refused(**changes: object) -> str:
    """Why an indicator with these changes cannot be shared."""
    read = bundles.read(a_bundle(an_indicator(**changes)))
    assert read.signals == ()
    (bad,) = read.bad
    return bad.sentence


def test_an_indicator_is_a_signal() -> None:
    assert bundles.read(a_bundle(an_indicator())).signals == (Found(
        ID, SignalKind.CONTENT, None, Tlp.AMBER, "A page that spreads", IndicatorKind.URL, "https://example.com/page",
        datetime(2019, 11, 30, 8, tzinfo=UTC)),)


def test_what_it_says_in_more_words_is_its_summary() -> None:
    (found,) = bundles.read(a_bundle(an_indicator(description="It was seen on five accounts."))).signals
    assert found.summary == "It was seen on five accounts."


@pytest.mark.parametrize(("pattern", "kind", "value", "signal_kind"), [
    ("[url:value = 'HTTP://Example.com:80/a b']".replace(" b", "%20b"), IndicatorKind.URL, "http://example.com/a%20b",
     SignalKind.CONTENT),
    ("[user-account:account_type = 'twitter' AND user-account:account_login = '@Name']", IndicatorKind.HANDLE,
     "twitter:@name", SignalKind.USER),
    (f"[file:hashes.'SHA-256' = '{SHA256.upper()}']", IndicatorKind.SHA256, SHA256, SignalKind.CONTENT),
    (f"[file:hashes.MD5 = '{'ab' * 16}']", IndicatorKind.MD5, "ab" * 16, SignalKind.CONTENT),
    (f"[file:hashes.'SHA-1' = '{'ab' * 20}']", IndicatorKind.SHA1, "ab" * 20, SignalKind.CONTENT),
    (f"[file:hashes.PDQ = '{SHA256}']", IndicatorKind.PDQ, SHA256, SignalKind.CONTENT)])
def test_patterns_are_read_into_their_normal_form(pattern: str, kind: IndicatorKind, value: str,
                                                  signal_kind: SignalKind) -> None:
    (found,) = bundles.read(a_bundle(an_indicator(pattern=pattern))).signals
    assert (found.indicator_kind, found.indicator, found.kind) == (kind, value, signal_kind)


def test_markings_of_both_versions_are_read() -> None:
    assert {ref: bundles.read(a_bundle(an_indicator(object_marking_refs=[ref]))).signals[0].tlp
            for ref in (AMBER, OTHER_AMBER, WHITE, RED)} == {
        AMBER: Tlp.AMBER, OTHER_AMBER: Tlp.AMBER, WHITE: Tlp.CLEAR, RED: Tlp.RED}


def test_a_marking_is_never_guessed() -> None:
    no_marking = "It carries no TLP marking, and Parley does not guess one. Ask whoever sent it."
    assert refused(object_marking_refs=None) == no_marking
    unknown = "marking-definition--3f2504e0-4f89-41d3-9a0c-0305e82c3309"
    named = {"type": "marking-definition", "spec_version": "2.1", "id": unknown, "created": "2019-01-01T00:00:00Z",
             "name": "TLP:CLEAR", "definition_type": "statement", "definition": {"statement": "TLP:CLEAR"}}
    read = bundles.read(a_bundle(named, an_indicator(object_marking_refs=[unknown])))
    assert [each.sentence for each in read.bad] == [no_marking]
    assert refused(object_marking_refs=[AMBER, RED]) == (
        "It is marked TLP:AMBER and TLP:RED. Ask whoever sent it which one holds.")
    assert refused(granular_markings=[{"marking_ref": RED, "selectors": ["description"]}], description="x") == (
        "Parts of it are marked on their own, and Parley marks a signal as a whole.")


def test_both_versions_of_one_marking_are_one() -> None:
    (found,) = bundles.read(a_bundle(an_indicator(object_marking_refs=[AMBER, OTHER_AMBER]))).signals
    assert found.tlp is Tlp.AMBER


@pytest.mark.parametrize(("changes", "words"), [
    ({"pattern": "[domain-name:value = 'example.com']"}, "Parley reads a pattern that says one web address"),
    ({"pattern": "[url:value = 'a'"}, "This is not a valid indicator of STIX 2.1."),
    ({"pattern": "[user-account:account_login = 'name']"}, "names a user, but not on which service"),
    ({"pattern": "[url:value = 'example.com']"}, "Give the whole web address"),
    ({"pattern_type": "snort", "pattern": "alert tcp any any"}, "Its pattern is in another language than STIX."),
    ({"pattern": 7}, "Parley reads a pattern that says"),
    ({"revoked": True}, "Whoever made it has withdrawn it."),
    ({"spec_version": "2.0"}, "This is not an object of STIX 2.1."),
    ({"name": None}, "It has neither a description nor a name, and a signal needs a summary."),
    ({"valid_from": "yesterday"}, "This is not a valid indicator of STIX 2.1."),
    ({"x_custom": "property"}, "This is not a valid indicator of STIX 2.1."),
    ({"valid_until": "2019-01-01T00:00:00Z"}, "This is not a valid indicator of STIX 2.1."),
    ({"id": "indicator--1"}, "This is not a valid indicator of STIX 2.1."),
    ({"id": ["x"]}, "This is not a valid indicator of STIX 2.1."),
    ({"labels": 5}, "This is not a valid indicator of STIX 2.1."),
    ({"extensions": {"a": {"b": {}}}}, "This is not a valid indicator of STIX 2.1.")])
def test_what_cannot_be_shared_says_why(changes: dict[str, object], words: str) -> None:
    assert words in refused(**changes)


def test_one_bad_object_leaves_the_others_as_they_are() -> None:
    other = ID[:-1] + "2"
    read = bundles.read(a_bundle(an_indicator(object_marking_refs=None), an_indicator(id=other), 7, {"id": "x"},
                                 {"type": "identity"}, {"type": "identity"}, {"type": ["indicator"]}))
    assert [each.stix_id for each in read.signals] == [other]
    assert [each.object_id for each in read.bad] == [ID, "object 3", "x", "object 7"]
    assert read.others == {"identity": 2}


def test_of_two_versions_the_newest_counts() -> None:
    old, new = an_indicator(), an_indicator(name="Newer", modified="2019-11-30T10:00:00.5Z")
    for order in ((old, new), (new, old)):
        assert [each.summary for each in bundles.read(a_bundle(*order)).signals] == ["Newer"]
    gone = an_indicator(revoked=True, modified="2019-12-01T10:00:00Z")
    assert bundles.read(a_bundle(new, gone)).signals == ()


@pytest.mark.parametrize(("content", "words"), [
    (b"", "the file is not JSON"), (b"\xff\xfe", "the file is not JSON"), (b"PK\x03\x04", "the file is not JSON"),
    (b"[" * 100_000, "the file is not JSON"), (b'{"a":' * 100_000, "the file is not JSON"),
    (b"9" * 5_000, "the file is not JSON"), (b"7", "This is not a STIX 2.1 bundle."),
    (b"{}", "This is not a STIX 2.1 bundle."), (b"null", "This is not a STIX 2.1 bundle."),
    (b'{"type": "bundle", "objects": 5}', "This is not a STIX 2.1 bundle."),
    (json.dumps({"type": "bundle", "id": "x", "objects": []}).encode(), "This is not a STIX 2.1 bundle."),
    (a_bundle(spec_version="2.0"), "This is not a STIX 2.1 bundle."),
    (a_bundle(*[{}] * 2_001), "This bundle has 2,001 objects, and 2,000 are the most."),
    (a_bundle([[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]), "This file is nested more than 20 deep"),
    (b" " * 5_000_001, "This file has 5,000,001 bytes, and 5,000,000 are the most.")])
def test_a_file_that_is_no_bundle_is_refused_as_a_whole(content: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words.replace(".", r"\.")):
        bundles.read(content)


def test_a_bundle_without_objects_is_empty() -> None:
    assert bundles.read(b'{"type": "bundle", "id": "bundle--3f2504e0-4f89-41d3-9a0c-0305e82c3302"}') == bundles.Bundle()


def test_what_libraries_say_is_not_told_at_any_length() -> None:
    assert len(refused(valid_from="9" * 100_000)) < 300


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
                    max_leaves=8)


@given(st.dictionaries(st.sampled_from([*an_indicator(), "labels", "revoked", "extensions", "external_references",
                                        "granular_markings", "kill_chain_phases", "created_by_ref", "description"]),
                       JSON, max_size=4))
def test_no_object_breaks_the_reader(changes: dict[str, object]) -> None:
    read = bundles.read(a_bundle(an_indicator() | changes, an_indicator(id=ID[:-1] + "9")))
    assert ID[:-1] + "9" in [each.stix_id for each in read.signals]


@given(st.lists(SIGNALS, max_size=5, unique_by=lambda row: row["stix_id"]))
def test_what_is_written_is_read_back_as_the_same_signals(rows: list[dict[str, object]]) -> None:
    read = bundles.read(stix_file(signals(*rows), provenance()))
    assert read.bad == ()
    assert [vars(each) for each in read.signals] == [
        {name: row.get(name, "PARLEY_DOXXING") for name in vars(found)}
        for row, found in zip(rows, read.signals, strict=True)]
