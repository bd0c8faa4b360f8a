"""Indicators in their normal form, so that the same thing is the same text whoever sends it. Pure."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from urllib.parse import SplitResult, urlsplit

from url_normalize import url_normalize

from coordination.problems import Fault, Invalid
from coordination.texts import on_one_line
from data_model.words import IndicatorKind

LONGEST_URL = 2_000
LONGEST_NAME = 100
# How people write an address so that nobody follows it by accident.
REFANGED = [(re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in (
    (r"^h[tx]{2}p(s?)(?=\W)", r"http\1"), (r"\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\[\.|\.\]", "."),
    (r"\[:\]", ":"), (r"\[://\]", "://"), (r"\[/\]", "/"), (r"\[@\]|\[at\]", "@"))]
HANDLE = re.compile(r"([^\s:@/]+)\s*:\s*@?([^\s:/]+)")
SERVICE = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,48}[a-z0-9])?")
HEX = re.compile(r"[0-9a-f]+")
HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}")


@dataclass(frozen=True)
class KindOfIndicator:
    """How a form asks for an indicator of one kind."""

    label: str
    example: str
    hint: str


KINDS = {
    IndicatorKind.URL: KindOfIndicator(
        "Web address", "https://example.com/page", "Where it is. hxxp and [.] are understood."),
    IndicatorKind.HANDLE: KindOfIndicator(
        "User", "twitter:@name", "The service, a colon, and the name there."),
    IndicatorKind.PDQ: KindOfIndicator(
        "Picture’s perceptual hash (PDQ)", "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22",
        "256 bits, as 64 characters from 0 to 9 and a to f."),
    IndicatorKind.SHA256: KindOfIndicator(
        "File’s SHA-256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "64 characters from 0 to 9 and a to f."),
    IndicatorKind.SHA1: KindOfIndicator(
        "File’s SHA-1", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "40 characters from 0 to 9 and a to f."),
    IndicatorKind.MD5: KindOfIndicator(
        "File’s MD5", "d41d8cd98f00b204e9800998ecf8427e", "32 characters from 0 to 9 and a to f."),
}
LENGTHS = {IndicatorKind.PDQ: 64, IndicatorKind.SHA256: 64, IndicatorKind.SHA1: 40, IndicatorKind.MD5: 32}


def normal(kind: IndicatorKind, text: str) -> str:
    """The indicator's normal form, of at most 2,000 characters; that of a normal form is itself. Raises Invalid, which
    says what is wrong and gives an example."""
    given = on_one_line(text)
    if not given:
        raise _wrong(kind, "Give the indicator.")
    return NORMAL_FORMS.get(kind, _hash)(kind, given)


def _url(kind: IndicatorKind, given: str) -> str:
    for pattern, plain in REFANGED:
        given = pattern.sub(plain, given)
    if " " in given or "\\" in given:
        raise _wrong(kind, "A web address has no spaces and no backslashes.")
    if not re.match(r"https?://", given, re.IGNORECASE):
        raise _wrong(kind, "Give the whole web address, which begins with https:// or http://.")
    try:
        found = url_normalize(given) or ""
        parts, port_fits = _split(found)
    except ValueError as error:
        raise _wrong(kind, "This is not a web address.") from error
    if "@" in parts.netloc:
        raise _wrong(kind, "Leave out the name or password before the “@” of the web address.")
    if not _is_host(parts.hostname or "") or not port_fits or url_normalize(found) != found:
        raise _wrong(kind, "This is not a web address.")
    if len(found) > LONGEST_URL:
        raise _wrong(kind, f"The web address is too long: {LONGEST_URL:,} characters are the most.")
    return found


def _split(address: str) -> tuple[SplitResult, bool]:
    """The address in its parts, and whether its port is one. Raises ValueError."""
    parts = urlsplit(address)
    return parts, parts.port != 0


def _is_host(host: str) -> bool:
    """Whether it is a domain's name, in letters that every system has, or a whole IP address."""
    try:
        address = ip_address(host)
    except ValueError:
        return bool(HOST.fullmatch(host)) and not host.rpartition(".")[2].isdigit()
    return not isinstance(address, IPv4Address) or str(address) == host


def _handle(kind: IndicatorKind, given: str) -> str:
    folded = _folded(given)
    found = HANDLE.fullmatch(folded)
    if found is None and ":" not in folded:
        raise _wrong(kind, "Say which service the user is on, then a colon, then the name.")
    if found is None:
        raise _wrong(kind, "Give the service, a colon, and the name without spaces.")
    service, name = found[1], found[2].strip("@")
    if not SERVICE.fullmatch(service):
        raise _wrong(kind, "Name the service in plain letters.")
    if not name or len(name) > LONGEST_NAME:
        raise _wrong(kind, f"The user’s name has at least one character and at most {LONGEST_NAME}.")
    return f"{service}:@{name}"


def _folded(text: str) -> str:
    """As Unicode compares names: compatible characters and capitals alike, invisible marks gone."""
    before = None
    while text != before:
        before = text
        visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).strip()
    return text


def _hash(kind: IndicatorKind, given: str) -> str:
    digits = given.replace(" ", "").lower()
    length = LENGTHS[kind]
    if not HEX.fullmatch(digits):
        raise _wrong(kind, f"{kind} has only characters from 0 to 9 and a to f.")
    if len(digits) != length:
        raise _wrong(kind, f"{kind} has {length} characters; this has {len(digits)}.")
    return digits


NORMAL_FORMS: dict[IndicatorKind, Callable[[IndicatorKind, str], str]] = {
    IndicatorKind.URL: _url, IndicatorKind.HANDLE: _handle}


def _wrong(kind: IndicatorKind, what: str) -> Invalid:
    return Invalid(Fault("indicator", f"{what} For example: {KINDS[kind].example}"))
