"""Signals between what programs say and what coordination/ takes: platforms by slug and categories by code there, ids
here."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from api.v1.reading import Asked
from api.v1.rows import reference_of
from api.v1.signals_models import (
    CategoryToChoose,
    DepartmentToChoose,
    PersonToChoose,
    PlatformToChoose,
    SignalAddressee,
    SignalAnswer,
    SignalBody,
    SignalChoices,
    SignalMatch,
)
from coordination.incidents import vocabulary
from coordination.problems import Fault, Invalid
from coordination.signals import sharing
from coordination.signals.answers import Addressee
from coordination.signals.reading import SignalInView

# What coordination/ calls a field, to what bodies call it.
FIELDS = {"platform_id": "platform", "category_id": "category", "platform_ids": "platforms",
          "organisation_ids": "departments", "account_ids": "people", "addressees": "platforms"}
NOBODY = 2**31 - 1  # an id that nothing has: what is asked for is refused in coordination's own words


def choices(asked: Asked) -> SignalChoices:
    """What may be chosen for a signal about the letter asked for. Raises NotFound."""
    may = sharing.choices(asked.session, asked.viewer, asked.letter.id)
    codes = {each.id: each.code for each in vocabulary.read(asked.session).categories}
    return SignalChoices(
        own=[PlatformToChoose(platform=may.slugs[id_], name=name) for id_, name in may.own.items()],
        platforms=[PlatformToChoose(platform=may.slugs[id_], name=name) for id_, name in may.platforms.items()],
        departments=[DepartmentToChoose(id=id_, name=name) for id_, name in may.departments.items()],
        people=[PersonToChoose(id=each.account_id, name=each.name, organisation=each.organisation)
                for each in may.people],
        categories=[CategoryToChoose(code=codes[id_], name=name) for id_, name in may.categories.items()])


def input_of(asked: Asked, given: SignalBody) -> dict[str, object]:
    """A body as sharing.share takes it."""
    kept = ("kind", "summary", "indicator_kind", "indicator", "observed_at", "tlp")
    return {name: getattr(given, name) for name in kept} | {
        "letter_id": asked.letter.id, "category_id": category_id(asked, given.category),
        **addressed(asked, given.platform, given.platforms, given.departments, given.people, everyone=given.everyone)}


def addressed(asked: Asked, platform: str, platforms: Iterable[str], departments: Iterable[int],
              people: Iterable[int], *, everyone: bool) -> dict[str, object]:
    """Who shares, and with whom, as coordination takes it. Raises NotFound."""
    may = sharing.choices(asked.session, asked.viewer, asked.letter.id)
    ids = {slug: id_ for id_, slug in may.slugs.items()}
    return {"platform_id": ids.get(platform, NOBODY), "platform_ids": [ids.get(slug, NOBODY) for slug in platforms],
            "organisation_ids": list(departments), "account_ids": list(people), "everyone": everyone}


def category_id(asked: Asked, code: str) -> int:
    """The id of a category; one that there is not where the code is none."""
    known = vocabulary.read(asked.session).category_by_code
    return known[code].id if code in known else NOBODY


@contextmanager
def in_fields_of_bodies() -> Iterator[None]:
    """Say of what is wrong in which field of the body it is."""
    try:
        yield
    except Invalid as invalid:
        raise Invalid(*(Fault(FIELDS.get(each.where.split(".")[0], each.where), each.sentence)
                        for each in invalid.faults)) from invalid


def signal(asked: Asked, found: SignalInView) -> SignalAnswer:
    """A signal as programs read it."""
    own = {name: getattr(found, name) for name in SignalAnswer.model_fields
           if name not in {"letter", "platform", "platform_name", "addressees", "matches"}}
    return SignalAnswer(
        **own, letter=reference_of(asked, found.letter_id), platform=found.slug, platform_name=found.platform,
        addressees=[_addressee(each) for each in found.addressees],
        matches=[SignalMatch(signal_id=each.signal_id, platform_name=each.platform, shared_at=each.shared_at,
                             distance=each.distance) for each in found.matches])


def _addressee(found: Addressee) -> SignalAddressee:
    return SignalAddressee(platform=found.slug, name=found.name, person=found.person, own=found.own,
                           **vars(found.answer))

