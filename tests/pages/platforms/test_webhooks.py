"""The page of webhooks: making, changing and stopping them, and what was delivered."""

from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from coordination.webhooks import delivering, endpoints
from coordination.webhooks.posting import Ended
from data_model.webhooks import WebhookEndpoint
from data_model.words import SendingState
from tests.cast import Cast, a_request, viewer
from tests.pages.conftest import Opened, all_of, shown
from tests.webhooks import all_deliveries, an_endpoint

URL = "https://example.com/hook?x=%3Cb%3E&y=*z*"
FORM = "webhooks.make.0"
MAKE = f"FormSubmitter:{FORM}-Make the webhook"


def attempt(engine: Engine, status: int | None) -> None:
    problem = "" if status else "No connection could be made, or it broke off."
    assert delivering.one(engine, "https://parley.example", lambda *_: Ended(status, problem, 12))


def test_a_lead_makes_a_webhook_and_sees_its_secret_once(app: Opened, cast: Cast, session: Session) -> None:
    window = app(cast.facebook, "webhooks")
    assert "There is no webhook yet." in shown(window)
    assert "Nothing has been sent yet." in shown(window)
    window.text_input(f"{FORM}.url").set_value(URL)
    window.checkbox(f"{FORM}.update.returned").uncheck()
    window.button(MAKE).click().run()
    endpoint = session.get_one(WebhookEndpoint, 1)
    assert [each.value for each in window.code] == [endpoint.secret]
    assert (endpoint.on_request, endpoint.on_return, endpoint.on_signal) == (True, False, True)
    window.run()
    assert endpoint.secret not in all_of(window)
    assert "https://example.com/hook?x=%3Cb%3E&amp;y=*z*" in shown(window)


def test_an_address_of_ones_own_network_is_refused_unless_set(app: Opened, cast: Cast) -> None:
    window = app(cast.facebook, "webhooks")
    window.text_input(f"{FORM}.url").set_value("https://127.0.0.1/")
    window.button(MAKE).click().run()
    assert "127.0.0.1 is not a public address." in shown(window)
    assert window.text_input(f"{FORM}.url").value == "https://127.0.0.1/"


def test_the_secret_is_changed_and_the_webhook_stopped_after_a_tick(
    app: Opened, recorded: Engine, cast: Cast, session: Session
) -> None:
    id_, old = an_endpoint(recorded, cast.facebook, URL)
    window = app(cast.facebook, "webhooks", webhook=id_)
    change, stop = (f"FormSubmitter:webhooks.change-{what}" for what in ("Change the secret", "Stop the webhook"))
    window.button(change).click().run()
    assert "Tick the box first, to confirm. Nothing was changed." in shown(window)
    window.checkbox(f"webhooks.sure.{id_}.0").check()
    window.button(change).click().run()
    [new] = [each.value for each in window.code]
    assert session.get_one(WebhookEndpoint, id_).secret == new != old
    assert not window.checkbox(f"webhooks.sure.{id_}.1").value
    window.checkbox(f"webhooks.sure.{id_}.1").check()
    window.button(stop).click().run()
    assert "The webhook is stopped. Nothing more is sent to it." in shown(window)
    assert not window.button
    assert not window.code


def test_deliveries_say_how_each_attempt_ended_and_are_sent_again(app: Opened, recorded: Engine, cast: Cast) -> None:
    an_endpoint(recorded, cast.facebook, URL)
    a_request(recorded, cast.official, message="people-wrote-this")
    attempt(recorded, None)
    seen = shown(app(cast.facebook, "webhooks"))
    assert "An official asked you for an update; an official returned an update of yours; a signal was" in seen
    assert "<strong>Waiting</strong>, next attempt on" in seen
    window = app(cast.facebook, "webhooks", delivery=1)
    assert "No connection could be made, or it broke off." in shown(window)
    assert "people-wrote-this" not in all_of(window)
    window.button("webhooks.again.1").click().run()
    assert "It is sent again in a moment." in shown(window)
    attempt(recorded, 204)
    window = app(cast.facebook, "webhooks", delivery=1)
    assert "Status 204" in shown(window)
    assert "<strong>Delivered</strong> on" in shown(window)
    assert "2 attempts, newest first" in shown(window)
    assert [each.state for each in all_deliveries(recorded)] == [SendingState.SENT]


def test_a_lead_sends_a_test_and_sees_how_it_ended(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook, URL)
    window = app(cast.facebook, "webhooks", webhook=id_)
    window.button(f"webhooks.test.{id_}").click().run()
    assert "The test is sent in a moment. Reload the page to see how that ended." in shown(window)
    assert window.query_params == {"delivery": "1"}
    attempt(recorded, 401)
    seen = shown(app(cast.facebook, "webhooks", delivery=1))
    assert "Your company’s lead sent a test" in seen
    assert "Open the record" not in seen
    assert "Status 401" in seen
    assert "<strong>Waiting</strong>, next attempt on" in seen


def test_a_colleague_reads_and_changes_nothing(app: Opened, recorded: Engine, cast: Cast) -> None:
    colleague = viewer(recorded, name="Second at Facebook", role=cast.facebook.role, organisation="Facebook")
    id_, secret = an_endpoint(recorded, cast.facebook, URL)
    a_request(recorded, cast.official)
    for query in ({}, {"webhook": id_}, {"delivery": 1}):
        window = app(colleague, "webhooks", **query)
        assert "https://example.com/hook" in shown(window)
        assert not window.button
        assert secret not in all_of(window)
    assert "Facebook representative leads your company here and manages its webhooks." in shown(
        app(colleague, "webhooks"))


def test_another_companys_are_not_found(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook, URL)
    a_request(recorded, cast.official)
    for query in ({"webhook": id_}, {"delivery": 1}):
        for other in (cast.twitter, cast.stranger):
            seen = shown(app(other, "webhooks", **query))
            assert "Not found." in seen
            assert "example.com" not in seen


def test_twenty_deliveries_make_a_page(app: Opened, recorded: Engine, cast: Cast) -> None:
    for _ in range(3):
        an_endpoint(recorded, cast.facebook, URL)
    for _ in range(7):
        a_request(recorded, cast.official)
    first = shown(app(cast.facebook, "webhooks"))
    assert "21 deliveries, newest first; page 1 of 2" in first
    assert "Older" in first
    assert "Newer" not in first
    assert "page 2 of 2" in shown(app(cast.facebook, "webhooks", page=2))
    assert "There is nothing on this page." in shown(app(cast.facebook, "webhooks", page=9))


def test_nothing_is_changed_of_another_day(app: Opened, recorded: Engine, cast: Cast) -> None:
    id_, _ = an_endpoint(recorded, cast.facebook, URL)
    for query in ({}, {"webhook": id_}):
        window = app(cast.facebook, "webhooks", **query)
        assert window.button
        window.date_input(key="as_at").set_value(date(2019, 11, 20)).run()
        assert not window.button
    endpoints.stop(recorded, cast.facebook, id_)
    assert "Stopped on <time" in shown(app(cast.facebook, "webhooks", webhook=id_))
