"""A representative's month on screen: every page as they have it, without a browser."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Widget

from coordination.viewers import Viewer
from data_model.words import AdviceTopic, Attendance, Audience, Channel, Opinion
from page_parts.dialogue_attending import WORDS
from tests.api.v1.month import Account, File, Link, Notice
from tests.pages.conftest import Opened

KINDS = ("text_area", "radio", "text_input", "date_input", "datetime_input", "number_input", "selectbox", "multiselect",
         "checkbox", "file_uploader", "button")
FORMATS = {"csv": "text/csv"}


class OnScreen:
    """The hands of somebody at a screen. `by_code` is the id of a category, `by_slug` of a platform."""

    def __init__(self, app: Opened, viewer: Viewer, by_code: Callable[[str], int],
                 by_slug: Callable[[str], int]) -> None:
        self.app, self.viewer, self.by_code, self.by_slug = app, viewer, by_code, by_slug

    def page(self, name: str, **query: object) -> AppTest:
        return self.app(self.viewer, name, **query)

    def submit(self, account: Account) -> None:
        window = self._write(account)
        one(window, "submit.check").click().run()
        one(window, "submit.submit").click().run()
        said(window, "Submitted as version")

    def leave_a_draft(self, account: Account) -> None:
        self._write(account)

    def _write(self, account: Account) -> AppTest:
        window = self.page("submit", commitment=account.commitment, due=account.due_on)
        one(window, "submit.start").click().run()
        for name in ("claim", "narrative", "remaining", "delay_reason"):
            if value := getattr(account, name):
                one(window, f"submit.{name}").set_value(value).run()
        for code, text in account.statements.items():
            one(window, f"submit.statements.{code}").set_value(text).run()
        for piece in (*account.links, *account.files):
            self._attach(window, piece)
        return window

    def _attach(self, window: AppTest, piece: Link | File) -> None:
        one(window, "submit.evidence.kind").set_value("A link" if isinstance(piece, Link) else "A file").run()
        if isinstance(piece, Link):
            one(window, "submit.evidence.url").set_value(piece.url).run()
        else:
            kind = FORMATS[piece.name.rsplit(".", 1)[1]]
            one(window, "submit.evidence.file").set_value((piece.name, piece.content, kind)).run()
        one(window, "submit.evidence.title").set_value(piece.title).run()
        one(window, "submit.evidence.dated_on").set_value(piece.dated_on).run()
        one(window, "submit.evidence.attach").click().run()

    def send_counts(self, name: str, content: bytes, reason: str = "", *, confirmed: bool = False) -> None:
        window = self.page("send-return")
        one(window, "send-return.file").set_value((name, content, "text/csv")).run()
        one(window, "send-return.check").click().run()
        if reason:
            one(window, "send-return.reason").set_value(reason).run()
        if confirmed:
            one(window, "send-return.confirmed").set_value(True).run()
        one(window, "send-return.store").click().run()
        said(window, "Stored as return")

    def share(self, notice: Notice) -> None:
        window = self.page("share-signal")
        for name, value in (("kind", notice.kind), ("category", self.by_code(notice.category)),
                            ("summary", notice.summary), ("indicator_kind", notice.indicator_kind),
                            ("indicator", notice.indicator), ("tlp", notice.tlp)):
            one(window, f"share-signal.{name}", exactly=True).set_value(value).run()
        one(window, "share-signal.observed_at").set_value(notice.observed_at.replace(tzinfo=None)).run()
        one(window, "share-signal.platforms").set_value([self.by_slug(each) for each in notice.platforms]).run()
        one(window, "share-signal.share").click().run()
        said(window, "The signal is shared.")

    def acknowledge(self, signal: int) -> None:
        window = self.page("signals", signal=signal)
        press(window, f"Acknowledge signal {signal}")
        said(window, "is acknowledged.")

    def opine(self, signal: int, opinion: Opinion, words: str) -> None:
        window = self.page("signals", signal=signal)
        one(window, f"signals.opinion.{signal}.opinion").set_value(opinion)
        one(window, f"signals.opinion.{signal}.words").set_value(words)
        press(window, "Give this opinion")
        said(window, "is stored.")

    def act(self, signal: int, acted_at: datetime, words: str) -> None:
        window = self.page("signals", signal=signal)
        one(window, f"signals.act.{signal}.at").set_value(acted_at.replace(tzinfo=None))
        one(window, f"signals.act.{signal}.words").set_value(words)
        press(window, "Record this action")
        said(window, "is recorded.")

    def withdraw(self, signal: int, reason: str) -> None:
        window = self.page("signals", signal=signal)
        one(window, f"signals.withdraw.{signal}.reason").set_value(reason)
        one(window, f"signals.withdraw.{signal}.sure").set_value(True)
        press(window, "Withdraw this signal")
        said(window, "is withdrawn.")

    def attend(self, meeting: int, answer: Attendance) -> None:
        press(self.page("dialogue", meeting=meeting), WORDS[answer])

    def bring(self, meeting: int, person: str) -> None:
        window = self.page("dialogue", meeting=meeting)
        one(window, f"dialogue.attendee.{meeting}.0.person").set_value(person)
        press(window, "Add this person")
        said(window, "The person is added.")

    def leave_at_home(self, meeting: int, person: str) -> None:
        press(self.page("dialogue", meeting=meeting), f"Remove {person}")

    def close(self, meeting: int, action: int, outcome: str) -> None:
        window = self.page("dialogue", meeting=meeting, action=action)
        one(window, f"dialogue.close.{action}.0.outcome").set_value(outcome)
        press(window, "Close this action")
        said(window, "The action is closed.")

    def advise(self, topic: AdviceTopic, english: str, welsh: str, report_address: str = "",
               responds_in_hours: int | None = None) -> None:
        window = self.page("write-advice", topic=topic.name.lower())
        one(window, "write-advice.start").click().run()
        for name, value in (("english", english), ("welsh", welsh), ("report_address", report_address),
                            ("responds_in_hours", responds_in_hours)):
            if value:
                one(window, f"write-advice.{name}").set_value(value).run()
        press(window, "Send to officials")
        said(window, "Sent to officials.")

    def still_right(self, topic: AdviceTopic) -> None:
        window = self.page("write-advice", topic=topic.name.lower())
        one(window, "write-advice.still-right").click().run()
        said(window, "still right as of today.")

    def pass_on(self, edition: int, audience: Audience, channel: Channel, sent_on: date, people: int) -> None:
        window = self.page("reach")
        for name, value in (("edition", edition), ("channel", channel), ("audience", audience)):
            one(window, f"reach.record.0.{name}").set_value(value).run()
        one(window, "reach.record.0.sent_on").set_value(sent_on)
        one(window, "reach.record.0.people").set_value(people).run()
        press(window, "Record this distribution")
        said(window, "Recorded as distribution")

    def recount(self, distribution: int, people: int, reason: str) -> None:
        window = self.page("reach", distribution=distribution)
        one(window, f"reach.restate.{distribution}.0.people").set_value(people)
        one(window, f"reach.restate.{distribution}.0.reason").set_value(reason).run()
        press(window, "Restate it")
        said(window, "Restated: it went to")


def one(window: AppTest, name: str, *, exactly: bool = False) -> Any:
    """The one widget on the page whose key is this, or begins with it."""
    (found,) = [each for kind in KINDS for each in window.get(kind) if isinstance(each, Widget)
                and (str(each.key) == name or (not exactly and str(each.key).startswith(f"{name}.")))]
    return found


def press(window: AppTest, label: str) -> None:
    (button,) = [each for each in window.main.button if each.label == label]
    button.click().run()


def said(window: AppTest, sentence: str) -> None:
    """The page must have said it."""
    assert not window.exception, [each.value for each in window.exception]
    page = "\n".join(str(each.proto.body) for each in window.get("html"))
    assert sentence in page, page.split("</style>")[-1]
