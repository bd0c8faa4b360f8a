"""A small vocabulary to think in: two categories with keywords, a measure that adds up and one that does not."""

from coordination.incidents.vocabulary import CategoryInView, MeasureInView, Vocabulary
from data_model.words import Statistic, Unit

TOTAL, VIOLENCE, HARM, TRAFFICKING, SPEECH, HATE = range(1, 7)
NOTICES, HOURS = 1, 2


def a_category(id_: int, code: str, parent: int | None, level: int) -> CategoryInView:
    """A category that describes itself by its code."""
    return CategoryInView(id_, code, f"Category {id_}", code.lower(), parent, False, level)


def a_measure(id_: int, slug: str, statistic: Statistic = Statistic.TOTAL, unit: Unit = Unit.ITEMS) -> MeasureInView:
    """A measure that no template has."""
    return MeasureInView(id_, slug, 1, slug.capitalize(), f"What {slug} are.", "a test", unit, statistic, None, None,
                         None, None)


SMALL = Vocabulary(
    categories=(
        a_category(TOTAL, "TOTAL", None, 0),
        a_category(VIOLENCE, "STATEMENT_CATEGORY_VIOLENCE", TOTAL, 1),
        a_category(HARM, "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_COORDINATED_HARM", VIOLENCE, 2),
        a_category(TRAFFICKING, "STATEMENT_CATEGORY_VIOLENCE/KEYWORD_HUMAN_TRAFFICKING", VIOLENCE, 2),
        a_category(SPEECH, "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH", TOTAL, 1),
        a_category(HATE, "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH/KEYWORD_HATE_SPEECH", SPEECH, 2),
    ),
    aliases={},
    measures=(a_measure(NOTICES, "notices"), a_measure(HOURS, "hours", Statistic.MEDIAN, Unit.HOURS)),
)
