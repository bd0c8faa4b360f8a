"""The figures of reach in plain words: both bounds, who says how many there are, how soon; and party by party."""

from collections.abc import Hashable, Mapping

from coordination.reach import audiences, words
from coordination.reach.reading import Reach, Reached
from data_model.words import Audience
from page_parts import html, parameters
from page_parts.kept import kept
from page_parts.reach_known import reached
from page_parts.visit import Visit


@kept(200)
def drawn(key: Hashable, here: Visit) -> str:
    """The figures as HTML. The key ends with the edition, None for all."""
    assert isinstance(key, tuple)
    edition = key[-1]
    found = reached(here, edition)
    return html.rendered("reach_figures.html", {
        "audiences": [_audience(found, each, here) for each in Audience],
        "parties": [_party(each, found) for each in found.by_party[Audience.CANDIDATES]],
        "none": not found.distributions, "how": words.HOW, "edition": edition, "role": here.viewer.role,
        "live": here.live, "reference": here.letter.reference, "query": parameters.kept(here)})


def _audience(found: Reached, audience: Audience, here: Visit) -> Mapping[str, object]:
    reach = found.in_all[audience]
    return {"name": audience.capitalize(), "sentence": _lower(words.at_least(reach)),
            "sendings": reach.sendings, "unknown": words.unknown(reach), "source": found.sizes[audience].source,
            "known": reach.population is not None, "soon": words.how_soon(reach, here.letter)}


def _party(reach: Reach, found: Reached) -> Mapping[str, object]:
    return {"name": audiences.in_words(reach.party), "there_are": reach.population, "bounds": reach.bounds,
            "shares": words.percentages(reach), "first_on": reach.first_on, "own": reach.party in found.sent_by}


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"
