"""Which addresses Parley calls: a company names a web address, and Parley's own network is not to be reached by it."""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address

LONGEST = 2_000
NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.(?!-)[A-Za-z0-9_-]{1,63})*\.?")
WHOLE = "Enter a whole web address, like https://example.com/parley."
# What a setting may open: loopback and private use. Clouds answer with credentials at link-local addresses, and at
# the one that is left out of these.
PRIVATE = tuple(map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128",
                                 "fc00::/7")))
METADATA = ip_network("fd00:ec2::/32")
# Of the Internet's own addresses, those that stand for others (6to4, Teredo and other transition), or for nobody.
GLOBAL_UNICAST = ip_network("2000::/3")
STAND_FOR_OTHERS = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "192.0.0.0/24",
                                          "192.88.99.0/24")))


def wrong(url: str, *, private: bool) -> str:
    """What to do about an address that events cannot be sent to, empty where they can, as far as it can be said without
    asking where its name leads. `private`: whether private addresses, and http, are allowed here."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return WHOLE
    if not url.isascii() or not url.isprintable() or set(url) & set(' \\<>"`^{}|') or len(url) > LONGEST:
        return f"{WHOLE} Write what is not ASCII as browsers send it."
    return _wrong_part(parts, port, private) or _wrong_number(parts.hostname or "", private)


def may_be_called(address: str, *, private: bool) -> bool:
    """Whether Parley may connect to an IP address. `private`: whether private ones are allowed here."""
    given = ip_address(address)
    if isinstance(given, IPv6Address) and given.ipv4_mapped:
        given = given.ipv4_mapped
    if any(given in network for network in PRIVATE):
        return private and given not in METADATA
    if given.is_multicast or given.is_reserved or any(given in network for network in STAND_FOR_OTHERS):
        return False
    return given.is_global and (given.version == 4 or given in GLOBAL_UNICAST)


def _wrong_part(parts: SplitResult, port: int | None, private: bool) -> str:
    if parts.scheme not in ({"https", "http"} if private else {"https"}) or not parts.hostname:
        return WHOLE
    if "@" in parts.netloc:
        return "Leave the user name and password out of the address. The signature shows who sends."
    if parts.fragment or port == 0:
        return WHOLE
    return "" if NAME.fullmatch(parts.hostname) or parts.netloc.startswith("[") else WHOLE


def _wrong_number(host: str, private: bool) -> str:
    """A host that is a number, in any form that the system reads as one (127.1, 0x7f000001), needs no asking."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except OSError:
        return ""
    if all(may_be_called(str(each[4][0]), private=private) for each in found):
        return ""
    return f"{host} is not a public address. Enter one that can be reached from the Internet."
