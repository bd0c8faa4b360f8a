"""What counts may speak of: measures and categories on record. Public: the same for every viewer."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session, col

from data_model.incidents import Category, CategoryAlias, Measure
from data_model.words import Nation, Statistic, Unit

ALL = "TOTAL"  # the harmonised code of all entries
NATIONS = tuple(Nation)  # the whole UK first; cells hold a position in it
PARTS_OF_UK = tuple(nation for nation in Nation if nation is not Nation.UK)


@dataclass(frozen=True)
class CategoryInView:
    """One category. `level` is 0 for all, 1 for a category, 2 for a keyword (or one of Parley's own) within it."""

    id: int
    code: str
    label: str
    description: str
    parent_id: int | None
    own: bool
    level: int

    @property
    def keyword(self) -> str:
        """The last part of the code: KEYWORD_OTHER of STATEMENT_CATEGORY_VIOLENCE/KEYWORD_OTHER."""
        return self.code.rsplit("/", 1)[-1]

    @property
    def name(self) -> str:
        """“Violence (category 14)”, “Threat to a named person (Parley 1)”, as lists show it."""
        label = self.label if self.own else self.label.lower()
        return self.description if self.level == 0 else f"{self.description} ({label})"


@dataclass(frozen=True)
class MeasureInView:
    """What is counted, under one version of its definition."""

    id: int
    slug: str
    version: int
    name: str
    definition: str
    source: str
    unit: Unit
    statistic: Statistic
    denominator: str | None
    harmonised_part: int | None
    harmonised_column: str | None
    suppressed_under: int | None

    @property
    def additive(self) -> bool:
        """Whether values may be added up; a median of medians is no median."""
        return self.statistic is Statistic.TOTAL

    @property
    def key(self) -> str:
        """“notices-received”, or “notices-received v2” where the definition is not the first."""
        return self.slug if self.version == 1 else f"{self.slug} v{self.version}"


@dataclass(frozen=True)
class Vocabulary:
    """All categories in the order of lists, their other names, and all measures with the newest definition first of
    each slug."""

    categories: tuple[CategoryInView, ...]
    aliases: dict[str, int]
    measures: tuple[MeasureInView, ...]

    @cached_property
    def category(self) -> dict[int, CategoryInView]:
        """By id."""
        return {each.id: each for each in self.categories}

    @cached_property
    def measure(self) -> dict[int, MeasureInView]:
        """By id."""
        return {each.id: each for each in self.measures}

    @cached_property
    def measure_by_key(self) -> dict[str, MeasureInView]:
        """By slug (the newest definition) and by “slug vN” (that one)."""
        found = {f"{each.slug} v{each.version}": each for each in self.measures}
        for each in self.measures:  # the newest comes first
            found.setdefault(each.slug, each)
        return found

    @cached_property
    def category_by_code(self) -> dict[str, CategoryInView]:
        """By whole code, by every alias, and by a keyword alone where only one category has it."""
        found = {each.code: each for each in self.categories}
        found |= {alias: self.category[id_] for alias, id_ in self.aliases.items()}
        alone: dict[str, list[CategoryInView]] = {}
        for each in self.categories:
            alone.setdefault(each.keyword, []).append(each)
        return {keyword: each[0] for keyword, each in alone.items() if len(each) == 1} | found

    @cached_property
    def all_id(self) -> int:
        """The category of all entries."""
        return next(each.id for each in self.categories if each.code == ALL)

    def children(self, id_: int) -> tuple[CategoryInView, ...]:
        """The categories right under one."""
        return tuple(each for each in self.categories if each.parent_id == id_)


def read(session: Session) -> Vocabulary:
    """The vocabulary on record."""
    rows = session.scalars(select(Category).order_by(col(Category.position))).all()
    parents = {row.id: row.parent_id for row in rows}
    categories = tuple(CategoryInView(row.id or 0, row.code, row.label, row.description, row.parent_id, row.own,
                                      _level(row.id, parents)) for row in rows)
    aliases = dict(session.execute(select(col(CategoryAlias.alias), col(CategoryAlias.category_id))).all())
    measures = session.scalars(select(Measure).order_by(col(Measure.position), col(Measure.version).desc()))
    return Vocabulary(categories, aliases, tuple(
        MeasureInView(row.id or 0, row.slug, row.version, row.name, row.definition, row.source, row.unit,
                      row.statistic, row.denominator, row.harmonised_part, row.harmonised_column, row.suppressed_under)
        for row in measures))


def _level(id_: int | None, parents: dict[int | None, int | None]) -> int:
    level = 0
    while (id_ := parents[id_]) is not None:
        level += 1
    return level
