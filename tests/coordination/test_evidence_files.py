"""Evidence: what a file is, its content says. Whatever pretends, bursts, hides or acts is refused."""

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter

from coordination.problems import Invalid
from coordination.updates import evidence
from coordination.updates.evidence import DOCX, LARGEST_FILE, XLSX, recognise

CSV = b"week,reports\n2019-11-04,12\n"


def made(write: Callable[[io.BytesIO], object]) -> bytes:
    into = io.BytesIO()
    write(into)
    return into.getvalue()


def pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    return made(writer.write)


def image(kind: str) -> bytes:
    return made(lambda into: Image.new("RGB", (4, 4)).save(into, kind))


def office(kind: str) -> bytes:
    return made(docx.Document().save if kind == "docx" else openpyxl.Workbook().save)


def rezipped(original: bytes, *, change: Callable[[str, bytes], bytes] = lambda _, content: content,
             add: dict[str, bytes] | None = None) -> bytes:
    """An office file with parts changed and added."""
    def write(into: io.BytesIO) -> None:
        with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
            for name, content in (add or {}).items():
                new.writestr(name, content)
    return made(write)


FILES = {"pdf": pdf(), "png": image("PNG"), "jpg": image("JPEG"), "jpeg": image("JPEG"), "docx": office("docx"),
         "xlsx": office("xlsx"), "csv": CSV}


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        recognise(name, content)
    assert refused.value.faults[0].where == "file"
    return str(refused.value)


def not_inside(name: str) -> str:
    ending = name.rsplit(".", 1)[1].upper()
    return (f"“{name}” is not a {ending} file inside, or is damaged. "
            "Attach a PDF, PNG, JPEG, DOCX, XLSX or CSV file.")


@pytest.mark.parametrize(("ending", "media_type"), [
    ("pdf", "application/pdf"), ("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
    ("docx", DOCX), ("xlsx", XLSX), ("csv", "text/csv"), ("PDF", "application/pdf"),
])
def test_every_kind_that_we_take_is_recognised(ending: str, media_type: str) -> None:
    assert recognise(f"file.{ending}", FILES[ending.lower()]) == media_type


@pytest.mark.parametrize("claimed", ["pdf", "png", "jpg", "docx", "xlsx", "csv"])
@pytest.mark.parametrize("actual", ["pdf", "png", "jpg", "docx", "xlsx", "csv"])
def test_a_file_under_another_kinds_name_is_refused(claimed: str, actual: str) -> None:
    if claimed != actual:
        assert refusal(f"file.{claimed}", FILES[actual]) == not_inside(f"file.{claimed}")


@pytest.mark.parametrize("name", ["run.exe", "page.html", "macro.docm", "picture.svg", "archive.zip", "pdf", ".pdf",
                                  "file.pdf.exe", "file", ""])
def test_a_name_of_another_kind_is_refused_whatever_is_inside(name: str) -> None:
    assert refusal(name, FILES["pdf"]) == (
        f"“{name}” is not a kind of file that we take. Attach a PDF, PNG, JPEG, DOCX, XLSX or CSV file.")


@pytest.mark.parametrize("content", [
    b"MZ\x90\x00" + b"\x00" * 200, b"\x7fELF" + b"\x00" * 200, b"<html><script>alert(1)</script></html>",
    b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"#!/bin/sh\nrm -rf /\n",
    b"\x00" * 100, b"%PDF-1.7\nnothing more", b"\x89PNG\r\n\x1a\nnothing more", b"\xff\xd8\xff\xe0nothing more",
    b"PK\x03\x04nothing more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"GIF89a" + b"\x00" * 50,
], ids=["exe", "elf", "html", "svg", "script", "zeros", "pdf", "png", "jpeg", "zip", "old-office", "gif"])
@pytest.mark.parametrize("ending", ["pdf", "png", "jpg", "docx", "xlsx", "csv"])
def test_what_only_begins_like_a_file_or_is_another_kind_of_file_is_refused(ending: str, content: bytes) -> None:
    assert refusal(f"file.{ending}", content) == not_inside(f"file.{ending}")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_cut_off_office_file_is_refused(kind: str) -> None:
    content = FILES[kind]
    for length in (10, len(content) // 2, len(content) - 30):
        assert refusal(f"file.{kind}", content[:length]) == not_inside(f"file.{kind}")


def test_an_empty_file_is_refused() -> None:
    assert refusal("file.pdf", b"") == "“file.pdf” is empty. Attach the file again."


def test_ten_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    row = b"a,b\n"
    largest = row * (LARGEST_FILE // len(row))
    assert len(largest) == 10_485_760
    assert recognise("file.csv", largest) == "text/csv"
    assert refusal("file.csv", largest + b"\n") == (
        "“file.csv” is 10.0 MB. The most is 10 MB; attach a smaller file.")
    assert refusal("file.csv", largest + largest[:LARGEST_FILE // 2]).startswith("“file.csv” is 15.0 MB.")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_macro_is_refused_under_its_own_name_and_under_any_other(kind: str) -> None:
    original = FILES[kind]
    folder = "word" if kind == "docx" else "xl"
    plain = rezipped(original, add={f"{folder}/VBAProject.BIN": b"macro"})
    assert refusal(f"file.{kind}", plain) == not_inside(f"file.{kind}")

    def declared(name: str, content: bytes) -> bytes:
        part = b'<Override PartName="/%s/x.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        return content.replace(b"</Types>", part % folder.encode()) if name == "[Content_Types].xml" else content

    renamed = rezipped(original, change=declared, add={f"{folder}/x.bin": b"macro"})
    assert refusal(f"file.{kind}", renamed) == not_inside(f"file.{kind}")


def test_a_file_with_macros_enabled_is_not_the_kind_without() -> None:
    def enabled(name: str, content: bytes) -> bytes:
        return content.replace(b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
                               b"vnd.ms-excel.sheet.macroEnabled.main") if name == "[Content_Types].xml" else content

    assert refusal("file.xlsx", rezipped(FILES["xlsx"], change=enabled)) == not_inside("file.xlsx")


def test_an_archive_that_only_holds_the_right_names_is_refused() -> None:
    empty = made(lambda into: zipfile.ZipFile(into, "w").writestr("word/document.xml", b"<x/>"))
    assert refusal("file.docx", empty) == not_inside("file.docx")


def test_a_part_that_is_there_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = rezipped(FILES["docx"], add={"[Content_Types].xml": b"<other/>"})
    assert refusal("file.docx", twice) == not_inside("file.docx")


def test_a_bomb_is_refused_without_being_opened() -> None:
    megabyte = b"\x00" * 1024 * 1024
    bomb = rezipped(FILES["xlsx"], add={f"xl/media/{number}.bin": megabyte for number in range(201)})
    assert len(bomb) < 1_000_000
    assert refusal("file.xlsx", bomb) == not_inside("file.xlsx")
    bearable = rezipped(FILES["xlsx"], add={f"xl/media/{number}.bin": megabyte for number in range(100)})
    assert recognise("file.xlsx", bearable) == XLSX


def test_a_bomb_in_the_list_of_contents_is_refused() -> None:
    def bomb(name: str, content: bytes) -> bytes:
        return content + b" " * 2 * 1024 * 1024 if name == "[Content_Types].xml" else content

    assert refusal("file.docx", rezipped(FILES["docx"], change=bomb)) == not_inside("file.docx")


def test_a_list_of_contents_that_does_not_unpack_is_refused() -> None:
    whole = bytearray(FILES["docx"])
    with zipfile.ZipFile(io.BytesIO(FILES["docx"])) as archive:
        part = archive.getinfo("[Content_Types].xml")
    start = part.header_offset + 30 + len(part.filename)
    whole[start:start + 20] = b"\xff" * 20
    assert refusal("file.docx", bytes(whole)) == not_inside("file.docx")


def test_an_image_that_would_fill_the_memory_is_refused() -> None:
    bomb = made(lambda into: Image.new("1", (20_000, 20_000)).save(into, "PNG"))
    assert len(bomb) < 100_000
    assert refusal("file.png", bomb) == not_inside("file.png")


@pytest.mark.parametrize("front", ["pdf", "png", "jpg", "csv"])
@pytest.mark.parametrize("back", ["docx", "xlsx"])
def test_a_file_that_is_two_kinds_at_once_is_refused_as_either(front: str, back: str) -> None:
    both = FILES[front] + FILES[back]
    assert refusal(f"file.{front}", both) == not_inside(f"file.{front}")
    assert refusal(f"file.{back}", both) == not_inside(f"file.{back}")


@pytest.mark.parametrize("content", [
    "naam;aantal\nÅse;3\n".encode("utf-8-sig"), "name\tcount\n£;3\n".encode("cp1252"), b"a,b\r\n1,2\r\n",
])
def test_a_table_may_be_in_the_encodings_that_spreadsheets_write(content: bytes) -> None:
    assert recognise("file.csv", content) == "text/csv"


@pytest.mark.parametrize("content", [b"one column\nonly\n", b"a,b\n\x00\n", b"a,b\n\x1b[2J\n", b" <b>,</b>\n", b"\n \n",
                                     "a,b\n".encode("utf-16")])
def test_what_is_not_a_table_is_refused_as_one(content: bytes) -> None:
    assert refusal("file.csv", content) == not_inside("file.csv")


@settings(max_examples=400)
@given(st.sampled_from(["pdf", "png", "jpg", "docx", "xlsx"]), st.data())
def test_a_file_damaged_anywhere_is_taken_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    content = FILES[kind]
    for _ in range(data.draw(st.integers(1, 8))):
        place, cut = data.draw(st.integers(0, len(content))), data.draw(st.integers(0, 30))
        content = content[:place] + data.draw(st.binary(max_size=10)) + content[place + cut:]
    name = f"file.{kind}"
    try:
        found = recognise(name, content or b"nothing")
    except Invalid as problem:
        found = str(problem)
    assert found in {evidence.TYPES[kind], not_inside(name)}
