"""Evidence: what is kept of a file or a link, what is said of it is checked, and who sees it when."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination.problems import Changed, Invalid, NotAllowed, NotFound
from coordination.updates import drafts, evidence, submitting
from data_model.audit import AuditEntry
from data_model.database import reading
from data_model.updates import Evidence, EvidenceContent
from tests.cast import Cast, a_draft, a_link, a_version
from tests.conftest import StoppedClock

DESCRIBED = {"title": "Our figures", "dated_on": date(2019, 11, 14)}
CSV = b"week,reports\n2019-11-04,12\n"


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
