"""Incidents in the walk of who sees what."""

from dataclasses import replace
from functools import partial

from coordination import platforms
from coordination.incidents import (
    acting,
    asking,
    checking,
    counting,
    due,
    exporting,
    jobs,
    mappings,
    paging,
    public,
    returns,
    sending,
    viewing,
)
from coordination.incidents.asking import By
from coordination.incidents.exporting import Wanted
from coordination.incidents.files import Unmapped
from coordination.incidents.mapping import Mapping
from tests.coordination.asking import Asking, Call, each
from tests.counts import MONDAY

# What the letter and its public record say is public; these show nothing of what a platform wrote.
PUBLIC = {"incidents.public.series", "incidents.vocabulary.read"}
# Parts of a write: no page asks them on anybody's behalf.
WITHIN = {"incidents.checking.checked", "incidents.dimensions.read", "incidents.on_record.append",
          "incidents.on_record.cells", "incidents.on_record.cells_of_return", "incidents.on_record.every_roll_up",
          "incidents.on_record.periods_of", "incidents.on_record.replace_roll_ups", "incidents.on_record.roll_ups",
          "incidents.exporting.periods_within", "incidents.returns.in_place", "incidents.returns.put",
          "incidents.series_counts.append", "incidents.series_counts.of_cells", "incidents.series_counts.portions",
          "incidents.series_counts.read", "incidents.verifying.expected"}
HEADER = "a" * 64
A_TABLE = Unmapped((), (), HEADER, (), Mapping())


def calls(ask: Asking) -> dict[str, list[Call]]:
    """By module and name, every way in which the viewer may call a read of incidents."""
    who, at, letter_id = (ask.session, ask.viewer), ask.at, ask.letter_id
    return {
        "incidents.acting.hours": [
            partial(acting.hours, *who, ask.words, timed, platforms.listing(*who), MONDAY, as_at=at)
            for timed in acting.pairs(ask.words).values()],
        "incidents.asking.rows_of": [
            lambda: asking.rows_of(*who, ask.words, ask.figures, [ask.words.all_id], as_at=at)],
        "incidents.checking.dry_run": each([1, 2, 3], lambda id_: checking.dry_run(*who, id_, ask.cells)),
        "incidents.counting.figures": [partial(counting.figures, *who, ask.words, replace(ask.figures, by=by), as_at=at)
                                       for by in By],
        "incidents.counting.last_week": [lambda: counting.last_week(*who, (1, 2, 3), as_at=at)],
        "incidents.counting.latest_day": [lambda: counting.latest_day(*who, as_at=at)],
        "incidents.due.listing": [lambda: due.listing(*who, ask.letter, as_at=at)],
        "incidents.exporting.on_record": [partial(exporting.on_record, *who, ask.words, Wanted((slug,)), as_at=at)
                                          for slug in ("facebook", "twitter", "google")],
        "incidents.exporting.of_return": each(
            ask.returns, lambda id_: exporting.of_return(*who, ask.words, id_, as_at=at)),
        "incidents.jobs.in_view": each([1, 2, 3], lambda id_: jobs.in_view(*who, id_)),
        "incidents.mappings.as_remembered": each(
            [1, 2, 3], lambda id_: mappings.as_remembered(*who, id_, lambda **found: found, A_TABLE)),
        "incidents.mappings.listing": [lambda: mappings.listing(*who)],
        "incidents.mappings.remembered": each([1, 2, 3], lambda id_: mappings.remembered(*who, id_, HEADER)),
        "incidents.sending.own": [partial(sending.own, *who, slug) for slug in ("facebook", "twitter", "elsewhere")],
        "incidents.paging.counts": [partial(paging.counts, *who, ask.words, Wanted((slug,)), as_at=at, most=100)
                                    for slug in ("facebook", "twitter")],
        "incidents.paging.of_return": each(ask.returns, lambda id_: paging.of_return(
            *who, ask.words, id_, as_at=at, most=100)),
        "incidents.returns.listing": [partial(returns.listing, *who, as_at=at, slug=slug)
                                      for slug in (None, "facebook", "twitter")],
        "incidents.returns.in_view": each(ask.returns, lambda id_: returns.in_view(*who, id_, as_at=at)),
        "incidents.returns.counts": each(ask.returns, lambda id_: returns.counts(*who, id_, as_at=at)),
        "incidents.viewing.figures": [partial(
            viewing.figures, *who, ask.words, replace(viewing.usual(ask.words, MONDAY, MONDAY), by=by),
            platforms.listing(*who), public.series(ask.session, letter_id), as_at=at) for by in By],
    }
