"""What single words of a file mean: days, nations, categories, measures, values. Each is read by a stated rule, or
refused with what is wrong and what to do; nothing is guessed, rounded or turned into something else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from coordination.incidents.cells import NOT_APPLICABLE, NOT_REPORTED, REPORTED, ZERO, number
from coordination.incidents.vocabulary import NATIONS, CategoryInView, MeasureInView, Vocabulary
from coordination.wording import day_in_words
from data_model.words import Nation

FIRST_DAY = date(2000, 1, 1)
LONGEST_PERIOD = 366  # days
LARGEST_VALUE = 10**12
GUARDED = ("'=", "'+", "'-", "'@")
STATES_IN_WORDS = {"not reported": NOT_REPORTED, "not applicable": NOT_APPLICABLE, "n/a": NOT_APPLICABLE}
NATION_WORDS = {
    **{each.value: each for each in Nation},
    "the uk": Nation.UK, "u.k.": Nation.UK, "united kingdom": Nation.UK, "the united kingdom": Nation.UK,
    "cymru": Nation.WALES, "ni": Nation.NORTHERN_IRELAND, "n. ireland": Nation.NORTHERN_IRELAND,
}
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")
WHOLE = re.compile(r"0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+")
DECIMAL = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)\.[0-9]{1,20}")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
NUMERIC = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
WORDED = re.compile(r"([0-9]{1,2}) ([a-z]+) ([0-9]{4})")
APART = re.compile(r"\s+(?:to|-|–)\s+")


class DayFormat(StrEnum):
    """How a table writes days. A person chooses it; it is never guessed. 2019-11-05 is understood in every one."""

    ISO = "2019-11-05"
    DAY_FIRST = "05/11/2019 (day first)"
    MONTH_FIRST = "11/05/2019 (month first)"
    WORDED = "5 November 2019"


@dataclass(frozen=True)
class Wrong:
    """Why a text is refused, and what to do. Of `near`, the most similar is suggested beside it."""

    wrong: str
    remedy: str
    near: tuple[str, ...] = ()


FORMULA = Wrong("This is a formula without its result.",
                "Open the file in the spreadsheet program, save it with the results, or paste the values.")
NATION_REMEDY = "Write uk for the whole of it, or england, scotland, wales or northern ireland."
WRITE_ISO = "Write it as 2019-11-05, or a period as 2019-11-18/2019-11-24."


def clean(text: str) -> str:
    """Without spaces around it, and without the apostrophe with which our files guard what a spreadsheet would run."""
    plain = text.strip()
    return plain[1:] if plain.startswith(GUARDED) else plain


def same(text: str) -> str:
    """A name as it is compared: without regard to case and spaces."""
    return " ".join(clean(text).casefold().split())


def value(text: str) -> tuple[int, float, bool] | Wrong:
    """State, value (NaN where there is none), and whether it has decimals.

    Accepted: digits 0 to 9, with commas at every thousand or none, and decimals after a point (for hours alone: the
    caller checks); “not reported”, “not applicable”, “N/A”. Refused: leading zeros, exponents, signs, other digits.
    """
    plain = clean(text)
    decimal = DECIMAL.fullmatch(plain) is not None
    if decimal or WHOLE.fullmatch(plain):
        if len(plain.split(".")[0]) > 20 or (figure := float(plain.replace(",", ""))) > LARGEST_VALUE:
            return Wrong(f"This is more than {LARGEST_VALUE:,}.", "Check the number.")
        return (ZERO if figure == 0 else REPORTED), figure, decimal
    state = STATES_IN_WORDS.get(plain.casefold())
    return _refused_value(plain) if state is None else (state, float("nan"), False)


# What a refused value looks like, to why it is refused. The first that fits is said.
REFUSED_VALUES: tuple[tuple[str, Wrong], ...] = (
    (r"", Wrong("There is no value.", "Write the number; 0 if there were none; “not reported” or “not applicable”.")),
    (r"=.*", FORMULA),
    (r"-[0-9.,]+", Wrong("A value cannot be negative.", "Write the number itself, or 0.")),
    (r"\+[0-9.,]+", Wrong("The number has a sign.", "Write it without the sign.")),
    (r"0[0-9][0-9.,]*", Wrong("The number begins with 0.", "Write it without zeros in front, if it is a count.")),
    (r"[0-9.,]+e[+-]?[0-9]+", Wrong("The number has an exponent.", "Write all its digits: 100000, not 1E5.")),
    (r"[0-9,]+\.[0-9]{21,}", Wrong("The number has more than 20 decimals.", "Write fewer decimals.")),
    (r"[0-9]+(,[0-9]*)+(\.[0-9]*)?", Wrong("The comma does not stand at a thousand.",
                                           "Write 1234 or 1,234; decimals of hours with a point, 1.5.")),
)


def _refused_value(plain: str) -> Wrong:
    for pattern, wrong in REFUSED_VALUES:
        if re.fullmatch(pattern, plain, re.IGNORECASE | re.ASCII | re.DOTALL):
            return wrong
    if any(letter.isdecimal() and not letter.isascii() for letter in plain):
        return Wrong("The number has digits other than 0 to 9.", "Write it with the digits 0 to 9.")
    return Wrong("This is not a number.", "Write digits alone, or “not reported” or “not applicable”.")


class Days:
    """Reads days, and periods (`first/last` or `first to last`), written in one format. None may be before FIRST_DAY or
    after today."""

    def __init__(self, today: date, written: DayFormat = DayFormat.ISO) -> None:
        self.today, self.written = today, written

    def read(self, text: str) -> tuple[int, int] | Wrong:
        """First and last day, as cells hold them."""
        plain = clean(text)
        parts = APART.split(plain)
        if len(parts) == 1 and not NUMERIC.fullmatch(plain):
            parts = [part.strip() for part in plain.split("/")]
        numbers = [found for part in parts if (found := _numbers(part, self.written))]
        if len(parts) > 2 or len(numbers) < len(parts):
            return self._refused(plain)
        try:
            days = [date(*each) for each in numbers]
        except ValueError:
            return Wrong("There is no such day.", "Write a day of the calendar.")
        return self._period(days[0], days[-1])

    def _period(self, first: date, last: date) -> tuple[int, int] | Wrong:
        if first > last:
            return Wrong("The period ends before it begins.", "Write its first day first.")
        if first < FIRST_DAY:
            return Wrong(f"The day is before {day_in_words(FIRST_DAY)}.", "Check the year.")
        if last > self.today:
            return Wrong("The day is after today.", f"Report days up to {day_in_words(self.today)} only.")
        if (last - first).days >= LONGEST_PERIOD:
            return Wrong(f"The period is longer than {LONGEST_PERIOD} days.", "Report shorter periods, such as weeks.")
        return number(first), number(last)

    def _refused(self, plain: str) -> Wrong:
        if not plain:
            return Wrong("There is no day.", WRITE_ISO)
        if plain.startswith("="):
            return FORMULA
        if self.written is not DayFormat.ISO:
            return Wrong(f"This is not a day written like {self.written}.",
                         "Correct it, or choose the format in which the file writes days.")
        return _refused_iso(plain)


def _numbers(part: str, written: DayFormat) -> tuple[int, int, int] | None:
    """Year, month and day as they are written, or None where they are not."""
    found = ISO.fullmatch(part)
    if found or written is DayFormat.ISO:
        return (int(found[1]), int(found[2]), int(found[3])) if found else None
    if written is DayFormat.WORDED:
        found = WORDED.fullmatch(" ".join(part.casefold().split()))
        month = next((at for at, name in enumerate(MONTHS, 1) if found and found[2] in {name, name[:3]}), None)
        return (int(found[3]), month, int(found[1])) if found and month else None
    found = NUMERIC.fullmatch(part)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    return (year, second, first) if written is DayFormat.DAY_FIRST else (year, first, second)


def _refused_iso(plain: str) -> Wrong:
    """Days in other formats are refused with the same day as it should be written, or both where it could be two."""
    readings = []
    for written, order in ((DayFormat.DAY_FIRST, "day"), (DayFormat.MONTH_FIRST, "month")):
        found = _numbers(plain, written)
        try:
            readings += [(date(*found).isoformat(), order)] if found else []
        except ValueError:
            continue
    if len({day for day, _ in readings}) == 2:
        return Wrong("This day can be read in two ways.",
                     f"Write {readings[0][0]} if the day is first, {readings[1][0]} if the month is.")
    if readings:
        return Wrong("The day is not written year first.", f"Write {readings[0][0]}.")
    return Wrong("This is not a day or a period.", WRITE_ISO)


def nation(text: str) -> tuple[int] | Wrong:
    """A position in NATIONS. Accepted: the words of Nation in any case, and NATION_WORDS."""
    plain = same(text)
    found = NATION_WORDS.get(plain)
    if found is not None:
        return (NATIONS.index(found),)
    if not plain:
        return Wrong("There is no nation.", NATION_REMEDY)
    if plain.startswith("="):
        return FORMULA
    return Wrong("This is not a nation of the United Kingdom.", NATION_REMEDY)


class Names:
    """Finds categories and measures by any of their names, without regard to case and spaces."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.keywords: dict[str, list[CategoryInView]] = {}
        for category in vocabulary.categories:
            self.keywords.setdefault(same(category.keyword), []).append(category)
        self.codes_near = tuple(each.code for each in vocabulary.categories)
        self.keywords_near = tuple(each.keyword for each in vocabulary.categories)
        self.measures_near = tuple(each.key for each in vocabulary.measures)
        self.categories = {same(code): each for code, each in vocabulary.category_by_code.items()}
        self.measures = {same(key): each for key, each in vocabulary.measure_by_key.items()}

    def category(self, text: str) -> tuple[int] | Wrong:
        """Its id, by whole code, by an earlier one, or by a keyword that only one category has."""
        plain = same(text)
        found = self.category_of(plain)
        if found is not None:
            return (found.id,)
        if not plain:
            return Wrong("There is no category.", "Write its code, or TOTAL for all.")
        if plain.startswith("="):
            return FORMULA
        if plain in self.keywords:
            code = self.keywords[plain][0].code
            return Wrong("Several categories have this keyword.", f"Write the whole code, such as {code}.")
        return Wrong("There is no such category.", "Use a code of the template.",
                     self.codes_near if "/" in plain else self.keywords_near)

    def category_of(self, plain: str) -> CategoryInView | None:
        """By a name in the form of `same`; of a path also with an earlier name of its first part."""
        found = self.categories.get(plain)
        if found or "/" not in plain:
            return found
        parent, keyword = plain.split("/", 1)
        above = self.categories.get(parent)
        return self.categories.get(same(f"{above.code}/{keyword}")) if above else None

    def measure(self, text: str) -> tuple[int] | Wrong:
        """Its id, by its key: notices-received, or notices-received v2 for one version of the definition."""
        plain = same(text)
        found: MeasureInView | None = self.measures.get(plain)
        if found is not None:
            return (found.id,)
        if not plain:
            return Wrong("There is no measure.", "Write its key, as in the template.")
        if plain.startswith("="):
            return FORMULA
        return Wrong("There is no such measure.", "Use a key of the template.",
                     self.measures_near)


def platform(name: str, slug: str) -> Callable[[str], tuple[int] | Wrong]:
    """Reads a column of platforms, in which only the sender's own may stand."""
    own = {"", same(name), same(slug)}

    def read(text: str) -> tuple[int] | Wrong:
        if same(text) in own:
            return (0,)
        return Wrong("This is another platform's row.", f"Send only rows of {name}; delete this one.")
    return read
