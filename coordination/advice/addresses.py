"""Addresses in advice: which a link may lead to, and what is wrong with one. Checked for form; never fetched. Pure."""

import re
from urllib.parse import urlsplit

from pydantic import validate_email
from pydantic_core import PydanticCustomError

WEB = ("https", "http")
TELEPHONE = re.compile(r"\+?[0-9][0-9() .-]{1,19}")  # 999 and 101 are numbers too
LOOKS_LIKE_A_SITE = re.compile(r"(?:[a-z]+://)?(?:[\w-]+\.)+[a-z]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)


def leads_somewhere(address: str) -> bool:
    """Whether a link may lead there."""
    return not wrong(address)


def wrong(address: str) -> str:
    """What to do about an address that a link may not lead to; empty where it may."""
    scheme, _, rest = address.partition(":")
    scheme = scheme.lower()
    if scheme in WEB:
        return "" if _is_web(address) else "Enter a whole web address, like https://example.com/report."
    if scheme == "mailto":
        return "" if _is_email(rest) else "Enter one email address, like mailto:name@example.com."
    if scheme == "tel":
        return "" if TELEPHONE.fullmatch(rest.replace("%20", " ")) else "Enter a telephone number, like tel:101."
    return "A link begins with https://, http://, mailto: or tel:."


def names(words: str) -> bool:
    """Whether words look like an address themselves."""
    return bool(LOOKS_LIKE_A_SITE.fullmatch(words.strip()))


def site(address: str) -> str:
    """The site of a web address in small letters, without www; for another address, all of it."""
    whole = address.strip() if ":" in address else f"https://{address.strip()}"
    return (urlsplit(whole).hostname or whole).lower().removeprefix("www.")


def _is_web(address: str) -> bool:
    """A browser opens it on the site that it seems to name: no spaces, and no name before an “@”."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    named = "." in host.strip(".") and "@" not in parts.netloc and "%" not in host
    return named and address.isprintable() and not set(address) & set(' \\<>"`')


def _is_email(address: str) -> bool:
    try:
        return validate_email(address)[1] == address
    except PydanticCustomError:
        return False
