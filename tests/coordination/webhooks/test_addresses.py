"""Which addresses Parley calls."""

import pytest

from coordination.webhooks import addresses

NOT_PUBLIC = "{} is not a public address. Enter one that can be reached from the Internet."
CREDENTIALS = "Leave the user name and password out of the address. The signature shows who sends."


@pytest.mark.parametrize("url", [
    "https://example.com/hook", "https://example.com", "https://example.com./x?key=1", "https://EXAMPLE.com:8443/",
    "https://8.8.8.8/", "https://[2606:4700::1111]/", "https://xn--bcher-kva.example/", "https://a_b.example.com/",
])
def test_a_public_https_address_is_fine(url: str) -> None:
    assert addresses.wrong(url, private=False) == ""


@pytest.mark.parametrize("url", [
    "", "example.com", "http://example.com/", "ftp://example.com/", "https://", "https:///x", "javascript:alert(1)",
    "https://example.com/#part", "https://example.com:0/", "https://example.com:99999/", "https://example.com:x/",
    "https://exa mple.com/", "https://example..com/", "https://-example.com/", "https://example.com/\nX: y",
    "https://bücher.example/", "https://example.com\\@127.0.0.1/", "https://[::1/", f"https://{'a' * 64}.com/",
    "file:///etc/passwd", f"https://example.com/{'a' * 2000}",
])
def test_what_is_no_https_address_is_refused(url: str) -> None:
    assert addresses.wrong(url, private=False).startswith("Enter a whole web address, like https://example.com/parley.")


@pytest.mark.parametrize("url", ["https://me@example.com/", "https://me:secret@example.com/", "https://@example.com/"])
def test_a_name_and_password_are_refused(url: str) -> None:
    assert addresses.wrong(url, private=True) == CREDENTIALS


@pytest.mark.parametrize("host", [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "10.0.0.1", "192.168.1.1", "172.31.0.1",
    "169.254.169.254", "0.0.0.0", "0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1",
    "198.18.0.1",
])
def test_a_number_that_is_not_public_is_refused_in_any_form(host: str) -> None:
    assert addresses.wrong(f"https://{host}/", private=False) == NOT_PUBLIC.format(host)


@pytest.mark.parametrize("host", [
    "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
    "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "::127.0.0.1", "100::1",
])
def test_an_ipv6_address_that_is_not_public_is_refused(host: str) -> None:
    assert addresses.wrong(f"https://[{host}]/", private=False) == NOT_PUBLIC.format(host)


@pytest.mark.parametrize("url", [
    "http://127.0.0.1:9000/hook", "http://localhost/", "https://10.1.2.3/", "http://[::1]:80/", "https://[fd00::1]/",
    "http://example.com/", "https://[::ffff:127.0.0.1]/",
])
def test_the_setting_opens_private_addresses_and_http(url: str) -> None:
    assert addresses.wrong(url, private=True) == ""


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "0.0.0.0", "::", "224.0.0.1", "fd00:ec2::254",
                                     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "255.255.255.255"])
def test_the_setting_does_not_open_what_is_no_machine_of_ones_own(address: str) -> None:
    assert not addresses.may_be_called(address, private=True)
