"""Evidence: what a file is, its content says. Whatever pretends, bursts, hides or acts is refused."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.updates import drafts, evidence, submitting
from coordination.updates.evidence import DOCX, LARGEST_FILE, XLSX, recognise
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.updates import Evidence, EvidenceContent
from tests.cast import Cast, a_draft, a_link, a_version
from tests.conftest import StoppedClock

DESCRIBED = {"title": "Our figures", "dated_on": date(2019, 11, 14)}
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


def attach(engine: Engine, cast: Cast, name: str = "figures.csv", content: bytes = CSV,
           **changed: object) -> tuple[int, int, int]:
    """A draft of Facebook's with a file. Returns the update, the draft's revision and the evidence."""
    update, revision = a_draft(engine, cast.facebook)
    revision = evidence.add_file(engine, cast.facebook, update, revision, DESCRIBED | changed, name, content)
    with reading(engine) as session:
        return update, revision, int(evidence.of_draft(session, cast.facebook, update)["id"].iloc[-1])


def last_sentence(engine: Engine) -> str:
    with reading(engine) as session:
        return session.scalars(select(col(AuditEntry.sentence)).order_by(col(AuditEntry.position).desc())).first() or ""


def test_a_file_is_kept_with_its_hash_its_own_date_and_who_added_it(
        recorded: Engine, cast: Cast, stopped_clock: StoppedClock) -> None:
    update, _, id_ = attach(recorded, cast)
    with reading(recorded) as session:
        [row] = evidence.of_draft(session, cast.facebook, update).to_dict("records")
        kept = evidence.file(session, cast.facebook, id_)
    assert row == {
        "id": id_, "kind": "file", "title": "Our figures", "dated_on": date(2019, 11, 14), "url": None,
        "file_name": "figures.csv", "media_type": "text/csv", "size_bytes": 27,
        "sha256": "f76dc7efcd12c625e994ffc496efe7e5f2ba43f6df6510b45bc7e3cb9b47c7ca",
        "added_by": "Facebook representative", "added_at": stopped_clock.now}
    assert (kept.name, kept.media_type, kept.content) == ("figures.csv", "text/csv", CSV)
    assert last_sentence(recorded) == (
        f"Facebook representative attached evidence {id_}, a file (27 bytes, SHA-256 {row['sha256']}), to the draft of "
        "Facebook on commitment 1, due 2019-12-06.")


def test_the_hash_is_the_sha_256_of_the_bytes(recorded: Engine, cast: Cast) -> None:
    attach(recorded, cast, content=b"a,b\n")
    with reading(recorded) as session:
        assert session.scalars(select(col(Evidence.sha256))).one() == (
            "5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313")


@pytest.mark.parametrize(("name", "kept"), [
    ("C:\\Users\\me\\figures.csv", "figures.csv"), ("../../etc/figures.csv", "figures.csv"),
    ("fig\nures\x00\t1.csv", "fig ures 1.csv"), ("vsc\u202e.csv", "vsc.csv"), ("x" * 300 + ".csv", "x" * 196 + ".csv"),
])
def test_a_file_keeps_its_own_name_without_folders_or_tricks(recorded: Engine, cast: Cast, name: str,
                                                             kept: str) -> None:
    attach(recorded, cast, name=name)
    with reading(recorded) as session:
        assert session.scalars(select(col(Evidence.file_name))).one() == kept


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"title": " \x00 "}, "Title: this is needed."),
    ({"title": "x" * 201}, "Title: use at most 200 characters."),
    ({"dated_on": "yesterday"}, "Dated on: enter a real date, like 2019-12-02."),
    ({"title": " "}, "Give the evidence a title that says what it shows."),
    ({"dated_on": None}, "Enter the evidence’s own date: when it was published or made."),
    ({"dated_on": date(2019, 12, 3)}, "The evidence's own date cannot be in the future."),
    ({"added_by": 1}, "Added by: this cannot be set here."),
])
def test_what_is_said_of_evidence_is_checked(recorded: Engine, cast: Cast, changed: dict[str, object],
                                             sentence: str) -> None:
    with pytest.raises(Invalid) as refused:
        attach(recorded, cast, **changed)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("url", [
    "https://example.com/a?b=c#d", " http://example.co.uk ", "https://xn--mgbh0fb.xn--kgbechtv/", "https://1.1.1.1/x",
])
def test_a_link_is_a_web_address(recorded: Engine, cast: Cast, url: str) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    evidence.add_link(recorded, cast.facebook, update, revision, a_link(url=url))
    with reading(recorded) as session:
        assert list(evidence.of_draft(session, cast.facebook, update)["url"]) == [url.strip()]
    assert last_sentence(recorded) == (
        "Facebook representative attached evidence 1, a link, to the draft of Facebook on commitment 1, due "
        "2019-12-06.")


@pytest.mark.parametrize("url", [
    "", "example.com", "javascript:alert(1)", "data:text/html,x", "ftp://example.com/", "//example.com", "https://",
    "https://localhost/", "https://.", "https://gov.uk@evil.example.com/", "https://evil.example.com\\.gov.uk/",
    "https://example.com/a b", "https://example.com/\nb", "https://[::1", "https://exa\u202emple.com/",
    "java\nscript:alert(1)//example.com",
])
def test_anything_else_is_not_a_web_address(recorded: Engine, cast: Cast, url: str) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    with pytest.raises(Invalid) as refused:
        evidence.add_link(recorded, cast.facebook, update, revision, a_link(url=url))
    assert str(refused.value) == (
        "Enter a web address that starts with https:// or http://, like https://example.com/page.")


def test_twenty_pieces_are_the_most(recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    for number in range(20):
        revision = evidence.add_link(recorded, cast.facebook, update, revision, a_link(title=f"Link {number}"))
    with pytest.raises(Invalid, match=r"^An update takes at most 20 pieces of evidence\.$"):
        evidence.add_link(recorded, cast.facebook, update, revision, a_link())


def test_adding_and_taking_off_count_as_saving_so_that_another_tab_is_told(recorded: Engine, cast: Cast) -> None:
    update, revision, id_ = attach(recorded, cast)
    for stale in (revision - 1, revision - 2, revision + 1):
        with pytest.raises(Changed):
            evidence.add_link(recorded, cast.facebook, update, stale, a_link())
        with pytest.raises(Changed):
            evidence.take_off(recorded, cast.facebook, update, stale, id_)
    assert evidence.take_off(recorded, cast.facebook, update, revision, id_) == revision + 1


def counts(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        return (session.scalars(select(func.count()).select_from(Evidence)).one(),
                session.scalars(select(func.count()).select_from(EvidenceContent)).one())


def test_what_was_never_submitted_is_deleted_when_taken_off(recorded: Engine, cast: Cast) -> None:
    update, revision, id_ = attach(recorded, cast)
    assert counts(recorded) == (1, 1)
    revision = evidence.take_off(recorded, cast.facebook, update, revision, id_)
    assert counts(recorded) == (0, 0)
    assert last_sentence(recorded) == (
        f"Facebook representative took evidence {id_} off the draft of Facebook on commitment 1, due 2019-12-06.")
    with pytest.raises(NotFound, match=r"^This evidence is not attached to the draft\.$"):
        evidence.take_off(recorded, cast.facebook, update, revision, id_)


def test_what_was_submitted_stays_whatever_becomes_of_a_later_draft(recorded: Engine, cast: Cast) -> None:
    update, revision, id_ = attach(recorded, cast)
    version = submitting.submit(recorded, cast.facebook, update, revision)
    again, revision = a_draft(recorded, cast.facebook)
    assert again == update
    evidence.take_off(recorded, cast.facebook, update, revision, id_)
    assert counts(recorded) == (1, 1)
    with reading(recorded) as session:
        revision = drafts.in_view(session, cast.facebook, update).revision
    drafts.discard(recorded, cast.facebook, update, revision)
    assert counts(recorded) == (1, 1)
    with reading(recorded) as session:
        assert list(evidence.of_version(session, cast.official, version)["id"]) == [id_]
        assert evidence.file(session, cast.official, id_).content == CSV


def test_a_discarded_draft_takes_its_unsubmitted_evidence_with_it(recorded: Engine, cast: Cast) -> None:
    update, revision, _ = attach(recorded, cast)
    drafts.discard(recorded, cast.facebook, update, revision)
    assert counts(recorded) == (0, 0)


def test_only_the_platform_itself_sees_evidence_before_it_is_submitted(
        recorded: Engine, cast: Cast, session: Session) -> None:
    update, revision, id_ = attach(recorded, cast)
    for viewer in cast.everyone():
        if viewer != cast.facebook:
            with pytest.raises(NotFound, match=r"^There is no such file\.$"):
                evidence.file(session, viewer, id_)
            assert evidence.of_draft(session, viewer, update).empty
            with pytest.raises((NotFound, NotAllowed)):
                evidence.add_file(recorded, viewer, update, revision, DESCRIBED, "figures.csv", CSV)
            with pytest.raises((NotFound, NotAllowed)):
                evidence.add_link(recorded, viewer, update, revision, a_link())
            with pytest.raises((NotFound, NotAllowed)):
                evidence.take_off(recorded, viewer, update, revision, id_)
    assert evidence.file(session, cast.facebook, id_).content == CSV
    assert counts(recorded) == (1, 1)


def test_once_submitted_officials_and_analysts_see_it_and_other_platforms_never(recorded: Engine, cast: Cast) -> None:
    update, revision, id_ = attach(recorded, cast)
    version = submitting.submit(recorded, cast.facebook, update, revision)
    with reading(recorded) as session:
        for viewer in (cast.facebook, cast.official, cast.second_official, cast.analyst):
            assert evidence.file(session, viewer, id_).content == CSV
            assert list(evidence.of_version(session, viewer, version)["title"]) == ["Our figures"]
        for viewer in (cast.twitter, cast.stranger, cast.administrator):
            assert evidence.of_version(session, viewer, version).empty
            with pytest.raises(NotFound):
                evidence.file(session, viewer, id_)


def test_evidence_put_on_a_later_draft_is_not_seen_with_the_version_before(recorded: Engine, cast: Cast) -> None:
    version = a_version(recorded, cast.facebook, link="The first")
    update, revision = a_draft(recorded, cast.facebook)
    evidence.add_file(recorded, cast.facebook, update, revision, DESCRIBED, "figures.csv", CSV)
    with reading(recorded) as session:
        assert list(evidence.of_draft(session, cast.facebook, update)["title"]) == ["The first", "Our figures"]
        assert list(evidence.of_version(session, cast.official, version)["title"]) == ["The first"]


def test_nobody_but_a_platform_has_a_file_looked_at(recorded: Engine, cast: Cast,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    monkeypatch.setattr(evidence, "recognise", lambda *_: pytest.fail("was looked at"))
    with pytest.raises(NotAllowed, match=r"^Officials cannot add evidence\.$"):
        evidence.add_file(recorded, cast.official, update, revision, DESCRIBED, "figures.csv", CSV)


def test_a_link_has_no_bytes_to_download(recorded: Engine, cast: Cast) -> None:
    version = a_version(recorded, cast.facebook, link="Our announcement")
    with reading(recorded) as session:
        [row] = evidence.of_version(session, cast.facebook, version).to_dict("records")
        assert (row["kind"], row["file_name"], row["size_bytes"], row["sha256"]) == ("link", None, None, None)
        with pytest.raises(NotFound):
            evidence.file(session, cast.facebook, row["id"])
