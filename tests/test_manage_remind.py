"""python manage.py remind: for a timer."""

import pytest
from sqlalchemy import Engine

from coordination.reminders import choices
from data_model.words import ReminderTime
from tests.cast import Cast
from tests.commands import Run
from tests.reminders import FROM, Mailbox, mail_server


def with_settings(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in {"REMINDERS": "smtp", "SMTP_URL": f"smtp://localhost:{port}", "REMINDERS_FROM": FROM}.items():
        monkeypatch.setenv(name, value)


def test_it_says_where_reminders_are_off(run: Run, recorded: Engine, cast: Cast) -> None:
    answer = run(recorded, "remind")
    assert (answer.code, answer.error) == (1, "Reminders are off. Set REMINDERS to smtp or notify.")


def test_run_twice_the_same_day_it_sends_nothing_twice(run: Run, recorded: Engine, cast: Cast,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    box = Mailbox()
    with mail_server(box) as sender:
        with_settings(monkeypatch, sender.port)
        first, second = run(recorded, "remind"), run(recorded, "remind")
    assert (first.code, first.out) == (0, "Composed 4 messages and sent 4 messages.\n")
    assert (second.code, second.out) == (0, "Composed 0 messages and sent 0 messages.\n")
    assert sorted(box.to) == ["cabinet.office.official@example.com", "facebook.representative@example.com",
                              "home.office.official@example.com", "twitter.representative@example.com"]


def test_what_could_not_be_sent_is_said(run: Run, recorded: Engine, cast: Cast,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    for viewer in (cast.official, cast.second_official):
        choices.choose(recorded, viewer, dict.fromkeys(choices.USUAL[viewer.role], ReminderTime.NEVER))
    with mail_server(Mailbox(of_recipient=lambda to: "550 Unknown" if to.startswith("facebook") else "450 Busy")
                     ) as sender:
        with_settings(monkeypatch, sender.port)
        answer = run(recorded, "remind")
    assert answer.code == 1
    assert answer.out == ("Composed 2 messages and sent 0 messages.\n"
                          "1 message could not be sent, and will be tried again.\n")
    assert answer.error.splitlines()[-1] == (
        "Message 1 to facebook.representative@example.com (digest 2019-12-02): The mail server refused the address: "
        "550 Unknown")
