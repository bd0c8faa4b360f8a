"""Reach in words: what is known of it, and what is not, is said on screens, in figures and in files alike. Pure."""

from collections.abc import Mapping
from math import ceil

from coordination.letters import LetterInView
from coordination.reach import timing
from coordination.reach.reading import Reach
from coordination.wording import counted, day_in_words, moment_in_words
from data_model.words import Audience

HOW = ("Nobody knows which people got two sendings. So “at least” takes it that the smaller ones went to people whom "
       "the larger ones had reached already, and “at most” that everybody got only one, as far as there are people. "
       "Where one figure is shown, it is the lower one.")
PEOPLE: Mapping[Audience, tuple[str, str]] = {
    Audience.CANDIDATES: ("candidate", "candidates"),
    Audience.AGENTS: ("agent", "agents"),
    Audience.ELECTORAL_STAFF: ("member of electoral staff", "electoral staff"),
}


def at_least(reach: Reach) -> str:
    """“At least 1,204 and at most 2,950 of 3,327 (36% to 89%)”, “Exactly 12 of 36 (33%)”, “None of 3,327”, “None”"""
    lower, upper = reach.bounds.lower, reach.bounds.upper
    of = "" if reach.population is None else f" of {reach.population:,}"
    if not upper:
        return f"None{of}"
    found = f"Exactly {lower:,}" if lower == upper else f"At least {lower:,} and at most {upper:,}"
    return f"{found}{of}{_shares(reach)}"


def percentages(reach: Reach) -> tuple[int, int] | None:
    """The shares in whole percent: the lower rounded down and the upper up, so that neither says too much."""
    if reach.shares is None:
        return None
    lower, upper = reach.shares
    return int(lower * 100), ceil(upper * 100 - 1e-9)


def unknown(reach: Reach) -> str:
    """That nobody said how many there are; empty where somebody did."""
    if reach.population is not None or reach.party:
        return ""
    return (f"How many {PEOPLE[reach.audience][1]} there are is not known until an official enters it, with its "
            "source; so there is no share.")


def how_soon(reach: Reach, letter: LetterInView) -> str:
    """“The first sending was on 23 November 2019, 18 days after the letter and up to 224 hours after nominations closed
    on 14 November 2019 at 16:00.”"""
    if reach.first_on is None:
        return ""
    return (f"The first sending was on {day_in_words(reach.first_on)}, "
            f"{timing.after_letter(reach.first_on, letter.signed_on)} and "
            f"{timing.against_close(reach.first_on, letter.close_of_nominations)} "
            f"on {moment_in_words(letter.close_of_nominations)}.")


def people(number: int, audience: Audience) -> str:
    """3,327 candidates, 1 agent"""
    return counted(number, *PEOPLE[audience])


def _shares(reach: Reach) -> str:
    found = percentages(reach)
    if found is None:
        return ""
    exact = reach.bounds.lower == reach.bounds.upper
    return f" ({found[0]}%)" if exact or found[0] == found[1] else f" ({found[0]}% to {found[1]}%)"
