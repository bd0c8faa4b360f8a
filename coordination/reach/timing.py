"""How soon something was sent, against the day of the letter and the close of nominations. Pure.

Only the day of a sending is known. It is counted from the end of that London day, so that nothing looks sooner than it
was.
"""

from datetime import date, datetime, timedelta
from math import ceil

from coordination.clock import start_of
from coordination.wording import counted


def hours_before(sent_on: date, close: datetime) -> int:
    """Whole hours from the end of the day until nominations closed; negative after that."""
    left = (close - start_of(sent_on + timedelta(days=1))) / timedelta(hours=1)
    return int(left) if left >= 0 else -ceil(-left)


def against_close(sent_on: date, close: datetime) -> str:
    """“at least 40 hours before nominations closed”, “up to 32 hours after nominations closed”"""
    hours = hours_before(sent_on, close)
    if hours < 0:
        return f"up to {counted(-hours, 'hour')} after nominations closed"
    return f"at least {counted(hours, 'hour')} before nominations closed"


def after_letter(sent_on: date, signed_on: date) -> str:
    """“17 days after the letter”, “on the day of the letter”"""
    days = (sent_on - signed_on).days
    return f"{counted(days, 'day')} after the letter" if days else "on the day of the letter"
