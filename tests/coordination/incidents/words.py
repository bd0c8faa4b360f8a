"""A small vocabulary for tests: a few categories of the harmonised list, one of Parley's own, a few measures."""

from coordination.incidents.vocabulary import CategoryInView, MeasureInView, Vocabulary
from data_model.words import Statistic, Unit

VIOLENCE, CYBER = "STATEMENT_CATEGORY_VIOLENCE", "STATEMENT_CATEGORY_CYBER_VIOLENCE"
ALL_ID, CYBER_ID, HARASSMENT_ID, CYBER_OTHER_ID, VIOLENCE_ID, HARM_ID, VIOLENCE_OTHER_ID, DOXXING_ID = range(1, 9)
NOTICES_ID, TRUSTED_ID, HOURS_ID, MEASURES_TAKEN_ID, REMOVED_ID, OLD_NOTICES_ID = range(1, 7)


def category(id_: int, code: str, parent_id: int | None, *, own: bool = False) -> CategoryInView:
    """A category; its level is read from its code."""
    level = 0 if code == "TOTAL" else 2 if "/" in code else 1
    return CategoryInView(id_, code, f"Category {id_}", code.rsplit("/")[-1].capitalize(), parent_id, own, level)


def measure(id_: int, slug: str, *, version: int = 1, unit: Unit = Unit.ITEMS, part: int | None = None,
            column: str | None = None) -> MeasureInView:
    """A measure: a total of items, or a median of hours."""
    statistic = Statistic.TOTAL if unit is Unit.ITEMS else Statistic.MEDIAN
    return MeasureInView(id_, slug, version, slug, "", "", unit, statistic, None, part, column, None)


VOCABULARY = Vocabulary(
    categories=(
        category(ALL_ID, "TOTAL", None),
        category(CYBER_ID, CYBER, ALL_ID),
        category(HARASSMENT_ID, f"{CYBER}/KEYWORD_CYBER_HARASSMENT", CYBER_ID),
        category(CYBER_OTHER_ID, f"{CYBER}/KEYWORD_OTHER", CYBER_ID),
        category(VIOLENCE_ID, VIOLENCE, ALL_ID),
        category(HARM_ID, f"{VIOLENCE}/KEYWORD_COORDINATED_HARM", VIOLENCE_ID),
        category(VIOLENCE_OTHER_ID, f"{VIOLENCE}/KEYWORD_OTHER", VIOLENCE_ID),
        category(DOXXING_ID, f"{CYBER}/PARLEY_DOXXING", CYBER_ID, own=True),
    ),
    aliases={"STATEMENT_CATEGORY_VIOLENT_CONTENT": VIOLENCE_ID, "KEYWORD_CYBER_HARASMENT": HARASSMENT_ID},
    measures=(
        measure(NOTICES_ID, "notices-received", version=2, part=4, column="Number of notices received"),
        measure(OLD_NOTICES_ID, "notices-received"),
        measure(TRUSTED_ID, "trusted-notices", part=4, column="Number of notices received from Trusted flaggers"),
        measure(HOURS_ID, "hours-to-action", unit=Unit.HOURS, part=4, column="Median time to take action"),
        measure(MEASURES_TAKEN_ID, "measures-taken", part=6,
                column="Number of measures taken at the provider's own initiative"),
        measure(REMOVED_ID, "removed", part=6, column="Visibility restriction Removal"),
    ),
)
