"""Updates as figures to explore: how many versions platforms submitted."""

from collections.abc import Iterator

from coordination import clock
from coordination.exploring.asking import Asking, Found, starts, tallied
from coordination.exploring.measured import EVERY_GRAIN, FIRST, PARLEY, Measured, Subject
from coordination.exploring.views import By
from coordination.incidents.viewing import Meaning
from coordination.letters import LetterInView
from coordination.updates import reading
from data_model.words import Claim

UPDATES = "updates"
UNIT = " updates"


def measures(letter: LetterInView) -> Iterator[Measured]:
    """What can be explored of updates."""
    yield Measured(
        UPDATES, "Updates submitted", Subject.UPDATES,
        Meaning(UPDATES, "Updates submitted", FIRST, "Versions of updates that platforms submitted, on the day of "
                "submitting, by what they claim. A version counts whether it was accepted or returned.", PARLEY, UNIT),
        UNIT, True, (By.PLATFORM, By.COMMITMENT, By.KIND), EVERY_GRAIN, letter.marking,
        tuple(word.value for word in Claim), "claim")


def figures(asking: Asking, measured: Measured) -> Found:
    """How many versions were submitted in each stretch of time."""
    names = {By.PLATFORM: tuple(asking.platforms.values()), By.COMMITMENT: tuple(asking.commitments.values()),
             By.KIND: asking.kinds(measured)}
    history = reading.history(asking.session, asking.viewer, asking.letter.id, as_at=asking.as_at)
    history = history.assign(kind=[each.value for each in history["claim"]])
    found = history[history["slug"].isin(list(asking.platforms)) & history["kind"].isin(names[By.KIND])
                    & history["commitment"].isin(list(asking.commitments))]
    events = found.assign(platform=found["slug"].map(dict(asking.platforms)), number=1,
                          commitment=found["commitment"].map(dict(asking.commitments)),
                          first_day=starts(asking, [clock.day(each) for each in found["submitted_at"]]))
    return Found(tallied(asking, names, events), names)
