"""The section of “Your account” in which a person sets up, renews or turns off their second factor."""

from collections.abc import Callable

import streamlit as st

from coordination import identities, second_factors
from coordination.guessing import TooManyGuesses
from coordination.problems import Invalid
from coordination.second_factors import Standing
from exports.qr import qr_code
from page_parts import frame, html
from page_parts.visit import Visit
from settings import load_settings

FORM_WIDTH = 640  # pixels, or what there is
AT = "your-account.second-factor"
SETTING_UP, CODES, FORMS = f"{AT}.setting-up", f"{AT}.codes", f"{AT}.forms"


def show(here: Visit) -> None:
    """Draw the section."""
    standing = second_factors.standing(here.session, here.viewer)
    settings = load_settings()
    linked = identities.linked(here.session, here.viewer, here.viewer.account_id)
    usable = standing.by_password and settings.local_sign_in
    html.show("your_account_second_factor.html", standing=standing, usable=usable, live=here.live,
              provider=settings.organisation if linked else None, most=second_factors.RECOVERY_CODES)
    frame.told(AT)
    _show_codes()
    if not usable or not here.live:
        return
    if standing.on:
        _change(here, standing)
    elif standing.secret and SETTING_UP in st.session_state:
        _set_up(here, standing.secret)
    elif st.button("Set up a second factor", key=f"{AT}.start"):
        second_factors.start(here.engine, here.viewer)
        st.session_state[SETTING_UP] = True
        st.rerun()


def _set_up(here: Visit, secret: str) -> None:
    """The app's secret as a picture and as text, and the first code, which confirms it."""
    html.show("second_factor_set_up.html", image=qr_code(second_factors.address(secret, here.viewer.email)),
              secret=second_factors.to_type(secret), email=here.viewer.email)
    code, pressed = _code("Type the six-digit code that the app shows", ["Confirm"])
    if pressed:
        _keep_codes(lambda: second_factors.confirm(here.engine, here.viewer, code), "Your second factor is on.")


def _change(here: Visit, standing: Standing) -> None:
    """New recovery codes, or none and no second factor, for who gives a code."""
    buttons = ["Make new recovery codes", *([] if standing.required else ["Turn off the second factor"])]
    code, pressed = _code("Code from your app, or a recovery code", buttons)
    if pressed == buttons[0]:
        _keep_codes(lambda: second_factors.renew(here.engine, here.viewer, code),
                    "You have new recovery codes. The old ones no longer work.")
    elif pressed:
        _try(lambda: second_factors.turn_off(here.engine, here.viewer, code), "Your second factor is off.")


def _code(label: str, buttons: list[str]) -> tuple[str, str]:
    """The code that was typed, and which button sent it; nothing while none did."""
    key = f"{AT}.{st.session_state.get(FORMS, 0)}"
    with st.form(key, border=False, width=FORM_WIDTH):
        code = st.text_input(label, max_chars=24, key=f"{key}.code", autocomplete="one-time-code")
        sent = [button for button in buttons if st.form_submit_button(button)]
    return code, sent[0] if sent else ""


def _keep_codes(make: Callable[[], list[str]], done: str) -> None:
    """Keep recovery codes for the rerun that shows them."""
    def keep() -> None:
        st.session_state[CODES] = make()

    _try(keep, done)


def _try(act: Callable[[], None], done: str) -> None:
    try:
        act()
    except Invalid as invalid:
        frame.faults(invalid)
        return
    except TooManyGuesses as wait:
        frame.problem(str(wait))
        return
    st.session_state.pop(SETTING_UP, None)
    st.session_state[FORMS] = st.session_state.get(FORMS, 0) + 1  # the code is not typed again
    frame.tell_next(done, AT)
    st.rerun()


def _show_codes() -> None:
    """Show the recovery codes that were just made, once: only their hashes are stored."""
    codes = st.session_state.pop(CODES, None)
    if codes:
        html.show("second_factor_codes.html")
        st.code("\n".join(codes), language=None)
