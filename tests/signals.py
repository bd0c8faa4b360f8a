"""Signals for tests: factories that go through the functions that screens use, and who sees what of a signal, written
out by hand. Whoever tests a page, a download, a file or a feed walks the same `cases()`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlmodel import col

from coordination import clock
from coordination.signals import answering, sharing
from coordination.viewers import Viewer
from data_model.database import reading
from data_model.incidents import Category
from data_model.words import Role, Tlp
from tests import cast as casting
from tests.cast import Cast

THREAT = "STATEMENT_CATEGORY_VIOLENCE/PARLEY_THREAT_TO_NAMED_PERSON"
READS, KNOWS, NOTHING = "reads", "knows", "nothing"
# Twitter shares. In the columns: whoever shares, a colleague of theirs, Facebook's representative (whom TLP:RED names)
# and a colleague, Google's, the Cabinet Office official (whom it names too) and a colleague, the Home Office's, an
# analyst, an administrator, and the representative of a platform that the letter is not addressed to.
# R reads the content, K knows of the signal (who, to whom, when, of what kind), - does not know of it.
WHO = ("twitter", "twitter_colleague", "facebook", "facebook_colleague", "google", "official", "official_colleague",
       "second_official", "analyst", "administrator", "stranger")
EXPECTED = {
    (Tlp.RED, "facebook_person"):           "R R  R - -  K K K  K  - -",
    (Tlp.RED, "official_person"):           "R R  - - -  R K K  K  - -",
    (Tlp.RED, "both_people"):               "R R  R - -  R K K  K  - -",
    (Tlp.AMBER_STRICT, "platform"):         "R R  R R -  K K K  K  - -",
    (Tlp.AMBER_STRICT, "department"):       "R R  - - -  R R K  K  - -",
    (Tlp.AMBER_STRICT, "both"):             "R R  R R -  R R K  K  - -",
    (Tlp.AMBER, "platform"):                "R R  R R -  K K K  K  - -",
    (Tlp.AMBER, "department"):              "R R  - - -  R R R  K  - -",
    (Tlp.AMBER, "both"):                    "R R  R R -  R R R  K  - -",
    (Tlp.GREEN, "platform"):                "R R  R R -  K K K  K  - -",
    (Tlp.GREEN, "department"):              "R R  - - -  R R R  R  - -",
    (Tlp.GREEN, "both"):                    "R R  R R -  R R R  R  - -",
    (Tlp.GREEN, "everyone"):                "R R  R R R  R R R  R  - -",
    (Tlp.CLEAR, "platform"):                "R R  R R -  K K K  K  - -",
    (Tlp.CLEAR, "department"):              "R R  - - -  R R R  R  - -",
    (Tlp.CLEAR, "both"):                    "R R  R R -  R R R  R  - -",
    (Tlp.CLEAR, "everyone"):                "R R  R R R  R R R  R  - -",
}
MEANS = {"R": READS, "K": KNOWS, "-": NOTHING}


@dataclass(frozen=True)
class Case:
    """One signal and one person: what `viewer` (a name of WHO) may see of it."""

    tlp: Tlp
    addressed: str
    viewer: str
    expected: str

    @property
    def signal(self) -> tuple[Tlp, str]:
        """The key of `every_signal`."""
        return self.tlp, self.addressed


@dataclass(frozen=True)
class Shared:
    """A signal on record. `mark` stands in everything that only its readers may read, and nowhere else."""

    id: int
    mark: str


def cases() -> Iterator[Case]:
    """Every marking with everybody whom it may address, and everybody who might look."""
    for (tlp, addressed), line in EXPECTED.items():
        for viewer, letter in zip(WHO, line.split(), strict=True):
            yield Case(tlp, addressed, viewer, MEANS[letter])


def an_audience(engine: Engine, cast: Cast) -> dict[str, Viewer]:
    """Everybody in WHO, with new accounts for those who are not in the standing cast."""
    new = {
        "twitter_colleague": ("Second at Twitter", Role.PLATFORM, "Twitter"),
        "facebook_colleague": ("Second at Facebook", Role.PLATFORM, "Facebook"),
        "google": ("Google representative", Role.PLATFORM, "Google"),
        "official_colleague": ("Second at the Cabinet Office", Role.OFFICIAL, "Cabinet Office"),
    }
    made = {who: casting.viewer(engine, name=name, role=role, organisation=organisation)
            for who, (name, role, organisation) in new.items()}
    return {who: made[who] if who in made else getattr(cast, who) for who in WHO}


def every_signal(engine: Engine, audience: dict[str, Viewer]) -> dict[tuple[Tlp, str], Shared]:
    """One signal for each line of EXPECTED, shared by Twitter."""
    return {key: a_marked_signal(engine, audience, *key) for key in EXPECTED}


def a_marked_signal(engine: Engine, audience: dict[str, Viewer], tlp: Tlp, addressed: str) -> Shared:
    """A signal of Twitter's with this marking, for these, in which everything that only readers may read has a mark."""
    mark = f"content-of-{tlp.lower().replace(':', '-').replace('+', '-')}-for-{addressed.replace('_', '-')}"
    return Shared(a_signal(engine, audience["twitter"], tlp=tlp, summary=mark, indicator=f"https://example.com/{mark}",
                           **addressees(engine, audience, addressed)), mark)


def addressees(engine: Engine, audience: dict[str, Viewer], addressed: str) -> dict[str, object]:
    """The part of a signal's input that says whom it is for."""
    facebook, official = audience["facebook"], audience["official"]
    platform = {"platform_ids": [casting.platform_id(engine, "facebook")]}
    department: dict[str, object] = {"organisation_ids": [official.organisation_id]}
    return {
        "facebook_person": {"account_ids": [facebook.account_id]},
        "official_person": {"account_ids": [official.account_id]},
        "both_people": {"account_ids": [facebook.account_id, official.account_id]},
        "platform": platform, "department": department, "both": platform | department, "everyone": {"everyone": True},
    }[addressed]


def given(engine: Engine, by: Viewer, **changed: object) -> dict[str, object]:
    """What a platform types to share a signal, observed an hour ago. Without addressees it is for everybody."""
    with reading(engine) as session:
        now = clock.now(session)
        category = session.scalars(select(col(Category.id)).where(col(Category.code) == THREAT)).one()
    everybody = not changed.keys() & {"platform_ids", "organisation_ids", "account_ids", "everyone"}
    return {"letter_id": casting.letter_id(engine), "platform_id": casting.own_platform_id(engine, by),
            "kind": "content", "category_id": category, "summary": "The same picture, again.", "indicator_kind": "URL",
            "indicator": "https://example.com/picture", "observed_at": now - timedelta(hours=1), "tlp": Tlp.GREEN,
            "everyone": everybody} | changed


def a_signal(engine: Engine, by: Viewer, **changed: object) -> int:
    """A signal on record. Returns its id."""
    return sharing.share(engine, by, given(engine, by, **changed))


def an_act(engine: Engine, by: Viewer, signal_id: int, words: str = "Taken down.") -> None:
    """The viewer's platform acts on a signal now."""
    with reading(engine) as session:
        now = clock.now(session)
    answering.act(engine, by, signal_id, now, words)
