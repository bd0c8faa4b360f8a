"""Signals on screen: who is shown what of them, and what each role can do about them."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from coordination.signals import answering, reading
from coordination.signals.reading import SignalInView
from coordination.viewers import Viewer
from data_model import database
from data_model.words import IndicatorKind
from page_parts.directory import pages_of
from page_parts.signals_list import PAGE
from page_parts.signals_words import defanged, waited
from tests.cast import Cast, platform_id
from tests.conftest import StoppedClock
from tests.pages.conftest import Opened, all_of, everything, shown
from tests.signals import KNOWS, READS, WHO, a_signal, an_act, an_audience, cases, every_signal

LOOKERS = [who for who in WHO if who not in {"administrator"}]


def press(window: AppTest, label: str) -> AppTest:
    (button,) = [each for each in window.main.button if each.label == label]
    return button.click().run()


def labels(window: AppTest) -> list[str]:
    return [each.label for each in window.main.button]


def to_facebook(engine: Engine, **changed: object) -> dict[str, object]:
    return {"tlp": "TLP:AMBER+STRICT", "platform_ids": [platform_id(engine, "facebook")]} | changed


def stored(engine: Engine, viewer: Viewer, signal_id: int) -> SignalInView:
    """A signal as its reader has it."""
    with database.reading(engine) as session:
        return reading.in_view(session, viewer, signal_id, as_at=datetime(2100, 1, 1, tzinfo=UTC))


def test_pages_show_what_a_signal_says_to_its_readers_alone_whoever_looked_before(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    """In one process, one person after the other: nothing that was kept for one is shown to another."""
    audience = an_audience(recorded, cast)
    signals = every_signal(recorded, audience)
    readable = {(case.viewer, case.signal) for case in cases() if case.expected == READS}
    for who in [*WHO, *reversed(WHO)]:
        viewer = audience[who]
        seen = "".join(all_of(app(viewer, entry.name, **({"view": "list"} if entry.name == "signals" else {})))
                       for entry in pages_of(viewer.role) if entry.live or entry.name in {"platform", "audit"})
        for key, signal in signals.items():
            assert (signal.mark in seen) is ((who, key) in readable and who != "administrator"), (who, key)


@pytest.mark.parametrize("who", LOOKERS)
def test_a_signals_address_shows_what_it_says_or_only_times_or_that_there_is_none(
        who: str, app: Opened, cast: Cast, recorded: Engine) -> None:
    audience = an_audience(recorded, cast)
    signals = every_signal(recorded, audience)
    window = app(audience[who], "signals")
    for case in cases():
        if case.viewer != who:
            continue
        seen = everything(window, {"signal": signals[case.signal].id})
        assert (signals[case.signal].mark in seen) is (case.expected == READS), case
        assert ("You see times, not content." in seen) is (case.expected == KNOWS), case
        assert ("Not found. There is no such signal." in seen) is (case.expected not in {READS, KNOWS}), case


def test_what_waits_longest_comes_first_and_one_click_acknowledges_it(app: Opened, cast: Cast, recorded: Engine,
                                                                      stopped_clock: StoppedClock) -> None:
    first, second = (a_signal(recorded, cast.twitter, **to_facebook(recorded)) for _ in range(2))
    stopped_clock.advance(hours=5)
    third = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    window = app(cast.facebook, "signals")
    assert labels(window) == [f"Acknowledge signal {each}" for each in (first, second, third)]
    assert "<strong>5 hours ago</strong>" in shown(window)
    press(window, f"Acknowledge signal {first}")
    assert f"Signal {first} is acknowledged." in shown(window)
    assert labels(window) == [f"Acknowledge signal {each}" for each in (second, third)]
    assert "Acknowledged, and not acted on: 1 signal" in shown(window)
    [mine] = stored(recorded, cast.facebook, first).mine
    assert mine.answer.acknowledged_at == stopped_clock.now


def test_the_second_click_of_a_double_click_acknowledges_nothing_more(app: Opened, cast: Cast,
                                                                     recorded: Engine) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    window = app(cast.facebook, "signals", signal=signal)
    window.session_state[f"once.signals.one.acknowledge.{signal}"] = False  # the first click has taken it
    press(window, f"Acknowledge signal {signal}")
    assert [each.answer.acknowledged_at for each in stored(recorded, cast.facebook, signal).mine] == [None]


def test_what_a_colleague_did_meanwhile_is_not_done_again(app: Opened, cast: Cast, recorded: Engine,
                                                          stopped_clock: StoppedClock) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    window = app(cast.facebook, "signals", signal=signal)
    answering.acknowledge(recorded, an_audience(recorded, cast)["facebook_colleague"], signal)
    first = stopped_clock.now
    stopped_clock.advance(minutes=1)
    press(window, f"Acknowledge signal {signal}")
    assert f"Acknowledge signal {signal}" not in labels(window)
    assert [each.answer.acknowledged_at for each in stored(recorded, cast.facebook, signal).mine] == [first]


def test_an_opinion_and_an_action_with_its_time_reach_the_sharer(app: Opened, cast: Cast, recorded: Engine,
                                                                 stopped_clock: StoppedClock) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    stopped_clock.advance(hours=3)
    window = app(cast.facebook, "signals", signal=signal)
    press(window, "Give this opinion")
    assert "Choose whether it breaches your rules." in shown(window)
    window.radio(key=f"signals.opinion.{signal}.opinion").set_value("breaches here")
    window.text_area(key=f"signals.opinion.{signal}.words").set_value("Our <b>policy</b> on threats.")
    press(window, "Give this opinion")
    assert f"Your opinion on signal {signal} is stored." in shown(window)
    window.datetime_input(key=f"signals.act.{signal}.at").set_value(datetime(2019, 12, 2, 10, 30))  # noqa: DTZ001
    window.text_area(key=f"signals.act.{signal}.words").set_value("Removed.")
    press(window, "Record this action")
    page = shown(app(cast.twitter, "signals", signal=signal))
    assert "<strong>breaches here</strong>" in page
    assert "Our &lt;b&gt;policy&lt;/b&gt; on threats." in page
    assert '<time datetime="2019-12-02T10:30:00+00:00">2 December 2019 at 10:30</time><br>' in page
    assert "Removed." in page


def test_an_action_in_the_future_is_refused_and_what_was_typed_stays(app: Opened, cast: Cast, recorded: Engine) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    window = app(cast.facebook, "signals", signal=signal)
    field = window.datetime_input(key=f"signals.act.{signal}.at")
    assert field.value == datetime(2019, 12, 2, 9, 0)  # noqa: DTZ001 (what London's clocks show now)
    field.set_value(datetime(2019, 12, 2, 9, 1))  # noqa: DTZ001
    window.text_area(key=f"signals.act.{signal}.words").set_value("Removed.")
    press(window, "Record this action")
    assert "What is done cannot be in the future." in shown(window)
    assert window.text_area(key=f"signals.act.{signal}.words").value == "Removed."
    assert [each.answer.acted_at for each in stored(recorded, cast.facebook, signal).mine] == [None]


def test_withdrawing_takes_a_reason_and_a_tick_and_its_readers_read_why(app: Opened, cast: Cast,
                                                                        recorded: Engine) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    window = press(app(cast.twitter, "signals", signal=signal), "Withdraw this signal")
    assert "Tick the box to withdraw the signal. Nothing was changed." in shown(window)
    window.checkbox(key=f"signals.withdraw.{signal}.sure").check()
    press(window, "Withdraw this signal")
    assert "Say why you withdraw the signal" in shown(window)
    window.text_area(key=f"signals.withdraw.{signal}.reason").set_value("It was the wrong picture.")
    press(window, "Withdraw this signal")
    assert f"Signal {signal} is withdrawn." in shown(window)
    assert not window.main.button
    theirs = app(cast.facebook, "signals", signal=signal)
    assert "It was the wrong picture." in shown(theirs)
    assert not theirs.main.button
    assert "To acknowledge: " not in shown(app(cast.facebook, "signals"))


def test_officials_and_analysts_read_times_and_change_nothing(app: Opened, cast: Cast, recorded: Engine) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    an_act(recorded, cast.facebook, signal)
    for viewer in (cast.official, cast.analyst):
        window = app(viewer, "signals", signal=signal)
        assert "Addressed to Facebook only. You see times, not content." in shown(window)
        assert "2 December 2019 at 09:00" in shown(window).split("<h3>Answers</h3>")[1]
        assert not window.main.button
        assert not window.get("code")


def test_the_lag_is_drawn_for_officials_and_analysts_and_for_no_platform(app: Opened, cast: Cast, recorded: Engine,
                                                                         stopped_clock: StoppedClock) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    a_signal(recorded, cast.twitter, **to_facebook(recorded))
    stopped_clock.advance(hours=4)
    an_act(recorded, cast.facebook, signal)
    window = app(cast.official, "signals")
    weeks, pairs = (each.value for each in window.dataframe)
    assert weeks[["Signals", "Answered", "Still open", "Median hours"]].values.tolist() == [[2, 1, 1, 4.0]]
    assert pairs["Pair of platforms"].tolist() == ["Twitter → Facebook"]
    window.radio(key="signals.step").set_value("acknowledged").run()
    window.radio(key="signals.by").set_value("category").run()
    assert window.dataframe[1].value["Category"].tolist() == ["Threat to a named person"]
    assert dict(window.query_params) == {"step": "acknowledged", "by": "category"}
    assert len(app(cast.analyst, "signals").dataframe) == 2
    assert not app(cast.facebook, "signals").dataframe


def test_the_lags_figures_are_saved_as_svg_or_png(app: Opened, cast: Cast) -> None:
    window = app(cast.analyst, "signals")
    assert saved_as(window) == [("svg", "parley-lag-week-2019-12-02"), ("svg", "parley-lag-pair-2019-12-02")]
    window.radio(key="signals.save_as").set_value("png").run()
    assert [kind for kind, _ in saved_as(window)] == ["png", "png"]


def saved_as(window: AppTest) -> list[tuple[str, str]]:
    found = [json.loads(each.proto.config)["toImageButtonOptions"] for each in window.get("plotly_chart")]
    return [(each["format"], each["filename"]) for each in found]


def test_the_filter_is_in_the_address(app: Opened, cast: Cast, recorded: Engine) -> None:
    a_signal(recorded, cast.twitter, **to_facebook(recorded, kind="user"))
    second = a_signal(recorded, cast.twitter, **to_facebook(recorded, tlp="TLP:AMBER"))
    answering.acknowledge(recorded, cast.facebook, second)
    for query, count in (({"kind": "user"}, 1), ({"tlp": "TLP:AMBER"}, 1), ({"state": "waiting"}, 1),
                         ({"state": "open"}, 1), ({"platform": "twitter"}, 2), ({"platform": "google"}, 0),
                         ({"kind": "user", "state": "open"}, 0), ({"category": "STATEMENT_CATEGORY_VIOLENCE"}, 2)):
        page = shown(app(cast.official, "signals", **query))
        assert f"{count} signal" in page if count else "No signal fits." in page, query
    window = app(cast.official, "signals", state="open")
    window.selectbox(key="signals.state").select("waiting").run()
    assert dict(window.query_params) == {"state": "waiting", "view": "list"}
    window.selectbox(key="signals.state").select("").run()
    assert dict(window.query_params) == {"view": "list"}
    assert "2 signals, newest first" in shown(window)


@pytest.mark.parametrize("query", [{"kind": "video"}, {"tlp": "AMBER"}, {"state": "lost"}, {"step": "read"},
                                   {"platform": "nowhere"}, {"category": "NONE"}, {"signal": 99}, {"page": "two"}])
def test_what_no_signal_can_be_is_not_found(query: dict[str, object], app: Opened, cast: Cast) -> None:
    assert "Not found." in shown(app(cast.official, "signals", **query))


def test_a_long_list_has_pages(app: Opened, cast: Cast, recorded: Engine) -> None:
    for _ in range(PAGE + 1):
        a_signal(recorded, cast.twitter, **to_facebook(recorded))
    first, second = (shown(app(cast.official, "signals", view="list", page=page)) for page in (1, 2))
    assert "51 signals, newest first; 1 to 50 are shown" in first
    assert "51 signals, newest first; 51 to 51 are shown" in second
    assert "/signals?signal=1&amp;" in second
    assert "/signals?signal=1&amp;" not in first


def test_home_and_the_overview_name_what_was_not_acknowledged(app: Opened, cast: Cast, recorded: Engine,
                                                              stopped_clock: StoppedClock) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    stopped_clock.advance(hours=49)
    assert "1 signal to acknowledge" in shown(app(cast.facebook))
    assert "from Twitter, waits for 2 days" in shown(app(cast.facebook))
    assert "1 signal not acknowledged" in shown(app(cast.official))
    assert "Facebook</a>: 1 signal, the first waits for 2 days" in shown(app(cast.official))
    assert "to acknowledge" not in shown(app(cast.twitter))
    answering.acknowledge(recorded, cast.facebook, signal)
    assert "to acknowledge" not in shown(app(cast.facebook))
    assert "not acknowledged" not in shown(app(cast.official))
    assert "Of 1 signal shared with it, it acknowledged 1 and acted on 0." in shown(
        app(cast.official, "platform", platform="facebook"))


def test_as_at_a_past_day_nothing_can_be_answered(app: Opened, cast: Cast, recorded: Engine,
                                                  stopped_clock: StoppedClock) -> None:
    stopped_clock.set_to(2019, 11, 25)
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded))
    stopped_clock.set_to(2019, 12, 2)
    answering.acknowledge(recorded, cast.facebook, signal)
    for query in ({}, {"signal": signal}):
        window = app(cast.facebook, "signals", **query)
        window.date_input(key="as_at").set_value(date(2019, 11, 26)).run()
        assert ("not yet" if query else "To acknowledge: 1 signal") in shown(window)
        assert not window.main.button


def test_an_indicator_matches_only_for_who_reads_both(app: Opened, cast: Cast, recorded: Engine) -> None:
    audience = an_audience(recorded, cast)
    a_signal(recorded, audience["google"], **to_facebook(recorded))
    a_signal(recorded, cast.twitter, **to_facebook(recorded))
    assert "Google shared the same indicator on" in shown(app(cast.facebook, "signals", signal=2))
    assert "Google" not in shown(app(cast.twitter, "signals", signal=2))


def test_a_web_address_is_no_link_and_can_be_copied(app: Opened, cast: Cast, recorded: Engine) -> None:
    signal = a_signal(recorded, cast.twitter, **to_facebook(recorded, indicator="https://sub.example.com:8443/a.b?c=d.e"))
    window = app(cast.facebook, "signals", signal=signal)
    assert "<code>hxxps://sub[.]example[.]com:8443/a.b?c=d.e</code>" in shown(window)
    assert "https://sub.example.com" not in shown(window)
    [code] = window.code
    assert code.value == "https://sub.example.com:8443/a.b?c=d.e"


@pytest.mark.parametrize(("kind", "value", "expected"), [
    (IndicatorKind.URL, "http://a.example/b.c", "hxxp://a[.]example/b.c"),
    (IndicatorKind.URL, "https://[2001:db8::1]/", "hxxps://[2001:db8::1]/"),
    (IndicatorKind.HANDLE, "twitter:@a.b", "twitter:@a.b"),
    (None, "", ""),
])
def test_only_addresses_are_defanged(kind: IndicatorKind | None, value: str, expected: str) -> None:
    assert defanged(kind, value) == expected


@pytest.mark.parametrize(("hours", "expected"), [(0, "less than an hour"), (1, "1 hour"), (47, "47 hours"),
                                                 (48, "2 days")])
def test_how_long_is_said_in_hours_and_then_in_days(hours: int, expected: str) -> None:
    since = datetime(2019, 12, 2, 9, tzinfo=UTC)
    assert waited(since, since + timedelta(hours=hours)) == expected


def test_a_colleague_is_not_told_by_a_count_of_a_signal_that_names_another(
        app: Opened, cast: Cast, recorded: Engine) -> None:
    audience = an_audience(recorded, cast)
    named, colleague = audience["facebook"], audience["facebook_colleague"]
    before = all_of(app(colleague, "platform", platform="facebook"))
    a_signal(recorded, audience["twitter"], tlp="TLP:RED", account_ids=[named.account_id])
    to_the_named = all_of(app(named, "platform", platform="facebook"))
    assert to_the_named != before
    assert all_of(app(colleague, "platform", platform="facebook")) == before
