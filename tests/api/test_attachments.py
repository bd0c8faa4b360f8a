"""File names on their way to somebody's disk, whatever they were called when they came."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.attachments import disposition, safe_name


@pytest.mark.parametrize(("name", "safe"), [
    ("report.pdf", "report.pdf"),
    ("Our report, final.pdf", "Our report, final.pdf"),
    ("../../etc/passwd.csv", "passwd.csv"),
    ("C:\\Windows\\System32\\evil.pdf", "evil.pdf"),
    ('a"; filename="b.exe.pdf', "a__ filename__b.exe.pdf"),
    ("line\r\nSet-Cookie: x=y.pdf", "lineSet-Cookie_ x_y.pdf"),
    ("report\u202efdp.csv", "reportfdp.csv"),
    ("report\u200b.pdf", "report.pdf"),
    ("Adroddiad – cyflwr.pdf", "Adroddiad – cyflwr.pdf"),
    ("<img src=x onerror=alert(1)>.png", "_img src_x onerror_alert(1)_.png"),
    ("CON.csv", "_CON.csv"),
    ("lpt1.tar.csv", "_lpt1.tar.csv"),
    (".csv", "csv"),
    ("...", "file"),
    ("", "file"),
    ("\x00", "file"),
    ("a" * 500 + ".pdf", "a" * 116 + ".pdf"),
    ("%2e%2e%2fx.pdf", "_2e_2e_2fx.pdf"),
])
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_both_forms_of_the_name_are_sent() -> None:
    assert disposition("Crynodeb – tŷ.pdf") == (
        "attachment; filename=\"Crynodeb  ty.pdf\"; filename*=UTF-8''Crynodeb%20%E2%80%93%20t%C5%B7.pdf")
    assert disposition("报告.pdf") == "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf"


@given(st.text(max_size=300))
def test_no_name_gets_out_of_the_header_or_of_the_folder(name: str) -> None:
    header = disposition(name)
    assert re.fullmatch(r"attachment; filename=\"[^\"\\/\x00-\x1f\x7f]+\"; filename\*=UTF-8''[A-Za-z0-9._~%-]+", header)
    read = unquote(header.rpartition("'")[2])
    assert read == safe_name(name)
    assert read not in {"", ".", ".."}
    assert not re.search(r"[\\/:\x00-\x1f]", read)
    assert len(read) <= 121
