"""A representative's month by a program: a client that openapi-python-client made from our OpenAPI document, which
knows nothing else of Parley."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from data_model.words import AdviceTopic, Attendance, Audience, Channel, Opinion
from tests.api.v1.month import Account, Link, Notice

PACKAGE = "client_of_parley"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLATFORM = "facebook"


@contextmanager
def made_from(document: Path, folder: Path) -> Iterator[ModuleType]:
    """The package that the generator makes of a document, without a single warning; forgotten afterwards."""
    # Files go out as they are, whatever they are.
    asked = ConfigFile(post_hooks=[], literal_enums=True, content_type_overrides=dict.fromkeys(
        ("text/csv", "application/stix+json", "application/pdf", XLSX, DOCX), "application/octet-stream"))
    settings = Config.from_sources(asked, MetaType.NONE, document, "utf-8", overwrite=False,
                                   output_path=folder / PACKAGE)
    assert [f"{each.header}: {each.detail}" for each in generate(config=settings)] == []
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(PACKAGE)
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            del sys.modules[name]


class ByProgram:
    """The hands of a program."""

    def __init__(self, package: ModuleType, address: str, key: str) -> None:
        self.client = package.AuthenticatedClient(base_url=f"{address}/api/v1", token=key, timeout=60,
                                                  raise_on_unexpected_status=True)
        self.models: Any = importlib.import_module(f"{PACKAGE}.models")
        self.types: Any = importlib.import_module(f"{PACKAGE}.types")
        self.operations = {each.name.rsplit(".", 1)[1]: importlib.import_module(each.name)
                           for each in pkgutil.walk_packages(package.__path__, f"{PACKAGE}.") if not each.ispkg}
        self.sent = 0

    def call(self, operation: str, **given: Any) -> Any:
        """What an operation answers, in the client's own types. It must not be refused."""
        answer = self.operations[operation].sync_detailed(client=self.client, **given)
        assert 200 <= answer.status_code < 300, (operation, answer.status_code, answer.content)
        return answer.parsed

    def write(self, operation: str, **given: Any) -> Any:
        """The same of a write, under an Idempotency-Key of its own."""
        self.sent += 1
        return self.call(operation, idempotency_key=f"month-{self.sent}", **given)

    def submit(self, account: Account) -> None:
        if account.files:
            draft = self._draft(account)
            self.write("submit_draft", draft_id=draft.id, if_match=tag(draft.revision))
            return
        links = [self._link(each) for each in account.links]
        self.write("submit_update", body=self.models.UpdateBody(
            platform=PLATFORM, commitment=account.commitment, due_on=account.due_on, evidence=links,
            **self._words(account, self.models.UpdateBodyStatements)))

    def leave_a_draft(self, account: Account) -> None:
        self._draft(account)

    def _draft(self, account: Account) -> Any:
        """A draft with all that is written and attached."""
        draft = self.write("begin_draft", body=self.models.PlaceBody(
            platform=PLATFORM, commitment=account.commitment, due_on=account.due_on))
        draft = self.write("save_draft", draft_id=draft.id, if_match=tag(draft.revision),
                           body=self.models.WordsBody(**self._words(account, self.models.WordsBodyStatements)))
        for link in account.links:
            draft = self.write("attach_link", draft_id=draft.id, if_match=tag(draft.revision), body=self._link(link))
        for file in account.files:
            body = self.models.AttachFileBody(title=file.title, dated_on=file.dated_on,
                                        file=self.types.File(file.content, file.name, "text/csv"))
            draft = self.write("attach_file", draft_id=draft.id, if_match=tag(draft.revision), body=body)
        return draft

    def _words(self, account: Account, statements: Any) -> dict[str, Any]:
        said = statements()
        said.additional_properties = account.statements
        return {"claim": account.claim, "narrative": account.narrative, "remaining": account.remaining,
                "delay_reason": account.delay_reason, "statements": said}

    def _link(self, link: Link) -> Any:
        return self.models.LinkBody(title=link.title, dated_on=link.dated_on, url=link.url)

    def send_counts(self, name: str, content: bytes, reason: str = "", *, confirmed: bool = False) -> None:
        given = {"platform": PLATFORM, "reason": reason, "confirmed": confirmed, "file_name": name,
                 "body": self.types.File(content)}
        tried = self.call("send_return_file", dry_run=True, **given)
        assert tried.added + tried.changed
        self.write("send_return_file", **given)

    def share(self, notice: Notice) -> None:
        self.write("share_signal", body=self.models.SignalBody(
            platform=PLATFORM, kind=notice.kind, category=notice.category, summary=notice.summary,
            indicator_kind=notice.indicator_kind, indicator=notice.indicator, observed_at=notice.observed_at,
            tlp=notice.tlp, platforms=list(notice.platforms)))

    def acknowledge(self, signal: int) -> None:
        waiting = self.call("list_signals", state="waiting", mine=True)
        assert [each.id for each in waiting.items] == [signal]
        self.write("acknowledge_signal", signal_id=signal)

    def opine(self, signal: int, opinion: Opinion, words: str) -> None:
        self.write("give_opinion", signal_id=signal, body=self.models.OpinionBody(opinion=opinion, words=words))

    def act(self, signal: int, acted_at: datetime, words: str) -> None:
        self.write("act_on_signal", signal_id=signal, body=self.models.ActBody(acted_at=acted_at, words=words))

    def withdraw(self, signal: int, reason: str) -> None:
        self.write("withdraw_signal", signal_id=signal, body=self.models.WithdrawalBody(reason=reason))

    def attend(self, meeting: int, answer: Attendance) -> None:
        asked = self.call("read_meeting", meeting_id=meeting)
        self.write("answer_meeting", meeting_id=meeting, if_match=tag(asked.number),
                   body=self.models.AttendanceBody(answer=answer))

    def bring(self, meeting: int, person: str) -> None:
        self.write("add_person", meeting_id=meeting, body=self.models.PersonBody(name=person))

    def leave_at_home(self, meeting: int, person: str) -> None:
        people = {each.name: each.id for each in self.call("read_meeting", meeting_id=meeting).people}
        self.write("remove_person", meeting_id=meeting, person_id=people[person])

    def close(self, meeting: int, action: int, outcome: str) -> None:
        (mine,) = [each for each in self.call("list_actions").items if each.id == action]
        assert mine.meeting_id == meeting
        self.write("close_action", action_id=action, if_match=tag(mine.number),
                   body=self.models.OutcomeBody(outcome=outcome))

    def advise(self, topic: AdviceTopic, english: str, welsh: str, report_address: str = "",
               responds_in_hours: int | None = None) -> None:
        draft = self.write("begin_advice", body=self.models.AdvicePlaceBody(platform=PLATFORM, topic=topic))
        draft = self.write("save_advice", platform=PLATFORM, topic=topic, if_match=tag(draft.revision),
                           body=self.models.AdviceWordsBody(english=english, welsh=welsh, report_address=report_address,
                                                            responds_in_hours=responds_in_hours))
        self.write("send_advice", platform=PLATFORM, topic=topic, if_match=tag(draft.revision))

    def still_right(self, topic: AdviceTopic) -> None:
        (section,) = [each for each in self.call("list_advice_sections").items if each.own and each.topic == topic]
        self.write("check_advice", version_id=section.agreed_version_id)

    def pass_on(self, edition: int, audience: Audience, channel: Channel, sent_on: date, people: int) -> None:
        self.write("record_distribution", body=self.models.DistributionBody(
            platform=PLATFORM, edition=edition, audience=audience, channel=channel, sent_on=sent_on, people=people))

    def recount(self, distribution: int, people: int, reason: str) -> None:
        before = self.call("read_distribution", distribution_id=distribution)
        self.write("restate_distribution", distribution_id=distribution, if_match=tag(before.number),
                   body=self.models.RestatementBody(people=people, reason=reason))


def tag(revision: int) -> str:
    """A revision as If-Match names it."""
    return f'"{revision}"'
