"""What may be said of a distribution, given what is known of the letter. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from coordination.problems import Fault
from coordination.reach.audiences import Size
from coordination.reach.inputs import DistributionInput
from coordination.wording import counted, day_in_words, listed
from data_model.words import Audience, SenderKind


@dataclass(frozen=True)
class Known:
    """What is known of a letter's advice: the days on which its editions were published, by their numbers; the parties
    of its candidates; the names of its platforms that the acting person sees; how many people there are; and which day
    it is. `own` are the names of the platforms for which the acting person may record, None for anybody."""

    letter_id: int
    editions: Mapping[int, date]
    parties: tuple[str, ...]
    platforms: tuple[str, ...]
    sizes: Mapping[Audience, Size]
    today: date
    own: tuple[str, ...] | None = None


def settled(given: DistributionInput, known: Known) -> DistributionInput:
    """The same with the party and the platform as the record spells them."""
    changes = {}
    if party := _as_spelt(given.party, known.parties):
        changes["party"] = party
    if given.sender_kind is SenderKind.PLATFORM and (sender := _as_spelt(given.sender, known.platforms)):
        changes["sender"] = sender
    return given.model_copy(update=changes)


def faults(given: DistributionInput, known: Known) -> list[Fault]:
    """What stands in the way of recording it: the first fault of each field."""
    found = [*_of_edition(given, known), *_of_sender(given, known), *_of_party(given, known)]
    return [fault for place, fault in enumerate(found) if fault.where not in {each.where for each in found[:place]}]


def question(given: DistributionInput, known: Known) -> str:
    """What has to be confirmed: that it went to more people than there are. Empty where nothing has."""
    size = known.sizes[given.audience]
    there_are = size.parties.get(given.party) if given.party else size.people
    if there_are is None or given.people <= there_are:
        return ""
    whom = f"{given.audience} of {given.party}" if given.party else str(given.audience)
    return f"There are {there_are:,} {whom}, and this says {counted(given.people, 'person', 'people')}."


def _of_edition(given: DistributionInput, known: Known) -> list[Fault]:
    published = known.editions.get(given.edition)
    if published is None:
        there_are = (f"Published so far: {listed(map(str, known.editions))}" if known.editions else
                     "Publish one first")
        return [Fault("edition", f"There is no edition {given.edition:,} of this letter’s advice. {there_are}.")]
    if given.sent_on < published:
        return [Fault("sent_on", f"Edition {given.edition} was published on {day_in_words(published)}. Enter that day "
                                 "or a later one.")]
    if given.sent_on > known.today:
        return [Fault("sent_on", "This day is still to come. Record what was sent once it was.")]
    return []


def _of_sender(given: DistributionInput, known: Known) -> list[Fault]:
    if known.own is not None and (given.sender_kind is not SenderKind.PLATFORM or given.sender not in known.own):
        return [Fault("sender", f"Record what your own platform sent: {listed(known.own)}.")]
    if given.sender_kind is SenderKind.PLATFORM and given.sender not in known.platforms:
        return [Fault("sender", f"Choose a platform that the letter is addressed to: {listed(known.platforms)}.")]
    return []


def _of_party(given: DistributionInput, known: Known) -> list[Fault]:
    if given.party and given.audience is Audience.ELECTORAL_STAFF:
        return [Fault("party", "Electoral staff are of no party. Leave the party empty.")]
    if given.party and given.party not in known.parties:
        return [Fault("party", "The public record has no such party. " + (
            f"Write {', '.join(known.parties)}, or nothing for all." if known.parties else "Leave it empty."))]
    if given.sender_kind is SenderKind.PARTY and given.audience is Audience.ELECTORAL_STAFF:
        return [Fault("audience", "A party sends to its candidates or agents. Choose one of these.")]
    if given.sender_kind is SenderKind.PARTY and not given.party:
        return [Fault("party", "Say of which party the people are that a party sent it to.")]
    return []


def _as_spelt(text: str, names: tuple[str, ...]) -> str | None:
    """The one of the names that is this one but for case."""
    return next((name for name in names if name.casefold() == text.casefold()), None)
