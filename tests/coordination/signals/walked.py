"""Signals in the walk of who sees what."""

from coordination.signals import bundles, sharing
from coordination.signals import exporting as exported
from coordination.signals import reading as signals
from tests.coordination.asking import Asking, Call, each
from tests.coordination.signals.a_bundle import a_bundle, an_indicator

# Parts of a write: no page asks them on anybody's behalf.
WITHIN = {"signals.answering.put", "signals.answers.addressees", "signals.answers.matches", "signals.matching.find",
          "signals.retention.due", "signals.sharing.known", "signals.sharing.put", "signals.sharing.take_back"}
BUNDLE = bundles.read(a_bundle(an_indicator()))


def calls(ask: Asking) -> dict[str, list[Call]]:
    """By module and name, every way in which the viewer may call a read of signals."""
    who, at, letter_id = (ask.session, ask.viewer), ask.at, ask.letter_id
    return {
        "signals.bundles.dry_run": [lambda: bundles.dry_run(*who, BUNDLE, {"letter_id": letter_id, "platform_id": 1})],
        "signals.exporting.answers": [lambda: exported.answers(*who, letter_id, as_at=at)],
        "signals.exporting.content": [lambda: exported.content(*who, letter_id, as_at=at)],
        "signals.exporting.known": [lambda: exported.known(*who, letter_id, as_at=at)],
        "signals.exporting.lags": [lambda: exported.lags(*who, letter_id, as_at=at)],
        "signals.reading.addressed": [lambda: signals.addressed(*who, ask.signals, as_at=at)],
        "signals.reading.listing": [lambda: signals.listing(*who, letter_id, as_at=at)],
        "signals.reading.count": [lambda: signals.count(*who, letter_id, as_at=at)],
        "signals.reading.in_view": each(ask.signals, lambda id_: signals.in_view(*who, id_, as_at=at)),
        "signals.reading.matched": [lambda: signals.matched(*who, ask.signals, as_at=at)],
        "signals.reading.pairs": [lambda: signals.pairs(*who, letter_id, as_at=at)],
        "signals.reading.shared": [lambda: signals.shared(*who, letter_id, as_at=at)],
        "signals.reading.unanswered": [lambda: signals.unanswered(*who, letter_id, as_at=at)],
        "signals.reading.newest": [lambda: signals.newest(*who)],
        "signals.sharing.choices": [lambda: sharing.choices(*who, letter_id)],
    }
