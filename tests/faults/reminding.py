"""Several workers that send the same outbox at once, and are killed with SIGKILL at random moments; many times over.

    python -m tests.faults.reminding DATABASE_URL smtp|notify KILLS SEED

The database has accounts, and nothing in its outbox. Prints as JSON how many messages were put in, how many the mail
server or GOV.UK Notify took, how many of these were copies of one that it had taken before, and how many kills there
were. In the server's own process each message is answered a moment after it was taken: many a worker is killed then.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, func, select
from sqlmodel import col

from coordination import clock
from coordination.reminders import outbox, reminding
from coordination.reminders.composing import Composed
from coordination.reminders.sending import Encryption, Notify, Sender, Smtp
from data_model.accounts import Account
from data_model.database import make_engine, reading, writing
from data_model.reminders import Message
from data_model.words import SendingState
from tests.faults.killing import Tell, fork, kill
from tests.faults.serving import Serving, Wait
from tests.reminders import API_KEY, FROM, TEMPLATE, URL, Mailbox, mail_server, notify_server

WORKERS = 3
A_KILL = 10  # messages for each kill
CLAIM_LASTS = timedelta(seconds=5)
PAUSE = 0.02  # seconds between taking a message and saying so
LONGEST_LIFE = 0.4  # seconds
LONGEST_END = 120  # seconds that the last workers have for what is left, and as many again for every 40 kills


class SlowMailbox(Mailbox):
    """Says a moment later that it took a message."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(PAUSE)
        return answer


def _take_mail(tell: Tell, wait: Wait) -> None:
    box = SlowMailbox()
    with mail_server(box) as sender:
        tell(str(sender.port))
        wait()
    tell(json.dumps([mail["Message-ID"] for mail in box.mails]))


def _take_notifications(tell: Tell, wait: Wait) -> None:
    with notify_server() as fake:
        fake.pause = PAUSE
        tell(fake.url.rpartition(":")[2])
        wait()
    tell(json.dumps([each["reference"] for each in fake.taken]))


TAKING = {"smtp": _take_mail, "notify": _take_notifications}


def sender_to(kind: str, port: int) -> Sender:
    if kind == "smtp":
        return Smtp("localhost", port, Encryption.NONE, FROM, URL)
    return Notify(API_KEY, TEMPLATE, f"http://127.0.0.1:{port}")


def work(engine: Engine, sender: Sender, accounts: list[int], total: int) -> None:
    """Put in what every other worker puts in too, and send, without end."""
    every = [Composed(f"returned: version {number}", "Subject", "Text", "<p>Text</p>") for number in range(total)]
    while True:
        for account_id in accounts:
            with writing(engine) as session:
                outbox.lock(session, account_id)
                there = len(outbox.known(session, account_id))
                outbox.put(session, account_id, every[max(there - 5, 0):there + 5], clock.now(session))
            reminding.send(engine, sender)


def left(engine: Engine, whole: int) -> int:
    """How many messages are still to be put in or sent."""
    with reading(engine) as session:
        return whole - session.scalars(
            select(func.count()).select_from(Message).where(col(Message.state) == SendingState.SENT)).one()


def main() -> None:
    url, kind, kills, seed = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    outbox.claim = partial(outbox.claim, lasts=CLAIM_LASTS)
    engine, serving, moments = make_engine(url), Serving(TAKING[kind]), random.Random(seed)
    with reading(engine) as session:
        accounts = list(session.scalars(select(col(Account.id)).where(col(Account.active)).limit(2)))
    total = A_KILL * int(kills) // len(accounts)
    act = partial(work, engine, sender_to(kind, serving.port), accounts, total)
    workers = [fork(engine, act) for _ in range(WORKERS)]
    try:
        for _ in range(int(kills)):
            time.sleep(moments.uniform(0, LONGEST_LIFE))
            kill(workers.pop(moments.randrange(WORKERS)))
            workers.append(fork(engine, act))
        end = time.monotonic() + LONGEST_END * (1 + int(kills) // 40)
        while left(engine, total * len(accounts)) and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        for worker in workers:
            kill(worker)
    taken = Counter(serving.end())
    json.dump({"messages": total * len(accounts), "left": left(engine, total * len(accounts)), "taken": len(taken),
               "copies": taken.total() - len(taken), "killed": int(kills)}, sys.stdout)


if __name__ == "__main__":
    main()
