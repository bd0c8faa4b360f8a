"""Sharing what a STIX bundle holds: tried first, then in one write, and not twice."""

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from coordination import audit, clock, letters
from coordination.problems import Invalid, NotAllowed, NotFound
from coordination.signals import bundles, exporting, sharing
from coordination.signals.bundles import Becomes
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.signals import Signal, SignalAddressee
from data_model.words import Tlp
from exports.stix import stix_file
from tests import cast as casting
from tests.cast import Cast
from tests.coordination.signals.a_bundle import ID, RED, a_bundle, an_indicator
from tests.exports.facts import provenance
from tests.signals import THREAT, a_signal, given

OTHER = ID[:-1] + "2"


def how(engine: Engine, by: Viewer, **changed: object) -> dict[str, object]:
    """For whom a bundle is shared: for Facebook, of the category that signals of tests have."""
    usual = given(engine, by, platform_ids=[casting.platform_id(engine, "facebook")])
    kept = ("letter_id", "platform_id", "category_id", "platform_ids")
    return {name: usual[name] for name in kept} | changed


def tried(engine: Engine, by: Viewer, content: bytes, **changed: object) -> list[tuple[str, str, str]]:
    """Of each object its id, what becomes of it, and why it cannot be shared."""
    with reading(engine) as session:
        found = bundles.dry_run(session, by, bundles.read(content), how(engine, by, **changed))
    assert list(found.columns) == bundles.COLUMNS
    return list(found[["stix_id", "becomes", "problem"]].itertuples(index=False, name=None))


def stored(engine: Engine, by: Viewer, content: bytes, **changed: object) -> list[int]:
    return bundles.store(engine, by, bundles.read(content), how(engine, by, **changed))


def exported(engine: Engine, by: Viewer) -> bytes:
    with reading(engine) as session:
        letter = letters.in_view(session, by)
        found = exporting.content(session, by, letter.id, as_at=clock.now(session))
    return stix_file(found, provenance())


def count(session: Session) -> int:
    session.rollback()
    return session.scalars(select(func.count()).select_from(Signal)).one()


def test_what_would_be_shared_is_shared(recorded: Engine, cast: Cast, session: Session) -> None:
    content = a_bundle(an_indicator(), an_indicator(id=OTHER, object_marking_refs=None))
    assert tried(recorded, cast.twitter, content) == [
        (ID, Becomes.NEW, ""),
        (OTHER, Becomes.BAD, "It carries no TLP marking, and Parley does not guess one. Ask whoever sent it.")]
    assert count(session) == 0
    (id_,) = stored(recorded, cast.twitter, content)
    session.rollback()
    signal = session.get_one(Signal, id_)
    assert (signal.stix_id, signal.tlp, signal.summary) == (ID, Tlp.AMBER, "A page that spreads")
    assert session.scalars(select(col(SignalAddressee.platform_id))).all() == [
        casting.platform_id(recorded, "facebook")]


def test_the_audit_says_how_many_and_quotes_nothing(recorded: Engine, cast: Cast) -> None:
    content = a_bundle(an_indicator(), an_indicator(id=OTHER), an_indicator(id=ID[:-1] + "3", revoked=True))
    first, last = stored(recorded, cast.twitter, content)
    with reading(recorded) as session:
        newest = audit.entries(session, cast.administrator, as_at=None).iloc[0]
    assert (newest["action"], newest["sentence"]) == (
        "signal.import", f"Twitter representative shared signals {first} to {last} for Twitter from a STIX bundle; 1 "
                         "other left out.")


def test_once_it_is_here_it_is_not_shared_again(recorded: Engine, cast: Cast, session: Session) -> None:
    stored(recorded, cast.twitter, a_bundle(an_indicator()))
    assert tried(recorded, cast.twitter, a_bundle(an_indicator())) == [(ID, Becomes.HERE, "")]
    assert stored(recorded, cast.twitter, a_bundle(an_indicator())) == []
    assert count(session) == 1


def test_what_was_exported_is_here_already_and_nothing_changes(recorded: Engine, cast: Cast, session: Session) -> None:
    for number, tlp in enumerate(("TLP:AMBER", "TLP:GREEN", "TLP:CLEAR")):
        a_signal(recorded, cast.twitter, tlp=tlp, indicator=f"https://example.com/{number}",
                 platform_ids=[casting.platform_id(recorded, "facebook")])
    gone = a_signal(recorded, cast.twitter, indicator="https://example.com/gone")
    sharing.withdraw(recorded, cast.twitter, gone, "A mistake.")
    content = exported(recorded, cast.twitter)
    assert [becomes for _, becomes, _ in tried(recorded, cast.twitter, content)] == [Becomes.HERE] * 3 + [Becomes.BAD]
    assert stored(recorded, cast.twitter, content) == []
    assert count(session) == 4


def test_what_another_platform_shared_with_us_is_not_shared_in_our_name(recorded: Engine, cast: Cast) -> None:
    a_signal(recorded, cast.twitter)
    content = exported(recorded, cast.facebook)
    (found,) = tried(recorded, cast.facebook, content, platform_ids=[casting.platform_id(recorded, "google")])
    assert found[1:] == (Becomes.HERE, "Twitter shared it.")


def test_nobody_learns_by_trying_of_what_is_not_theirs(recorded: Engine, cast: Cast) -> None:
    a_signal(recorded, cast.twitter, tlp=Tlp.AMBER, platform_ids=[casting.platform_id(recorded, "google")])
    content = exported(recorded, cast.twitter)
    (found,) = tried(recorded, cast.facebook, content, platform_ids=[casting.platform_id(recorded, "google")])
    assert found[1:] == (Becomes.NEW, "")


def test_addressees_are_checked_against_every_marking(recorded: Engine, cast: Cast, session: Session) -> None:
    content = a_bundle(an_indicator(), an_indicator(id=OTHER, object_marking_refs=[RED]))
    (_, red) = tried(recorded, cast.twitter, content)
    assert red == (OTHER, Becomes.BAD, "TLP:RED is for named people. Choose who at Facebook may read this, or another "
                                       "marking.")
    everyone = tried(recorded, cast.twitter, a_bundle(an_indicator()), platform_ids=[], everyone=True)
    assert everyone[0][1:] == (Becomes.BAD, "TLP:AMBER is for those who need to know. Choose platforms and departments "
                                            "by name, or TLP:GREEN.")
    assert len(stored(recorded, cast.twitter, content)) == 1
    named = tried(recorded, cast.twitter, content, platform_ids=[], account_ids=[cast.facebook.account_id])
    assert [becomes for _, becomes, _ in named] == [Becomes.HERE, Becomes.NEW]


def test_a_category_of_ours_is_kept_and_another_is_chosen(recorded: Engine, cast: Cast) -> None:
    content = a_bundle(an_indicator(labels=[f"parley-category:{THREAT}"]),
                       an_indicator(id=OTHER, labels=["phishing", "parley-category:ELEPHANTS"]))
    assert [each[1:] for each in tried(recorded, cast.twitter, content, category_id=None)] == [
        (Becomes.NEW, ""),
        (Becomes.BAD, "It names no category that Parley knows. Choose one for the bundle.")]
    assert [becomes for _, becomes, _ in tried(recorded, cast.twitter, content)] == [Becomes.NEW, Becomes.NEW]


def test_what_breaks_a_rule_of_signals_says_so(recorded: Engine, cast: Cast) -> None:
    content = a_bundle(an_indicator(valid_from="2019-12-24T08:00:00Z"),
                       an_indicator(id=OTHER, description="word " * 400))
    assert [each[1:] for each in tried(recorded, cast.twitter, content)] == [
        (Becomes.BAD, "It cannot have been observed in the future. Enter London time."),
        (Becomes.BAD, "Shorten the summary to 1,000 characters.")]


def test_only_a_platform_of_the_letter_shares_bundles(recorded: Engine, cast: Cast) -> None:
    content = bundles.read(a_bundle(an_indicator()))
    asked = how(recorded, cast.twitter)
    for viewer, problem in ((cast.official, NotAllowed), (cast.analyst, NotAllowed), (cast.administrator, NotAllowed),
                            (cast.stranger, NotFound)):
        with pytest.raises(problem):
            bundles.store(recorded, viewer, content, asked)
        with reading(recorded) as session, pytest.raises(problem):
            bundles.dry_run(session, viewer, content, asked)


def test_for_another_platform_nothing_is_shared(recorded: Engine, cast: Cast) -> None:
    found = tried(recorded, cast.twitter, a_bundle(an_indicator()),
                  platform_id=casting.platform_id(recorded, "facebook"),
                  platform_ids=[casting.platform_id(recorded, "google")])
    assert found[0][1:] == (Becomes.BAD, "Share for your own platform, to which the letter is addressed.")
    with pytest.raises(Invalid):
        tried(recorded, cast.twitter, a_bundle(), elephants=1)


def test_an_empty_bundle_shares_nothing(recorded: Engine, cast: Cast) -> None:
    assert tried(recorded, cast.twitter, a_bundle()) == []
    assert stored(recorded, cast.twitter, a_bundle()) == []


