"""Recording one distribution. Officials record what anybody sent, platforms what they sent themselves."""

from collections.abc import Sequence

import streamlit as st

from coordination.problems import Invalid
from coordination.reach import audiences, inputs, recording, rules
from coordination.reach.inputs import MOST_PEOPLE, DistributionInput
from coordination.reach.rules import Known
from coordination.texts import LONGEST_LINE
from coordination.wording import counted
from data_model.words import Audience, Channel, SenderKind
from page_parts import html
from page_parts.frame import faults, problem, tell_next
from page_parts.once import again, once
from page_parts.reach_known import known_of
from page_parts.visit import Visit

NAME = "reach.record"
OF_ANY = ""
MISSING = {"sender_kind": "what kind of sender it was", "sender": "who sent it", "audience": "whom it was sent to",
           "party": "of which party they are", "channel": "how it was sent", "people": "how many people it went to"}


def show(here: Visit) -> None:
    """The form. What is typed stays until it is stored."""
    key, there_is = f"{NAME}.{st.session_state.get(NAME, 0)}", known_of(here)
    with st.expander("Record what you sent" if there_is.own else "Record a distribution"):
        given = _fields(key, there_is, here)
        confirmed = asked(given, there_is, key)
        pressed = st.button("Record this distribution", type="primary", key=f"{key}.send")
        if once(pressed, NAME):
            _store(here, given, confirmed)


def asked(given: dict[str, object], there_is: Known, key: str) -> bool:
    """Ask, where it is said to have gone to more people than there are, whether that is right."""
    try:
        question = rules.question(rules.settled(inputs.read(DistributionInput, given), there_is), there_is)
    except Invalid:  # not all of it is there yet
        return False
    return confirm(question, key)


def confirm(question: str, key: str) -> bool:
    """The question, and the answer to it; nothing where there is none."""
    if not question:
        return False
    html.show("message.html", kind="", sentence=question, href="", link="")
    return st.checkbox("I have checked the number; it is right.", key=f"{key}.confirmed")


def people(label: str, key: str, least: int, now: int | None = None) -> int | None:
    """A number of people."""
    return st.number_input(label, least, MOST_PEOPLE, now, step=1, key=key)


def _store(here: Visit, given: dict[str, object], confirmed: bool) -> None:
    missing = [words for field, words in MISSING.items() if given.get(field) is None]
    if missing:
        again(NAME)
        problem(f"Say {', '.join(missing)}. Nothing was stored.")
        return
    try:
        id_ = recording.record(here.engine, here.viewer, here.letter.id, given, confirmed=confirmed)
    except Invalid as invalid:
        again(NAME)
        faults(invalid)
        return
    st.session_state[NAME] = st.session_state.get(NAME, 0) + 1
    tell_next(f"Recorded as distribution {id_}, to {counted(int(str(given['people'])), 'person', 'people')}. It counts "
              "now.")
    st.rerun()


def _fields(key: str, there_is: Known, here: Visit) -> dict[str, object]:
    """The fields, as DistributionInput takes them; None where nothing is chosen yet."""
    left, right = st.columns(2)
    editions = list(there_is.editions)
    with left:
        edition = st.selectbox("Edition", editions, len(editions) - 1, key=f"{key}.edition")
    with right:
        channel = _one("How it was sent", list(Channel), f"{key}.channel")
    kind, sender = _sender(key, there_is)
    audience, party = _audience(key, there_is, kind)
    left, right = st.columns(2)
    with left:
        sent_on = st.date_input("Sent on", here.today, there_is.editions[edition], here.today, format="DD/MM/YYYY",
                                key=f"{key}.sent_on.{edition}")
    with right:
        number = people("To how many people", f"{key}.people", 1)
    return {"edition": edition, "sender_kind": kind, "sender": sender, "audience": audience, "party": party,
            "channel": channel, "sent_on": sent_on, "people": number}


def _sender(key: str, there_is: Known) -> tuple[str | None, str | None]:
    """What kind of sender it was, and who."""
    kind: str | None = SenderKind.PLATFORM
    left, right = st.columns(2)
    if there_is.own is None:
        with left:
            kind = _one("Kind of sender", list(SenderKind), f"{key}.kind")
    with right if there_is.own is None else left:
        if kind == SenderKind.PLATFORM:
            return kind, _one("Platform", there_is.platforms, f"{key}.platform")
        name = st.text_input("Who sent it: its full name", key=f"{key}.sender", max_chars=LONGEST_LINE,
                             autocomplete="off")
    return kind, name.strip() or None


def _audience(key: str, there_is: Known, kind: str | None) -> tuple[str | None, str | None]:
    """Whom it was sent to, and of which party they are: empty for any, None while that has to be chosen."""
    left, right = st.columns(2)
    by_party = kind == SenderKind.PARTY
    options = [each for each in Audience if not by_party or each is not Audience.ELECTORAL_STAFF]
    with left:
        audience = _one("Sent to", options, f"{key}.audience")
    if audience == Audience.ELECTORAL_STAFF or not there_is.parties:
        return audience, OF_ANY
    with right:
        parties = list(there_is.parties) if by_party else [OF_ANY, *there_is.parties]
        party = st.selectbox("Of which party", parties, None if by_party else 0, key=f"{key}.party.{by_party}",
                             placeholder="Choose", format_func=lambda each: audiences.in_words(each) or "Of any party")
    return audience, party


def _one(label: str, options: Sequence[str], key: str) -> str | None:
    """One of the options, None until one is chosen; the only one where there is no other."""
    return st.selectbox(label, list(options), 0 if len(options) == 1 else None, key=key, placeholder="Choose",
                        format_func=lambda each: f"{each[:1].upper()}{each[1:]}")
