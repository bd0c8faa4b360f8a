"""What a person may be reminded of, one item for each thing that needs them. Pure: the very rows that Home and the
overview show go in, so that mail and screen never disagree.

An item says what kind of thing it is, on which letter, platform and commitment, and by when. Of what people wrote it
says nothing: mail is read on telephones and forwarded.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from coordination.clock import day, start_of
from coordination.letters import LetterInView
from coordination.schedule import DUE_SOON_WORKING_DAYS, Obligation, Timeliness, timeliness, working_days_after
from coordination.updates.owing import Owing
from coordination.wording import counted, days_in_words, listed, moment_in_words, weekday_in_words
from data_model.words import ReminderKind, ReminderTime

Row = Mapping[Hashable, Any]  # one row of a frame
Times = Mapping[ReminderKind, ReminderTime]  # when a person wants to be told of what
ONE_DAY = timedelta(days=1)
# What happened longer ago is left to the day's message: after a standstill nobody gets fifty at once.
NEWS_FOR = ONE_DAY
LONG_FOR_REVIEW = 5  # working days, as long as a platform is usually given to answer


@dataclass(frozen=True)
class Item:
    """One thing that needs a person. `kinds` are what it is, the first of them as which it is listed; `subject` names
    it among all others; `since` is when it came to be so; `link` is a path with its query."""

    kinds: tuple[ReminderKind, ...]
    subject: str
    since: datetime
    letter: str
    sentence: str
    link: str

    def wanted(self, times: Times) -> tuple[ReminderKind, ...]:
        """The kinds as which the person wants to be told of it."""
        return tuple(kind for kind in self.kinds if times.get(kind, ReminderTime.NEVER) is not ReminderTime.NEVER)

    def urgent(self, times: Times, now: datetime) -> ReminderKind | None:
        """The kind as which the person wants to be told of it at once, where it is news."""
        at_once = (kind for kind in self.kinds if times.get(kind) is ReminderTime.AT_ONCE)
        return next(at_once, None) if now - self.since < NEWS_FOR else None


def updates_owed(owed: Iterable[Owing], letter: LetterInView, today: date) -> list[Item]:
    """What a platform's own people owe, the most pressing first, as Home lists it."""
    return [_owed(each, letter, today) for each in sorted(owed, key=lambda each: each.urgency) if each.open]


def returns_owed(returns: pd.DataFrame, letter: LetterInView, today: date) -> list[Item]:
    """The incident returns of a platform's own that are late or due soon. `returns` has incidents.due.COLUMNS."""
    pressing = returns[returns["timeliness"] != Timeliness.UP_TO_DATE]
    return [_return(row, letter, today, "/send-return") for row in pressing.to_dict("records")]


def returns_late(returns: pd.DataFrame, letter: LetterInView, today: date) -> list[Item]:
    """The incident returns that officials see are late. `returns` has incidents.due.COLUMNS."""
    return [_return(row, letter, today, "/incidents") for row in returns.to_dict("records")]


def updates_late(late: pd.DataFrame, letter: LetterInView) -> list[Item]:
    """The updates that officials see are late. `late` has standing.COLUMNS."""
    return [Item((ReminderKind.OVERDUE,), f"update {letter.id}/{row['slug']}/{row['commitment']}/{row['due_on']}",
                 start_of(row["due_on"] + ONE_DAY), letter.reference,
                 f"{_where(row)}: {_update_late(row['timeliness'], row['due_on'])}", _trail(row, letter))
            for row in late.to_dict("records")]


def answers_late(unanswered: pd.DataFrame, letter: LetterInView) -> list[Item]:
    """The answers to requests that officials see are late. `unanswered` has requests.PAIR_COLUMNS."""
    return [Item((ReminderKind.OVERDUE,), f"request {row['request_id']}/{row['slug']}/{row['commitment']}",
                 start_of(row["due_on"] + ONE_DAY), letter.reference,
                 f"{_where(row)}: the answer to request {row['request_id']} was due on "
                 f"{weekday_in_words(row['due_on'])}", _link("/requests", letter, request=row["request_id"]))
            for row in unanswered.to_dict("records")]


def reviews_late(waiting: pd.DataFrame, letter: LetterInView, today: date) -> list[Item]:
    """The versions that have waited for review for longer than LONG_FOR_REVIEW. `waiting` has reading.COLUMNS."""
    found = []
    for row in waiting.to_dict("records"):
        last = working_days_after(day(row["submitted_at"]), LONG_FOR_REVIEW)
        if last < today:
            found.append(Item((ReminderKind.OVERDUE,), f"review {row['version_id']}", start_of(last + ONE_DAY),
                              letter.reference, f"{_where(row)}: version {row['version']} has waited for review since "
                              f"{moment_in_words(row['submitted_at'])}",
                              _link("/review", letter, version=row["version_id"])))
    return found


def signals_addressed(waiting: pd.DataFrame, letter: LetterInView) -> list[Item]:
    """The signals that a person is to acknowledge. `waiting` has signals.reading.COLUMNS. Not even who shared it or of
    what category it is goes into mail."""
    return [Item((ReminderKind.SIGNAL_UNACKNOWLEDGED,), f"signal {row['id']}", row["shared_at"], letter.reference,
                 f"Signal {row['id']} has waited for you to acknowledge it since {moment_in_words(row['shared_at'])}",
                 _link("/signals", letter, signal=row["id"]))
            for row in waiting.to_dict("records")]


def signals_unanswered(pairs: pd.DataFrame, letter: LetterInView) -> list[Item]:
    """How many signals each platform has not acknowledged. `pairs` has signals.reading.PAIR_COLUMNS, oldest first."""
    found = []
    for (platform, slug), rows in pairs.groupby(["to_platform", "to_slug"], sort=False):
        first = rows.iloc[0]
        found.append(Item((ReminderKind.SIGNAL_UNACKNOWLEDGED,), f"signals {slug} from {first['signal_id']}",
                          first["shared_at"].to_pydatetime(), letter.reference,
                          f"{platform} has not acknowledged {counted(len(rows), 'signal')}, the oldest of "
                          f"{moment_in_words(first['shared_at'])}", _link("/signals", letter, state="waiting")))
    return found


def actions(own: pd.DataFrame, letter: LetterInView, today: date, of: str) -> list[Item]:
    """The open actions of a person's own organisation (“your company”) that are late, due today or soon. `own` has
    dialogue.actions.COLUMNS."""
    found = []
    for row in own.to_dict("records"):
        word = timeliness([Obligation(row["due_on"], False)], ever_submitted=True, today=today)
        if word is not Timeliness.UP_TO_DATE:
            kind = ReminderKind.ACTION_OVERDUE if word is Timeliness.OVERDUE else _kind_of(row["due_on"], today)
            found.append(Item((kind,), f"action {row['id']}/{row['due_on']}", _since(row["due_on"], today),
                              letter.reference, f"An action of {of} {_due(row['due_on'], today)}",
                              _link("/dialogue", letter, meeting=row["meeting_id"], action=row["id"])))
    return found


def advice_returned(sections: pd.DataFrame, letter: LetterInView) -> list[Item]:
    """Sections of advice that were returned to the platform. `sections` has advice.reading.COLUMNS."""
    return [Item((ReminderKind.RETURNED,), f"advice {row['version_id']}", row["decided_at"], letter.reference,
                 f"{row['platform']}: version {row['number']} of your advice on {row['topic']} was returned",
                 _section(row, letter)) for row in sections.to_dict("records")]


def advice_stale(sections: pd.DataFrame, letter: LetterInView) -> list[Item]:
    """Sections of advice that are to be looked at again. `sections` has advice.reading.COLUMNS."""
    kept = timedelta(days=letter.advice_checked_days)
    return [Item((ReminderKind.ADVICE_STALE,), f"stale {letter.id}/{row['slug']}/{row['topic'].name}/"
                 f"{row['last_checked']}", start_of(row["last_checked"] + kept + ONE_DAY), letter.reference,
                 f"{row['platform']}: the advice on {row['topic']} was last checked on "
                 f"{weekday_in_words(row['last_checked'])}", _section(row, letter))
            for row in sections.to_dict("records")]


def _owed(each: Owing, letter: LetterInView, today: date) -> Item:
    where: Row = {"platform": each.platform, "slug": each.slug, "commitment": each.commitment}
    asked = [f"request {request.id}" for request in each.asked]
    if each.late:
        said = _update_late(each.timeliness, each.due_on)
    else:
        said = f"an update {_due(each.due_on, today)}" + (f", asked for by {listed(asked)}" if asked else "")
    due = ReminderKind.OVERDUE if each.late else _kind_of(each.due_on, today)
    since = max([_since(each.due_on, today), *(request.asked_at for request in each.asked if not each.late)])
    if not each.returned:
        return Item((due,), f"update {letter.id}/{each.slug}/{each.commitment}/{each.due_on}", since, letter.reference,
                    f"{_where(where)}: {said}", _trail(where, letter))
    assert each.period.decided_at is not None  # a returned version was decided on
    return Item((ReminderKind.RETURNED, due), f"version {each.period.version_id}", each.period.decided_at,
                letter.reference, f"{_where(where)}: version {each.period.version} was returned, and {said}",
                _link("/update", letter, version=each.period.version_id))


def _return(row: Row, letter: LetterInView, today: date, page: str) -> Item:
    kind = ReminderKind.OVERDUE if row["late"] else _kind_of(row["due_on"], today)
    return Item((kind,), f"return {letter.id}/{row['slug']}/{row['due_on']}", _since(row["due_on"], today),
                letter.reference, f"{row['platform']}: the incident return for "
                f"{days_in_words(row['first_day'], row['last_day'])} {_due(row['due_on'], today)}",
                _link(page, letter, platform=row["slug"]))


def _kind_of(due_on: date, today: date) -> ReminderKind:
    return ReminderKind.DUE_TODAY if due_on == today else ReminderKind.DUE_SOON


def _since(due_on: date, today: date) -> datetime:
    """When something came to be late, due today, or due soon."""
    if due_on < today:
        return start_of(due_on + ONE_DAY)
    return start_of(today if due_on == today else working_days_after(due_on, -DUE_SOON_WORKING_DAYS))


def _due(due_on: date, today: date) -> str:
    if due_on == today:
        return f"is due today, {weekday_in_words(due_on)}"
    return f"{'was' if due_on < today else 'is'} due on {weekday_in_words(due_on)}"


def _update_late(word: Timeliness, due_on: date) -> str:
    if word is Timeliness.SILENT:
        return f"no update was ever sent. The first was due on {weekday_in_words(due_on)}"
    return f"an update was due on {weekday_in_words(due_on)}"


def _where(row: Row) -> str:
    return f"{row['platform']}, commitment {row['commitment']}"


def _trail(row: Row, letter: LetterInView) -> str:
    return _link("/trail", letter, platform=row["slug"], commitment=row["commitment"])


def _section(row: Row, letter: LetterInView) -> str:
    return _link("/compare-advice", letter, platform=row["slug"], topic=row["topic"].name.lower())


def _link(page: str, letter: LetterInView, **query: object) -> str:
    return f"{page}?{urlencode({**query, 'letter': letter.reference})}"
