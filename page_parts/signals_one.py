"""One signal in full, as far as the viewer may read it: what it says, who answered what, and what the viewer can do."""

from collections.abc import Callable

import streamlit as st

from coordination.problems import Changed, Invalid
from coordination.signals import answering, reading, retention, sharing
from coordination.signals.reading import SignalInView
from coordination.texts import LONGEST_STATEMENT
from data_model.words import Opinion, Role
from page_parts import html, moments, parameters
from page_parts.frame import faults, problem, tell_next
from page_parts.once import again, once
from page_parts.signals_answering import acknowledge
from page_parts.signals_words import KIND_NAMES, MEANINGS, defanged, label_of
from page_parts.visit import Visit


def show(here: Visit, signal_id: int) -> None:
    """The signal, and below it the answers that its addressee may give, or its sharer's way to withdraw it."""
    signal = reading.in_view(here.session, here.viewer, signal_id, as_at=here.as_at)
    with st.container():
        _what_it_says(here, signal)
    asked = [each for each in signal.addressees if each.platform_id is not None]
    html.show("signal_answers.html", signal=signal, answers=asked)
    if not here.live or not signal.is_open:
        return
    if signal.mine:
        _answer(here, signal)
    if signal.own and here.viewer.role is Role.PLATFORM:
        _withdraw(here, signal)


def _what_it_says(here: Visit, signal: SignalInView) -> None:
    """Where it comes from, what it says, and its indicator to be copied, which is no link."""
    until = retention.kept_until(here.letter.polling_day, here.letter.signals_kept_days)
    html.show("signal.html", signal=signal, about=KIND_NAMES[signal.kind], meaning=MEANINGS[signal.tlp], until=until,
              shown=defanged(signal.indicator_kind, signal.indicator), indicator_label=label_of(signal.indicator_kind),
              addressed=list(dict.fromkeys(each.described for each in signal.addressees)), role=here.viewer.role,
              query=parameters.kept(here))
    if signal.indicator:
        st.code(signal.indicator, language=None, wrap_lines=True)


def _answer(here: Visit, signal: SignalInView) -> None:
    """Acknowledging with one click; an opinion; and what was done, when. The newest of each counts."""
    html.show("heading.html", heading="Your answer", sentence="The platform that shared it reads your words, and so do "
              "officials to whom it is addressed. All officials see when you answered.")
    with st.container():  # what stands below keeps its place when it has gone
        if all(each.answer.acknowledged_at is None for each in signal.mine):
            acknowledge(here, signal.id, "signals.one")
    left, right = st.columns(2)
    with left:
        _opinion(here, signal)
    with right:
        _act(here, signal)


def _opinion(here: Visit, signal: SignalInView) -> None:
    given, name = signal.mine[0].answer.opinion, f"signals.opinion.{signal.id}"
    with st.form(name, enter_to_submit=False):
        opinion = st.radio("Does it breach your own rules?", list(Opinion), key=f"{name}.opinion",
                           index=list(Opinion).index(given) if given else None, format_func=str.capitalize)
        words = st.text_area("Why (optional)", max_chars=LONGEST_STATEMENT, key=f"{name}.words")
        sent = st.form_submit_button("Give this opinion")
    _store(sent, name, f"Your opinion on signal {signal.id} is stored.", lambda: answering.give_opinion(
        here.engine, here.viewer, signal.id, opinion or "", words))


def _act(here: Visit, signal: SignalInView) -> None:
    name = f"signals.act.{signal.id}"
    with st.form(name, enter_to_submit=False):
        acted_at = moments.ask(here, "When you acted", f"{name}.at")
        words = st.text_area("What you did (optional)", max_chars=LONGEST_STATEMENT, key=f"{name}.words")
        sent = st.form_submit_button("Record this action")
    _store(sent, name, f"Your action on signal {signal.id} is recorded.", lambda: answering.act(
        here.engine, here.viewer, signal.id, acted_at, words))


def _withdraw(here: Visit, signal: SignalInView) -> None:
    """Withdrawing takes a reason and a second yes: nobody is asked to act on it any more."""
    name = f"signals.withdraw.{signal.id}"
    with st.expander("Withdraw this signal"), st.form(name, enter_to_submit=False):
        reason = st.text_area("Why you withdraw it, which its readers read", max_chars=LONGEST_STATEMENT,
                              key=f"{name}.reason")
        sure = st.checkbox("Yes, nobody needs to act on this signal any more", key=f"{name}.sure")
        sent = st.form_submit_button("Withdraw this signal")
    if sent and not sure:
        problem("Tick the box to withdraw the signal. Nothing was changed.")
        return
    _store(sent, name, f"Signal {signal.id} is withdrawn. It stays on record.", lambda: sharing.withdraw(
        here.engine, here.viewer, signal.id, reason))


def _store(sent: bool, name: str, told_then: str, write: Callable[[], None]) -> None:
    """Store what a form holds, once, or say next to it why not."""
    act = once(sent, name)
    if not sent:
        return
    if act:
        try:
            write()
        except Invalid as invalid:
            again(name)
            faults(invalid)
            return
        except Changed as changed:
            again(name)
            problem(str(changed))
            return
        tell_next(told_then)
    st.rerun()
