"""What a downloaded file says, of itself and of the record, and in which headers it travels."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from docx import Document
from sqlalchemy import Engine

from api import figures
from api.downloads import ROUTES
from coordination import audit, requests
from coordination.updates import evidence, submitting
from coordination.version import VERSION
from data_model.database import reading
from data_model.words import Claim, FindingWord
from exports.provenance import CSV_LINES, read_provenance
from page_parts.directory import PAGES
from tests.api.conftest import CSV_EVIDENCE, PUBLIC_URL, Record, Visit
from tests.api.test_access import opened
from tests.cast import Cast, a_draft, a_request, a_version, an_acceptance
from tests.conftest import StoppedClock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMULA = "=HYPERLINK(\"http://elsewhere.example\";\"x\")"
TABLES = ("overview", "history", "updates")


def rows(content: bytes) -> list[dict[str, str]]:
    """The table of a CSV file, a row as column to text."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig").split("\r\n", CSV_LINES)[-1])))


def sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every sheet of a workbook."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in
            openpyxl.load_workbook(io.BytesIO(content))}


def test_every_download_is_an_attachment_that_nobody_keeps_or_guesses_at(visit: Visit, cast: Cast,
                                                                         record: Record) -> None:
    types = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "docx": DOCX, "{evidence_id:int}": "text/csv",
             "rows": "text/csv; charset=utf-8", "json": "application/stix+json;version=2.1",
             **{kind: media_type for kind, (media_type, _) in figures.TYPES.items() if kind != "csv"},
             "figure.csv": "application/zip"}
    for door in ROUTES:
        viewer = next(each for each in (cast.official, cast.administrator, cast.facebook)
                      if each.role in (door.roles or ()))
        answer = opened(visit(viewer), door, record)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment; filename=\"")
        name = door.path.rsplit("/", 1)[1]
        assert answer.headers["content-type"] == types[name if name in types else name.rsplit(".", 1)[-1]]
        assert answer.headers.get_list("content-security-policy")[-1] == "sandbox"


def test_a_refusal_is_not_kept_either(visit: Visit, cast: Cast, record: Record) -> None:
    answers = [visit(None).get("/downloads/overview.csv"), visit(cast.facebook).get("/downloads/overview.csv"),
               visit(cast.official).get("/downloads/overview.csv?as_at=soon")]
    assert [answer.status_code for answer in answers] == [303, 404, 400]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("name", "title", "marking"), [
    ("overview", "Where the platforms stand", "OFFICIAL"), ("history", "Standing day by day", "OFFICIAL"),
    ("updates", "Updates and findings", "OFFICIAL-SENSITIVE")])
def test_a_table_says_where_it_comes_from(name: str, title: str, marking: str, kind: str, visit: Visit, cast: Cast,
                                          record: Record, recorded: Engine) -> None:
    with reading(recorded) as session:
        head = str(audit.head(session))
    answer = visit(cast.analyst).get(f"/downloads/{name}.{kind}")
    assert read_provenance(answer.content) == {
        "Title": title, "Marking": marking, "Exercise": "no", "Letter": "MCO/00433",
        "Source": "Parley, from updates submitted by platforms and findings of officials",
        "As at": "2 December 2019 at 09:00 (London time)", "Made at": "2 December 2019 at 09:00 (London time)",
        "Made by": "Government analyst", "Address": f"{PUBLIC_URL}/figures?letter=MCO%2F00433", "Audit head": head,
        "Parley version": VERSION}
    assert f'filename="parley-{name}-2019-12-02.{kind}"' in answer.headers["content-disposition"]


def test_the_addresses_in_files_are_pages(visit: Visit, cast: Cast, record: Record) -> None:
    for viewer, path in ((cast.analyst, "/downloads/updates.csv"), (cast.facebook, "/downloads/updates.csv"),
                         (cast.administrator, "/downloads/audit.csv"),
                         (cast.official, f"/downloads/requests/{record.request_id}/chasing-letter/facebook.docx")):
        said = read_provenance(visit(viewer).get(path).content)["Address"]
        page = said.removeprefix(f"{PUBLIC_URL}/").partition("?")[0]
        assert viewer.role in PAGES[page].roles


def test_the_overview_has_a_row_for_each_platform_and_commitment(visit: Visit, cast: Cast, record: Record) -> None:
    table = rows(visit(cast.official).get("/downloads/overview.csv").content)
    assert len(table) == 3 * 5
    first = table[0]
    assert (first["Platform"], first["Commitment"], first["Finding"], first["Claim"], first["Timeliness"]) == (
        "Facebook", "1", "partly met", "in progress", "up to date")


def test_the_record_has_each_version_in_its_own_words(visit: Visit, cast: Cast, record: Record) -> None:
    book = sheets(visit(cast.analyst).get("/downloads/updates.xlsx").content)
    assert list(book) == ["Updates", "Criteria", "Evidence", "About this file"]
    updates = [dict(zip(book["Updates"][0], row, strict=True)) for row in book["Updates"][1:]]
    assert sorted((each["Platform"], each["Commitment"], each["Outcome"], each["Reason"], each["Narrative"])
                  for each in updates) == [
        ("Facebook", 1, "accepted", "It follows from the evidence.", Record.SUBMITTED),
        ("Facebook", 2, "returned", Record.RETURNED, "We have begun."),
        ("Twitter", 1, None, None, "twitter-submitted")]
    criteria = {(row[1], row[5], row[-1]) for row in book["Criteria"][1:]}
    assert criteria == {("Facebook", code, "partly met") for code in ("1a", "1b", "1c", "1d")}
    evidence = [dict(zip(book["Evidence"][0], row, strict=True)) for row in book["Evidence"][1:]]
    assert [(each["Evidence"], each["File name"], each["Size in bytes"]) for each in evidence] == [
        (Record.EVIDENCE, "reports.csv", len(CSV_EVIDENCE))]


def test_a_platform_gets_its_own_record_with_drafts_left_out(visit: Visit, cast: Cast, record: Record) -> None:
    assert {row["Narrative"] for row in rows(visit(cast.twitter).get("/downloads/updates.csv").content)} == {
        "twitter-submitted"}
    assert {row["Platform"] for row in rows(visit(cast.twitter).get("/downloads/history.csv").content)} == {"Twitter"}
    own = {row["Narrative"] for row in rows(visit(cast.facebook).get("/downloads/updates.csv").content)}
    assert own == {Record.SUBMITTED, "We have begun."}


def test_a_filter_leaves_rows_out_and_the_file_says_so(visit: Visit, cast: Cast, record: Record) -> None:
    query = "platform=facebook&platform=twitter&commitment=1"
    content = visit(cast.analyst).get(f"/downloads/overview.csv?{query}").content
    assert [(row["Platform"], row["Commitment"]) for row in rows(content)] == [("Facebook", "1"), ("Twitter", "1")]
    said = read_provenance(content)
    assert said["Title"] == "Where the platforms stand: Facebook and Twitter; commitment 1"
    assert said["Address"] == f"{PUBLIC_URL}/figures?letter=MCO%2F00433&{query}"


def test_what_there_is_not_is_not_found(visit: Visit, cast: Cast, record: Record) -> None:
    official = visit(cast.official)
    for name in TABLES:
        for query in ("platform=myspace", "platform=elsewhere", "commitment=6", "commitment=one",
                      "commitment=1&commitment=6", "letter=MCO/1"):
            assert official.get(f"/downloads/{name}.csv?{query}").status_code == 404, query
        for query in ("letter=%00", "platform=%00"):  # what no database stores says nothing
            assert official.get(f"/downloads/{name}.csv?{query}").status_code == 200, query


def test_as_at_is_the_end_of_that_london_day_as_on_screen(visit: Visit, cast: Cast, recorded: Engine,
                                                          stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 2, 9)
    version = a_version(recorded, cast.facebook, claim=Claim.IN_PROGRESS)
    stopped_clock.set_to(2019, 12, 3, 10)
    an_acceptance(recorded, cast.official, version, word=FindingWord.MET)
    stopped_clock.set_to(2019, 12, 4, 11)
    analyst = visit(cast.analyst)

    def known(query: str) -> tuple[str, str, str]:
        content = analyst.get(f"/downloads/overview.csv{query}").content
        row = rows(content)[0]
        return row["Claim"], row["Finding"], read_provenance(content)["As at"]

    assert known("?as_at=2019-12-01") == ("", "", "1 December 2019 at 23:59 (London time)")
    assert known("?as_at=2019-12-02") == ("in progress", "", "2 December 2019 at 23:59 (London time)")
    assert known("?as_at=2019-12-03") == ("in progress", "met", "3 December 2019 at 23:59 (London time)")
    for now in ("", "?as_at=", "?as_at=2019-12-04", "?as_at=2019-12-05", "?as_at=9999-12-31"):
        assert known(now) == ("in progress", "met", "4 December 2019 at 11:00 (London time)")


def test_a_day_that_is_none_gets_a_sentence(visit: Visit, cast: Cast) -> None:
    for day in ("soon", "2019-02-30", "20191202", "2019-W49-1", "2019-12-02T09:00", "02/12/2019", "-2019-12-02",
                "٢٠١٩-١٢-٠٢", "2019-12-02 ; drop"):
        for name in TABLES:
            answer = visit(cast.analyst).get(f"/downloads/{name}.csv", params={"as_at": day})
            assert (answer.status_code, answer.text) == (400, "“as_at” must be a real day, like 2019-12-02."), day


def test_before_the_letter_nothing_was_known(visit: Visit, cast: Cast, record: Record) -> None:
    analyst = visit(cast.analyst)
    for day in ("0001-01-01", "1900-01-01", "2019-11-04"):
        for name in ("history", "updates"):
            answer = analyst.get(f"/downloads/{name}.csv?as_at={day}")
            assert (answer.status_code, rows(answer.content)) == (200, []), day
        overview = rows(analyst.get(f"/downloads/overview.csv?as_at={day}").content)
        assert {row["Finding"] for row in overview} == {""}


def test_what_people_wrote_is_run_by_no_spreadsheet(visit: Visit, cast: Cast, recorded: Engine) -> None:
    a_version(recorded, cast.facebook, narrative=FORMULA, remaining="@SUM(A1)", link=FORMULA)
    analyst = visit(cast.analyst)
    row = rows(analyst.get("/downloads/updates.csv").content)[0]
    assert (row["Narrative"], row["What remains"]) == (f"'{FORMULA}", "'@SUM(A1)")
    book = openpyxl.load_workbook(io.BytesIO(analyst.get("/downloads/updates.xlsx").content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value == FORMULA} == {"s"}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_the_audit_is_exported_exactly_as_filtered(visit: Visit, cast: Cast, record: Record, recorded: Engine,
                                                   stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 12, 5, 9)
    a_request(recorded, cast.second_official, platforms=("twitter",), message="=1+1")
    administrator = visit(cast.administrator)

    def found(**query: str) -> list[str]:
        table = rows(administrator.get("/downloads/audit.csv", params=query).content)
        return [row["What happened"] for row in table if row["Action"] != "download"]  # which each of these is, too

    asked = "Home Office official asked Twitter for an update on commitment 1 by 2019-12-09."
    assert found()[0] == asked
    assert found(actor="Home Office official") == [asked]
    assert found(action="request.ask", search="TWITTER") == [asked]
    assert found(**{"from": "2019-12-05", "to": "2019-12-31"}) == [asked]
    assert asked in found(**{"from": "2019-12-05", "to": "9999-12-31"})
    everything = set(found())
    assert set(found(to="2019-12-04")) | set(found(**{"from": "2019-12-05"})) == everything
    assert asked not in found(to="2019-12-04")
    assert found(as_at="2019-12-04") == found(to="2019-12-04")
    assert found(search="100%_") == found(action="nothing") == []
    with reading(recorded) as session:
        told = audit.entries(session, cast.administrator)
    assert len(found()) == len(told[told["action"] != "download"])


def test_the_audits_file_says_what_was_asked_for(visit: Visit, cast: Cast, record: Record) -> None:
    content = visit(cast.administrator).get("/downloads/audit.xlsx?action=request.ask&to=2019-12-02").content
    said = read_provenance(content)
    assert (said["Title"], said["Marking"], said["Letter"]) == (
        "Audit: action “request.ask” and to “2019-12-02”", "OFFICIAL-SENSITIVE", "all letters")
    assert said["Address"] == f"{PUBLIC_URL}/audit?action=request.ask&to=2019-12-02"
    assert [row[2:4] for row in sheets(content)["Audit"][1:]] == [("Cabinet Office official", "request.ask")]


def test_an_audit_from_after_to_gets_a_sentence(visit: Visit, cast: Cast) -> None:
    answer = visit(cast.administrator).get("/downloads/audit.csv?from=2019-12-03&to=2019-12-02")
    assert (answer.status_code, answer.text) == (
        400, "The first day is after the last one. Choose an earlier first day.")


def test_evidence_comes_as_it_was_attached(visit: Visit, cast: Cast, record: Record) -> None:
    answer = visit(cast.official).get(f"/downloads/evidence/{record.evidence_id}")
    assert answer.content == CSV_EVIDENCE
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"reports.csv\"; filename*=UTF-8''reports.csv")


def test_evidence_of_a_draft_is_its_own_platforms_until_it_is_submitted(visit: Visit, cast: Cast, record: Record,
                                                                        recorded: Engine) -> None:
    update, revision = a_draft(recorded, cast.facebook, commitment=4)
    revision = evidence.add_file(recorded, cast.facebook, update, revision,
                                 {"title": "Draft", "dated_on": date(2019, 11, 20)}, "draft.csv", b"a,b\r\n")
    path = f"/downloads/evidence/{record.evidence_id + 1}"

    def statuses() -> list[int]:
        who = (cast.facebook, cast.official, cast.analyst, cast.twitter)
        return [visit(each).get(path).status_code for each in who]

    assert statuses() == [200, 404, 404, 404]
    submitting.submit(recorded, cast.facebook, update, revision)
    assert statuses() == [200, 200, 200, 404]


def test_no_number_but_a_records_finds_anything(visit: Visit, cast: Cast, record: Record) -> None:
    official = visit(cast.official)
    for number in ("0", "2147483647", "2147483648", "9223372036854775808", "9" * 400, "-1", "1.0", "1e3", "x", "%00"):
        for path in (f"/downloads/evidence/{number}", f"/downloads/requests/{number}/chasing-letter/facebook.docx"):
            assert official.get(path).status_code in {404, 400}, number  # 400 is Streamlit's, for a NUL in a path


def test_the_chasing_letter_is_about_one_platform_and_what_it_has_not_sent(visit: Visit, cast: Cast, recorded: Engine,
                                                                           stopped_clock: StoppedClock) -> None:
    request = a_request(recorded, cast.official, platforms=("facebook", "twitter"), commitments=(1, 2),
                        message="Please hurry.")
    stopped_clock.set_to(2019, 12, 3, 9)
    a_version(recorded, cast.facebook, commitment=2)
    official = visit(cast.second_official)
    content = official.get(f"/downloads/requests/{request}/chasing-letter/facebook.docx").content
    text = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    assert "Request for an update on letter MCO/00433" in text
    assert "Please hurry." in text
    assert any(line.startswith("Commitment 2: an update on 3 December 2019 at 09:00") for line in text)
    assert not any("Twitter" in line for line in text)
    assert any(line.endswith(f"in Parley: {PUBLIC_URL}") for line in text)
    said = read_provenance(content)
    assert said["Address"] == f"{PUBLIC_URL}/requests?letter=MCO%2F00433&request={request}"
    before = official.get(f"/downloads/requests/{request}/chasing-letter/facebook.docx?as_at=2019-12-02").content
    assert "Nothing yet." in [paragraph.text for paragraph in Document(io.BytesIO(before)).paragraphs]


def test_who_was_not_asked_and_what_was_withdrawn_is_not_chased(visit: Visit, cast: Cast, record: Record,
                                                               recorded: Engine) -> None:
    official = visit(cast.official)
    for slug in ("google", "elsewhere", "nobody", "facebook%0A"):
        assert official.get(f"/downloads/requests/{record.request_id}/chasing-letter/{slug}.docx").status_code == 404
    requests.withdraw(recorded, cast.official, record.request_id, "Asked in a meeting.")
    answer = official.get(f"/downloads/requests/{record.request_id}/chasing-letter/facebook.docx")
    assert (answer.status_code, answer.text) == (
        409, "This request was withdrawn on 2 December 2019 at 09:00. There is nothing to chase.")
