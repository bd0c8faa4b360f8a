"""Updates and drafts through the API: one call, or step by step with files."""

from datetime import date

import pytest
from sqlalchemy import Engine

from coordination import audit
from coordination.audit import Sought
from coordination.problems import NotFound
from coordination.updates import drafts
from data_model.database import reading
from tests.api.conftest import CSV_EVIDENCE, Record
from tests.api.v1.conftest import Calls
from tests.cast import Cast, a_draft, a_version, an_acceptance
from tests.conftest import StoppedClock

UPDATE = {"platform": "facebook", "commitment": 1, "claim": "in progress", "narrative": "We have begun.",
          "remaining": "The rest.", "delay_reason": "We started late."}
LINK = {"title": "Our announcement", "dated_on": "2019-11-14", "url": "https://example.com/news"}


def test_an_update_is_submitted_in_one_call(calls: Calls, recorded: Engine, cast: Cast) -> None:
    answer = calls(cast.facebook).post("updates", json=UPDATE | {"statements": {"1a": "Said."}, "evidence": [LINK]})
    assert (answer.status_code, answer.headers["location"]) == (201, "/api/v1/updates/1")
    assert answer.json() == {
        "id": 1, "update_id": 1, "version": 1, "newest": 1, "letter": "MCO/00433", "platform": "facebook",
        "platform_name": "Facebook", "commitment": 1, "title": "One joint piece of advice",
        "period_start": "2019-11-30", "due_on": "2019-12-06", "claim": "in progress", "narrative": "We have begun.",
        "remaining": "The rest.", "delay_reason": "We started late.",
        "criteria": [{"code": code, "text": text, "statement": "Said." if code == "1a" else "", "finding": None}
                     for code, text in _criteria(answer.json())],
        "evidence": [LINK | {"id": 1, "kind": "link", "file_name": None, "media_type": None, "size_bytes": None,
                             "sha256": None, "added_by": "Facebook representative",
                             "added_at": "2019-12-02T09:00:00Z"}],
        "submitted_by": "Facebook representative", "submitted_at": "2019-12-02T09:00:00Z", "outcome": None,
        "finding": None, "reason": "", "decided_by": "", "decided_at": None}
    with reading(recorded) as session:
        newest = audit.entries(session, cast.administrator, Sought(action="update.submit")).iloc[0]
    assert newest["sentence"] == (
        "Facebook representative, by API key 1, submitted version 1 of Facebook's update on commitment 1, due "
        "2019-12-06: claim “in progress”, 1 piece of evidence.")


def _criteria(said: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    found = [(each["code"], each["text"]) for each in said["criteria"]]
    assert [code for code, _ in found] == ["1a", "1b", "1c", "1d"]
    return found


def test_what_is_wrong_is_said_as_on_screen_and_where_and_nothing_is_stored(calls: Calls, recorded: Engine,
                                                                            cast: Cast) -> None:
    program = calls(cast.facebook)
    answer = program.post("updates", json={"platform": "facebook", "commitment": 1, "claim": "delivered"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json() == {
        "type": "http://parley.test/for-developers#problem-invalid",
        "title": "Something in the request must be corrected", "status": 422, "instance": "/api/v1/updates",
        "detail": "Say what you have done. A claim of “delivered” needs at least one file or link as evidence.",
        "errors": [{"pointer": "#/narrative", "detail": "Say what you have done."},
                   {"pointer": "#/evidence",
                    "detail": "A claim of “delivered” needs at least one file or link as evidence."}]}
    with reading(recorded) as session:
        assert drafts.listing(session, cast.facebook, 1).empty


@pytest.mark.parametrize(("changed", "pointer", "sentence"), [
    ({"platform": "twitter"}, "#/platform", "The letter is addressed to no platform of yours by this name."),
    ({"commitment": 9}, "#/commitment", "The letter has no commitment 9."),
    ({"commitment": "1"}, "#/commitment", "Commitment: this is not a number that can be chosen."),
    ({"claim": "done"}, "#/claim", "Claim: choose one of these: 'not started', 'planned', 'in progress', 'delivered' "
                                   "or 'declined'."),
    ({"statements": {"9z": "x"}}, "#/statements", "There is no criterion 9z in this commitment."),
    ({"statements": {"1a": 5}}, "#/statements/1a", "1a: this must be text."),
    ({"evidence": [LINK, LINK | {"title": " "}]}, "#/evidence/1/title",
     "Give the evidence a title that says what it shows."),
    ({"evidence": [LINK | {"url": "nowhere"}]}, "#/evidence/0/url",
     "Enter a web address that starts with https:// or http://, like https://example.com/page."),
    ({"evidence": [LINK | {"dated_on": "2019-12-03"}]}, "#/evidence/0/dated_on",
     "The evidence's own date cannot be in the future."),
    ({"evidence": [LINK | {"dated_on": "2019-02-30"}]}, "#/evidence/0/dated_on",
     "Dated on: enter a real date, like 2019-12-02."),
    ({"due_on": 5}, "#/due_on", "Enter a real day, like 2019-12-02."),
    ({"extra": 1}, "#/extra", "Extra: this cannot be set here."),
])
def test_each_wrong_field_is_pointed_at(calls: Calls, cast: Cast, changed: dict[str, object], pointer: str,
                                        sentence: str) -> None:
    answer = calls(cast.facebook).post("updates", json=UPDATE | changed)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": pointer, "detail": sentence}]


def test_a_period_on_which_nothing_is_due_is_not_found(calls: Calls, cast: Cast) -> None:
    answer = calls(cast.facebook).post("updates", json=UPDATE | {"due_on": "2019-12-05"})
    assert (answer.status_code, answer.json()["detail"]) == (404, "No update is due on that day.")


def test_somebodys_draft_is_not_written_over(calls: Calls, recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook, commitment=1, narrative="A colleague's.")
    answer = calls(cast.facebook).post("updates", json=UPDATE)
    assert (answer.status_code, answer.json()["detail"]) == (
        409, "Facebook representative is writing this update: draft 1, saved on 2 December 2019 at 09:00. Submit "
             "that draft, or discard it.")
    with reading(recorded) as session:
        kept = drafts.in_view(session, cast.facebook, update)
    assert (kept.revision, kept.content.narrative) == (revision, "A colleague's.")


def test_a_second_call_for_the_same_period_is_the_next_version(calls: Calls, cast: Cast) -> None:
    program = calls(cast.facebook)
    program.post("updates", json=UPDATE | {"evidence": [LINK]})
    answer = program.post("updates", json=UPDATE | {"narrative": "More."})
    assert {name: answer.json()[name] for name in ("id", "update_id", "version", "newest", "narrative")} == {
        "id": 2, "update_id": 1, "version": 2, "newest": 2, "narrative": "More."}
    assert [each["id"] for each in answer.json()["evidence"]] == [1]


def test_the_history_is_newest_first_and_can_be_narrowed(calls: Calls, recorded: Engine, cast: Cast,
                                                         stopped_clock: StoppedClock) -> None:
    first = a_version(recorded, cast.facebook, commitment=1)
    an_acceptance(recorded, cast.official, first)
    stopped_clock.advance(hours=1)
    a_version(recorded, cast.twitter, commitment=2)
    program = calls(cast.analyst)
    every = program.get("updates").json()["items"]
    assert [(each["id"], each["platform"], each["commitment"], each["outcome"], each["finding"]) for each in every] == [
        (2, "twitter", 2, None, None), (1, "facebook", 1, "accepted", "partly met")]
    assert [each["id"] for each in program.get("updates?platform=facebook").json()["items"]] == [1]
    assert [each["id"] for each in program.get("updates?commitment=2").json()["items"]] == [2]
    assert program.get("updates?as_at=2019-12-01").json() == {"items": [], "next": None}
    assert [each["id"] for each in calls(cast.facebook).get("updates").json()["items"]] == [1]
    assert program.get("updates/2?as_at=2019-12-01").status_code == 404


def test_a_draft_is_written_step_by_step_and_submitted(calls: Calls, recorded: Engine, cast: Cast) -> None:
    program = calls(cast.facebook)
    begun = program.post("drafts", json={"platform": "facebook", "commitment": 3, "due_on": "2019-11-29"})
    assert (begun.status_code, begun.headers["location"]) == (201, "/api/v1/drafts/1")
    assert begun.headers["etag"] == f'"{begun.json()["revision"]}"'
    words = {"claim": "delivered", "narrative": "Done.", "delay_reason": "Late.", "statements": {"3a": "Weekly."}}
    saved = program.put("drafts/1", json=words, headers={"if-match": begun.headers["etag"]})
    assert saved.status_code == 200
    linked = program.post("drafts/1/evidence/links", json=LINK, headers={"if-match": saved.headers["etag"]})
    filed = program.post("drafts/1/evidence/files", data={"title": "Reports", "dated_on": "2019-11-20"},
                         files={"file": ("reports.csv", CSV_EVIDENCE)}, headers={"if-match": linked.headers["etag"]})
    assert [linked.status_code, filed.status_code] == [201, 201]
    taken = program.delete("drafts/1/evidence/1", headers={"if-match": filed.headers["etag"]})
    assert (taken.status_code, [each["file_name"] for each in taken.json()["evidence"]]) == (200, ["reports.csv"])
    read = program.get("drafts/1")
    assert (read.json(), read.headers["etag"]) == (taken.json(), taken.headers["etag"])
    assert [each["id"] for each in program.get("drafts").json()["items"]] == [1]
    sent = program.post("drafts/1/submission", headers={"if-match": read.headers["etag"]})
    assert (sent.status_code, sent.headers["location"], sent.json()["narrative"]) == (201, "/api/v1/updates/1", "Done.")
    assert (sent.json()["due_on"], sent.json()["evidence"][0]["sha256"]) == (
        "2019-11-29", read.json()["evidence"][0]["sha256"])
    assert program.get("drafts/1").status_code == 404
    file = program.get("evidence/2/file")
    assert (file.content, file.headers["content-type"]) == (CSV_EVIDENCE, "text/csv")
    with reading(recorded) as session:
        last = audit.entries(session, cast.administrator, Sought(action="download")).iloc[0]["sentence"]
    assert last.startswith("Facebook representative, by API key 1, downloaded evidence/2, SHA-256 ")


def test_a_draft_is_discarded(calls: Calls, recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    answer = calls(cast.facebook).delete(f"drafts/{update}", headers={"if-match": f'"{revision}"'})
    assert (answer.status_code, answer.content) == (204, b"")
    with reading(recorded) as session, pytest.raises(NotFound):
        drafts.in_view(session, cast.facebook, update)


def test_a_draft_is_for_its_own_company(calls: Calls, recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    program = calls(cast.twitter)
    assert program.get(f"drafts/{update}").status_code == 404
    assert program.put(f"drafts/{update}", json={}, headers={"if-match": f'"{revision}"'}).status_code == 404
    assert program.get("drafts").json() == {"items": [], "next": None}


def test_a_file_that_is_not_what_it_says_is_refused(calls: Calls, recorded: Engine, cast: Cast) -> None:
    update, revision = a_draft(recorded, cast.facebook)
    answer = calls(cast.facebook).post(
        f"drafts/{update}/evidence/files", data={"title": "x", "dated_on": "2019-11-20"},
        files={"file": ("x.pdf", b"day,reports\r\n1,2\r\n")}, headers={"if-match": f'"{revision}"'})
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"pointer": "#/file", "detail": (
        "“x.pdf” is not a PDF file inside, or is damaged. Attach a PDF, PNG, JPEG, DOCX, XLSX or CSV file.")}])


def test_secrets_of_the_record_reach_the_analyst_and_the_owner(calls: Calls, cast: Cast, record: Record) -> None:
    for who in (cast.analyst, cast.facebook):
        assert record.SUBMITTED in calls(who).get("updates/1").text
    assert calls(cast.twitter).get("updates/1").status_code == 404


def test_days_are_london_days(calls: Calls, cast: Cast) -> None:
    assert date.fromisoformat(calls(cast.facebook).get("me").json()["today"]) == date(2019, 12, 2)


def test_a_draft_is_read_as_it_was_last_saved_though_drafts_are_on_no_audit(
        calls: Calls, recorded: Engine, cast: Cast) -> None:
    update_id, revision = a_draft(recorded, cast.facebook, narrative="The first words.")
    facebook = calls(cast.facebook)
    read, listed = facebook.get(f"drafts/{update_id}"), facebook.get("drafts")
    assert read.json()["narrative"] == "The first words."
    drafts.save(recorded, cast.facebook, update_id, revision, {"narrative": "Other words."})
    again = facebook.get(f"drafts/{update_id}", headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.json()["narrative"]) == (200, "Other words.")
    assert facebook.get("drafts", headers={"If-None-Match": listed.headers["ETag"]}).status_code == 304
