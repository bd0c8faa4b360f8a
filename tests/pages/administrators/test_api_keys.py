"""The page of API keys: who makes which, and what is shown of them."""

from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from coordination import api_keys
from coordination.api_keys import Keyring
from data_model.api_keys import ApiKey
from data_model.database import reading
from tests.cast import Cast, viewer
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, shown

NAME = "<b>Nightly</b> *counts*"
FORM = "api-keys.make.0"


def key(engine: Engine) -> ApiKey:
    with reading(engine) as session:
        return session.scalars(select(ApiKey)).one()


def make(window: AppTest, *scopes: str) -> None:
    window.text_input(f"{FORM}.name").set_value(NAME)
    for scope in scopes:
        window.checkbox(f"{FORM}.{scope}").check()
    window.button(f"FormSubmitter:{FORM}-Make the key").click().run()


def test_a_lead_makes_a_key_and_sees_its_secret_once(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.facebook, "api-keys")
    assert "There is no API key yet." in shown(window)
    make(window, "read", "signals")
    [secret] = [each.value for each in window.code]
    caller = Keyring(recorded).caller(secret)
    assert caller is not None
    assert caller.viewer.account_id == cast.facebook.account_id
    assert sorted(caller.scopes) == ["read", "signals"]
    seen = shown(window)
    assert "&lt;b&gt;Nightly&lt;/b&gt; *counts*" in seen
    assert "<b>" not in seen
    assert "1 March 2020 at 09:00" in seen
    window.run()
    assert not window.code
    assert window.text_input("api-keys.make.1.name").value == ""


def test_what_is_missing_is_said_and_what_was_typed_stays(app: Opened, cast: Cast) -> None:
    window = app(cast.facebook, "api-keys")
    make(window)
    assert "There is a problem. Nothing was stored." in shown(window)
    assert window.text_input(f"{FORM}.name").value == NAME


def test_an_administrator_makes_one_for_somebody(app: Opened, recorded: Engine, cast: Cast) -> None:
    window = app(cast.administrator, "api-keys")
    assert window.selectbox(f"{FORM}.account").options == [
        "Stranger (A company the letter is not addressed to)", "Government analyst (Cabinet Office)",
        "Facebook representative (Facebook)", "Twitter representative (Twitter)"]
    make(window, "read")
    assert "A key is for a platform representative or an analyst. Choose one." in shown(window)
    window.selectbox(f"{FORM}.account").set_value(cast.analyst.account_id)
    make(window, "read")
    assert key(recorded).account_id == cast.analyst.account_id


def test_a_key_is_revoked_after_a_tick(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_, secret = api_keys.make(recorded, cast.facebook, {"name": NAME, "scopes": ["read"]})
    window = app(cast.facebook, "api-keys", key=id_)
    window.button("FormSubmitter:api-keys.revoke-Revoke the key").click().run()
    assert "Tick the box first, to confirm. Nothing was changed." in shown(window)
    assert Keyring(recorded).caller(secret) is not None
    window.checkbox(f"api-keys.sure.{id_}").check()
    window.button("FormSubmitter:api-keys.revoke-Revoke the key").click().run()
    assert "The key is revoked." in shown(window)
    assert not window.button
    assert Keyring(recorded).caller(secret) is None


def test_who_does_not_lead_reads_who_does(app: Opened, recorded: Engine, cast: Cast) -> None:
    assert "Nobody leads your company here yet" in shown(app(cast.twitter, "api-keys"))
    id_, _ = api_keys.make(recorded, cast.facebook, {"name": NAME, "scopes": ["read"]})
    for other in (cast.twitter, cast.stranger):
        assert "Nightly" not in shown(app(other, "api-keys", key=id_))


def test_a_colleague_is_told_whom_to_ask(app: Opened, recorded: Engine, cast: Cast) -> None:
    colleague = viewer(recorded, name="Second at Facebook", role=cast.facebook.role, organisation="Facebook")
    window = app(colleague, "api-keys")
    assert "Facebook representative leads your company here and manages its API keys." in shown(window)
    assert not window.button


def test_the_last_use_and_the_state_are_said(
    app: Opened, recorded: Engine, cast: Cast, stopped_clock: StoppedClock
) -> None:
    _, secret = api_keys.make(recorded, cast.facebook, {"name": NAME, "scopes": ["read"], "days": 1})
    stopped_clock.advance(hours=1)
    Keyring(recorded).caller(secret)
    assert "2 December 2019 at 10:00" in shown(app(cast.facebook, "api-keys"))
    stopped_clock.advance(days=1)
    seen = shown(app(cast.facebook, "api-keys"))
    assert "Expired" in seen
    assert key(recorded).secret_hash not in seen
