"""Submitting an update: which commitment and period, the draft that saves itself, a last look, and off it goes."""

from dataclasses import dataclass, replace
from typing import NoReturn

import pandas as pd
import streamlit as st

from coordination import letters
from coordination.problems import Fault, NotFound, Problem
from coordination.updates import drafts, evidence, inputs, owing, reading, submitting
from coordination.updates.drafts import DraftInView
from coordination.updates.owing import Owing
from coordination.updates.periods import Period, State
from coordination.updates.reading import CriterionInView
from coordination.wording import days_in_words
from page_parts import desks, html, parameters, record, submit_desk, submit_evidence, submit_fields
from page_parts.directory import PAGES, address
from page_parts.frame import nothing_here, problem, tell_next, told
from page_parts.home import letter_of, saved_in_words
from page_parts.record import Said
from page_parts.submit_desk import Desk
from page_parts.visit import Visit

START = {State.NOT_SENT: "Start the update", State.RETURNED: "Correct and resubmit",
         State.WAITING: "Write a newer version", State.ACCEPTED: "Write a newer version"}


@dataclass(frozen=True)
class Asked:
    """What is asked: one commitment's words and parts, for one period."""

    item: Owing
    period: Period
    quotation: str
    criteria: list[CriterionInView]
    several: bool
    """Whether the company has several platforms, so that each must be named."""

    @property
    def sent_before(self) -> Period | None:
        """The newest earlier period that something was sent for."""
        return next((each for each in self.item.periods if each.due_on < self.period.due_on and each.version), None)

    @property
    def desk_name(self) -> str:
        """Under which this window remembers what it has on screen of the draft."""
        return f"submit.desk.{self.item.platform_id}.{self.item.commitment_id}.{self.period.due_on}"


def show(here: Visit) -> None:
    """Draw the page that the address asks for."""
    told()
    sent = submit_desk.sent()
    if sent:
        _land(here, sent)
    if letter_of(here) is None:
        return
    if not here.live:
        nothing_here("Updates are written now, not on a day that is past.",
                     address("submit", here.viewer.role, letter=here.reference), "Show now")
        return
    number, slug = parameters.whole_number("commitment"), parameters.word("platform")
    owed = _owed(here.key, here)
    if slug is not None and slug not in {each.slug for each in owed}:
        raise NotFound("There is no such platform of yours.")
    mine = [each for each in owed if (number is None or each.commitment == number) and slug in {None, each.slug}]
    if not mine:
        raise NotFound("There is no such commitment in this letter.")
    several = len({each.slug for each in owed}) > 1
    if number is None or len(mine) > 1:
        html.show("submit_choose.html", owed=mine, several=several, role=here.viewer.role, query=parameters.kept(here))
        return
    quotation, criteria = _words(here.key, mine[0].commitment_id, here)
    _write(here, Asked(mine[0], _period(mine[0]), quotation, criteria, several))


@st.cache_data(max_entries=200, show_spinner=False)
def _owed(key: tuple[object, ...], _here: Visit) -> list[Owing]:
    return owing.listing(_here.session, _here.viewer, _here.letter, as_at=_here.as_at)


@st.cache_data(max_entries=200, show_spinner=False)
def _words(key: tuple[object, ...], commitment_id: int, _here: Visit) -> tuple[str, list[CriterionInView]]:
    """The commitment's quotation, and its criteria with nothing said of them yet."""
    commitments = letters.commitments(_here.session, _here.letter.id)
    criteria = letters.criteria(_here.session, _here.letter.id)
    parts = criteria[criteria["commitment_id"] == commitment_id]
    return (str(commitments.loc[commitments["id"] == commitment_id, "quotation"].iloc[0]),
            [CriterionInView(row["code"], row["text"], "", None, row["computed_by"])
             for row in parts.to_dict("records")])


def _period(item: Owing) -> Period:
    """The period that the address names by its due day, or the one to write for next."""
    given = parameters.word("due")
    if given is None:
        return item.period
    for period in item.periods:
        if period.due_on.isoformat() == given:
            return period
    raise NotFound("No update is due on that day, or its period has not begun yet.")


def _write(here: Visit, asked: Asked) -> None:
    """What is asked; then the draft, or the button that begins it."""
    html.show("submit_place.html", asked=asked, item=asked.item, period=asked.period, today=here.today,
              role=here.viewer.role, query=parameters.kept(here), State=State)
    desk = submit_desk.current(asked.desk_name)
    draft = _draft(here, asked)
    if desk and desk.unsaved:
        desks.not_saved(desk)
    elif draft is None:
        _start(here, asked, desk)
        return
    elif desk is None or submit_desk.left(desk):
        desk = submit_desk.load(asked.desk_name, draft, [each.code for each in asked.criteria])
    else:
        desks.notice(desk, _moved_on(here, desk))
    submit_desk.settle(desk)
    _edit(here, asked, desk, draft)


def _draft(here: Visit, asked: Asked) -> DraftInView | None:
    mine, item = drafts.listing(here.session, here.viewer, here.letter.id), asked.item
    found = mine[(mine["platform_id"] == item.platform_id) & (mine["commitment_id"] == item.commitment_id)
                 & (mine["due_on"] == asked.period.due_on)]
    return None if found.empty else drafts.in_view(here.session, here.viewer, int(found["update_id"].iloc[0]))


def _start(here: Visit, asked: Asked, desk: Desk | None) -> None:
    """The button that begins a draft. Whoever had one on screen is told what became of it."""
    if desk:
        problem(_moved_on(here, desk))
        desks.forget(desk.name)
    item, period = asked.item, asked.period
    if st.button(START[period.state], type="primary", key=f"submit.start.{asked.desk_name}"):
        drafts.open_draft(here.engine, here.viewer, item.platform_id, item.commitment_id, period.due_on)
        st.rerun()


def _moved_on(here: Visit, desk: Desk) -> str:
    """What another window did to the draft since this one last saved it; empty if nothing."""
    try:
        drafts.at_revision(here.session, here.viewer, desk.update_id, desk.revision)
    except Problem as moved:
        return str(moved)
    return ""


def _edit(here: Visit, asked: Asked, desk: Desk, draft: DraftInView | None) -> None:
    """The fields. Where the draft is gone, they only keep what was typed, for the person to copy."""
    if draft is None:
        submit_fields.show(here, desk, asked.period.due_on, asked.criteria, "", desk.faults)
        return
    attached = evidence.of_draft(here.session, here.viewer, desk.update_id)
    found = _faults(here, desk, draft, len(attached)) if desk.checked else []
    by_field = {fault.where: fault.sentence for fault in found} | desk.faults
    saved = f"Saved {saved_in_words(draft.saved_at, here.today)}"
    submit_fields.show(here, desk, draft.due_on, asked.criteria, saved, by_field)
    submit_evidence.show(here, desk, attached, by_field.get("evidence"))
    html.show("submit_end.html", saved=saved, draft=draft, unsaved=desk.unsaved)
    st.button("Check and submit", type="primary", key=desk.key("check"), on_click=submit_desk.check, args=(desk.name,))
    if desk.checked and not desk.unsaved:
        _check(here, asked, desk, _said(asked, draft, attached), found)
    _discard(here, desk)


def _faults(here: Visit, desk: Desk, draft: DraftInView, attached: int) -> list[Fault]:
    return [*inputs.faults(draft.content, evidence=attached, due_on=draft.due_on, today=here.today),
            *submit_evidence.waiting(desk)]


def _check(here: Visit, asked: Asked, desk: Desk, said: Said, found: list[Fault]) -> None:
    """Everything that is in the way; or exactly what officials will see, and the button that sends it."""
    if found:
        html.show("submit_faults.html", faults=found)
        return
    html.show("heading.html", heading="What officials will see", sentence="Read it once more. What is submitted never "
              "changes; if something is wrong later, you send a newer version.")
    record.show_said(said)
    if not st.button("Submit", type="primary", key=desk.key("submit")):
        return
    with st.spinner("Submitting…"):
        try:
            desk.submitted = submitting.submit(here.engine, here.viewer, desk.update_id, desk.revision)
        except Problem as refused:
            desk.unsaved = str(refused)
    st.rerun()


def _said(asked: Asked, draft: DraftInView, attached: pd.DataFrame) -> Said:
    content = draft.content
    criteria = [replace(each, statement=content.statements.get(each.code, "")) for each in asked.criteria]
    return Said(draft.platform, draft.letter, draft.number, draft.title, asked.quotation, draft.period_start,
                draft.due_on, content.claim, content.narrative, content.remaining, content.delay_reason, criteria,
                attached)


def _land(here: Visit, desk: Desk) -> NoReturn:
    """Go to what this window has just submitted."""
    desks.forget(desk.name)
    version = reading.in_view(here.session, here.viewer, desk.submitted, as_at=here.as_at)
    tell_next(f"Submitted as version {version.number} of your update on commitment {version.commitment}, for "
              f"{days_in_words(version.period_start, version.due_on)}. It now waits for an official’s review; Home "
              "will say what they decide.")
    st.switch_page(PAGES["update"].script, query_params={"version": str(version.id)})


def _discard(here: Visit, desk: Desk) -> None:
    with st.expander("Discard this draft"):
        html.show("message.html", kind="problem", sentence="Its text, and evidence that was never submitted, will be "
                  "gone for good. What was submitted before stays.", href="", link="")
        if st.button("Discard it for good", key=desk.key("discard")):
            drafts.discard(here.engine, here.viewer, desk.update_id, desk.revision)
            desks.forget(desk.name)
            tell_next("The draft was discarded.")
            st.rerun()
