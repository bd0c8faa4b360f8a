"""What changed between two texts."""

from itertools import pairwise
from time import process_time

from hypothesis import example, given
from hypothesis import strategies as st

from coordination.updates.difference import Part, Stretch, difference

WORDS = st.lists(st.sampled_from(["a ", "b ", "\n", "the", ", "]), max_size=60).map("".join)
TEXTS = st.one_of(st.text(max_size=200), WORDS)


def test_it_shows_what_went_before_what_came() -> None:
    old, new = "We will publish the guide soon, in English.", "We published the guide, in English and Welsh."
    assert difference(old, new) == [
        Stretch(Part.KEPT, "We"), Stretch(Part.REMOVED, " will publish"), Stretch(Part.ADDED, " published"),
        Stretch(Part.KEPT, " the guide"), Stretch(Part.REMOVED, " soon"), Stretch(Part.KEPT, ", in English"),
        Stretch(Part.ADDED, " and Welsh"), Stretch(Part.KEPT, ".")]


def test_equal_texts_are_kept_whole_and_empty_ones_are_nothing() -> None:
    assert difference("No change.", "No change.") == [Stretch(Part.KEPT, "No change.")]
    assert difference("", "New.") == [Stretch(Part.ADDED, "New.")]
    assert difference("Old.", "") == [Stretch(Part.REMOVED, "Old.")]
    assert difference("", "") == []


@given(TEXTS, TEXTS)
@example("a \n", "a\n ")
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    found = difference(old, new)
    assert "".join(each.text for each in found if each.part is not Part.REMOVED) == new
    assert "".join(each.text for each in found if each.part is not Part.ADDED) == old
    assert all(each.text for each in found)
    assert all(one.part is not other.part for one, other in pairwise(found))


def test_the_longest_and_dullest_texts_take_no_time() -> None:
    before = process_time()
    assert "".join(each.text for each in difference("a " * 5000, "b a " * 2500) if each.part is not Part.REMOVED) == (
        "b a " * 2500)
    assert process_time() - before < 1
