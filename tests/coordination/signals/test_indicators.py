"""Indicators in their normal form: one text for one thing, and a sentence with an example for anything else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.problems import Invalid
from coordination.signals.indicators import KINDS, LONGEST_URL, normal
from data_model.words import IndicatorKind

URL, HANDLE, PDQ = IndicatorKind.URL, IndicatorKind.HANDLE, IndicatorKind.PDQ
NOT_AN_ADDRESS = "This is not a web address."
WHOLE = "Give the whole web address, which begins with https:// or http://."


@pytest.mark.parametrize(("typed", "stored"), [
    ("https://example.com/page", "https://example.com/page"),
    (" HTTPS://Example.COM:443/a/../b/./c ", "https://example.com/b/c"),
    ("http://example.com:80", "http://example.com/"),
    ("http://example.com:8080/", "http://example.com:8080/"),
    ("hxxps://example[.]com/x", "https://example.com/x"),
    ("hXXp://example(.)com", "http://example.com/"),
    ("hxxps[://]www[.]example[dot]com[/]x", "https://www.example.com/x"),
    ("https[:]//example{.}com/", "https://example.com/"),
    ("https://example.com./", "https://example.com/"),
    ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
    ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ("https://example.com/%7ename", "https://example.com/~name"),
    ("https://example.com/?b=2&a=1#Part", "https://example.com/?b=2&a=1#Part"),
    ("https://192.0.2.7/x", "https://192.0.2.7/x"),
    ("https://[2001:DB8::1]/x", "https://[2001:db8::1]/x"),
])
def test_a_web_address_has_one_form(typed: str, stored: str) -> None:
    assert normal(URL, typed) == stored


@pytest.mark.parametrize(("typed", "sentence"), [
    ("example.com/x", WHOLE), ("ftp://example.com/", WHOLE), ("javascript:alert(1)", WHOLE), ("//example.com", WHOLE),
    ("data:text/html,x", WHOLE), ("file:///etc/passwd", WHOLE),
    ("https://", NOT_AN_ADDRESS), ("https://localhost/", NOT_AN_ADDRESS), ("https://example", NOT_AN_ADDRESS),
    ("https://exa$mple.com/", NOT_AN_ADDRESS), ("https://[::1/", NOT_AN_ADDRESS),
    ("https://-a.example/", NOT_AN_ADDRESS),
    ("https://example.com:99999/", NOT_AN_ADDRESS), ("https://example.com:x/", NOT_AN_ADDRESS),
    ("https://1.2.3.4.5/", NOT_AN_ADDRESS), ("https://999.1.1.1/", NOT_AN_ADDRESS),
    ("https://name:secret@example.com/", "Leave out the name or password before the “@” of the web address."),
    ("https://twitter.com@example.com/", "Leave out the name or password before the “@” of the web address."),
    ("https://example.com/a b", "A web address has no spaces and no backslashes."),
    ("https://example.com\\@evil.example/", "A web address has no spaces and no backslashes."),
    (f"https://example.com/{'x' * LONGEST_URL}", "The web address is too long: 2,000 characters are the most."),
    (f"https://example.com/{'ä' * 700}", "The web address is too long: 2,000 characters are the most."),
    ("", "Give the indicator."), (" \n ", "Give the indicator."),
])
def test_what_is_no_web_address_is_refused_with_an_example(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        normal(URL, typed)
    assert [(fault.where, fault.sentence) for fault in refused.value.faults] == [
        ("indicator", f"{sentence} For example: https://example.com/page")]


@pytest.mark.parametrize(("typed", "stored"), [
    ("twitter:@name", "twitter:@name"), ("Twitter: @Some_Name", "twitter:@some_name"), ("FACEBOOK:n", "facebook:@n"),
    ("twitter:@STRASSE", "twitter:@strasse"), ("twitter:@Straße", "twitter:@strasse"),
    ("twitter:@ｎａｍｅ", "twitter:@name"),
    ("twitter:@na\u200bme", "twitter:@name"), ("mastodon.example:@a.b", "mastodon.example:@a.b"),
    ("twitter：@name", "twitter:@name"), ("youtube:@ﬁsh", "youtube:@fish"), ("twitter:@@name", "twitter:@name"),
])
def test_a_user_has_one_form(typed: str, stored: str) -> None:
    assert normal(HANDLE, typed) == stored


@pytest.mark.parametrize(("typed", "sentence"), [
    ("@name", "Say which service the user is on, then a colon, then the name."),
    ("twitter/name", "Say which service the user is on, then a colon, then the name."),
    ("twitter:", "Give the service, a colon, and the name without spaces."),
    ("twitter:@a b", "Give the service, a colon, and the name without spaces."),
    ("https://twitter.com/name", "Give the service, a colon, and the name without spaces."),
    ("tw!tter:@name", "Name the service in plain letters."), ("-:@name", "Name the service in plain letters."),
    ("twitter:@", "The user’s name has at least one character and at most 100."),
    (f"twitter:@{'x' * 101}", "The user’s name has at least one character and at most 100."),
])
def test_what_is_no_user_is_refused_with_an_example(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        normal(HANDLE, typed)
    assert str(refused.value) == f"{sentence} For example: twitter:@name"


@pytest.mark.parametrize("kind", [IndicatorKind.SHA256, IndicatorKind.SHA1, IndicatorKind.MD5])
def test_a_hash_is_in_small_letters_and_as_long_as_its_kind(kind: IndicatorKind) -> None:
    found = hashlib.new(kind.replace("-", "").lower(), b"", usedforsecurity=False).hexdigest()
    assert normal(kind, f" {found.upper()} ") == found == KINDS[kind].example
    assert normal(kind, f"{found[:8]} {found[8:]}") == found
    with pytest.raises(Invalid, match=rf"^{kind} has {len(found)} characters; this has {len(found) - 1}\. For "):
        normal(kind, found[1:])
    with pytest.raises(Invalid, match=rf"^{kind} has only characters from 0 to 9 and a to f\. For example: "):
        normal(kind, f"g{found[1:]}")


def test_a_perceptual_hash_has_256_bits() -> None:
    assert normal(PDQ, "F" * 64) == "f" * 64
    with pytest.raises(Invalid, match=r"^PDQ has 64 characters; this has 16\."):
        normal(PDQ, "f" * 16)


@pytest.mark.parametrize("kind", list(IndicatorKind))
def test_every_kind_has_an_example_that_it_takes_as_it_is(kind: IndicatorKind) -> None:
    assert normal(kind, KINDS[kind].example) == KINDS[kind].example


pieces = st.text() | st.sampled_from(["https://example.com/", "hxxp://", "[.]", "twitter:@", "%2e%2E/", "..", "xn--",
                                      "ß", "İ", "\u200b", "?q=", "#", ":443", "é"])


@given(kind=st.sampled_from([URL, HANDLE]),
       typed=st.lists(pieces, max_size=8).map("".join).flatmap(
           lambda text: st.sampled_from([text, f"https://example.com/{text}", f"https://{text}.test", f"x:@{text}"])))
def test_a_normal_form_is_its_own_and_nothing_else_is_ever_raised(kind: IndicatorKind, typed: str) -> None:
    try:
        stored = normal(kind, typed)
    except Invalid:
        return
    assert normal(kind, stored) == stored
    assert len(stored) <= LONGEST_URL
    assert stored.isprintable()
    assert " " not in stored
