"""How an invitation repeats: the rules that calendars of people make. Pure.

Any other is refused before it is worked out: the library would look for meetings until the year 9999 where a rule
never comes true (the 30th of February), for ever at an INTERVAL of 0, and fills the memory with one a second.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coordination.dialogue.calendars.lines import Property
from coordination.dialogue.calendars.times import Unreadable

LONGEST = 500
DAY = "(MO|TU|WE|TH|FR|SA|SU)"
DAYS = f"{DAY}(,{DAY}){{0,6}}"
NTH_DAYS = rf"[+-]?[1-5]{DAY}(,[+-]?[1-5]{DAY}){{0,6}}"
MONTH = "([1-9]|1[0-2])"
ANYWHERE = {"COUNT": r"[1-9]\d{0,5}", "UNTIL": r"\d{8}(T\d{6}Z?)?", "WKST": DAY}


@dataclass(frozen=True)
class Form:
    """One form of rule that always comes true again: how often, the longest interval, and its other parts."""

    frequency: str
    longest_interval: int
    parts: Mapping[str, str]


FORMS = (
    Form("DAILY", 366, {}), Form("DAILY", 1, {"BYDAY": DAYS}),
    Form("WEEKLY", 53, {}), Form("WEEKLY", 53, {"BYDAY": DAYS}),
    Form("MONTHLY", 11, {}), Form("MONTHLY", 11, {"BYMONTHDAY": r"-?([1-9]|[12]\d|3[01])"}),
    Form("MONTHLY", 11, {"BYDAY": f"{DAYS}|{NTH_DAYS}"}),
    Form("MONTHLY", 11, {"BYDAY": DAYS, "BYSETPOS": r"[+-]?[1-4]"}),
    Form("YEARLY", 10, {}), Form("YEARLY", 10, {"BYMONTH": MONTH, "BYMONTHDAY": r"[1-9]|[12]\d"}),
    Form("YEARLY", 10, {"BYMONTH": MONTH, "BYDAY": NTH_DAYS}),
)


def parts(given: Property | None) -> Mapping[str, str]:
    """The parts of an RRULE, none where there is none. Raises Unreadable for a rule of no known form."""
    if given is None:
        return {}
    text = given.value.upper().strip().strip(";")
    found = dict(part.split("=", 1) for part in text.split(";") if "=" in part) if len(text) <= LONGEST else {}
    if not any(_is(form, found) for form in FORMS):
        raise Unreadable(f"its rule in line {given.line} is not one by which meetings repeat: every so many days, "
                         "weeks, months or years. Ask for single invitations.")
    return found


def _is(form: Form, found: Mapping[str, str]) -> bool:
    interval = found.get("INTERVAL", "1")
    others = {name: value for name, value in found.items() if name not in {"FREQ", "INTERVAL", *ANYWHERE}}
    return (found.get("FREQ") == form.frequency and others.keys() == form.parts.keys()
            and not {"COUNT", "UNTIL"} <= found.keys()
            and re.fullmatch(r"[1-9]\d{0,2}", interval) is not None and int(interval) <= form.longest_interval
            and all(re.fullmatch(form.parts[name], value) for name, value in others.items())
            and all(re.fullmatch(pattern, found[name]) for name, pattern in ANYWHERE.items() if name in found))
