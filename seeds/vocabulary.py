"""Loading the vocabulary of incident returns: the harmonised categories with Parley's own, their other names, and the
measures with their definitions. A definition that is on record never changes: figures stand under it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, PositiveInt, StringConstraints, model_validator
from sqlalchemy import Engine, select, update
from sqlmodel import Session, col

from coordination.incidents.vocabulary import ALL
from coordination.wording import counted
from coordination.writes import write
from data_model.database import reading
from data_model.incidents import Category, CategoryAlias, Measure
from data_model.words import Statistic, Unit
from seeds import documents
from seeds.documents import Part, Words
from seeds.letters import ACTOR

FOLDER = Path(__file__).parent / "vocabulary"
HARMONISED = "annexI_EN_2_categories_names.csv"
LABEL, DESCRIPTION = "Category label", "Category description"
CODE = "Category of illegal content / incompatible with the terms and conditions"
KEYWORD = "KEYWORD_"

Code = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Z0-9_]+(/[A-Z0-9_]+)?$", max_length=150)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Meaning = TypeVar("Meaning")


class OwnCategoryPart(Part):
    """A category that Parley adds, and the harmonised one that it rolls up to."""

    code: Code
    label: Words = Field(max_length=20)
    description: Words = Field(max_length=300)
    rolls_up_to: Code


class OwnCategoriesPart(Part):
    """All of own_categories.yaml."""

    categories: list[OwnCategoryPart]


class AliasesPart(Part):
    """All of aliases.yaml: an old code, and the whole code that it has now."""

    aliases: dict[Code, Code]


class MeasurePart(Part):
    """One measure under one version of its definition. `harmonised_column` is its column in a part of the European
    template, without blanks at its ends."""

    slug: Slug
    version: PositiveInt = 1
    name: Words = Field(max_length=150)
    definition: Words
    source: Words
    unit: Unit
    statistic: Statistic
    denominator: Slug | None = None
    harmonised_part: int | None = None
    harmonised_column: Words | None = Field(default=None, max_length=200)
    suppressed_under: int | None = Field(default=None, gt=1)

    @model_validator(mode="after")
    def _whole(self) -> "MeasurePart":
        if (self.harmonised_part is None) != (self.harmonised_column is None):
            raise ValueError(f"{self.slug} names a part or a column of the template, but not both")
        return self


class MeasuresPart(Part):
    """All of measures.yaml."""

    measures: list[MeasurePart] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> "MeasuresPart":
        totals = {each.slug for each in self.measures if each.statistic is Statistic.TOTAL}
        seen = set()
        for each in self.measures:
            if (each.slug, each.version) in seen:
                raise ValueError(f"{each.slug} version {each.version} is there twice")
            if each.denominator and each.denominator not in totals:
                raise ValueError(f"{each.slug} is a share of {each.denominator}, which is no measure that adds up")
            seen.add((each.slug, each.version))
        return self


class CategoryPart(Part):
    """A category as it is to be stored, under its whole code. It comes after its parent."""

    code: Code
    label: Words = Field(max_length=20)
    description: Words = Field(max_length=300)
    parent: Code | None
    own: bool = False


@dataclass(frozen=True)
class Documents:
    """The whole vocabulary, in the order of lists."""

    folder: Path
    categories: tuple[CategoryPart, ...]
    aliases: dict[str, str]
    measures: tuple[MeasurePart, ...]


@dataclass(frozen=True)
class Missing:
    """What is not on record yet."""

    categories: tuple[CategoryPart, ...]
    aliases: dict[str, str]
    measures: tuple[MeasurePart, ...]

    def __bool__(self) -> bool:
        return bool(self.categories or self.aliases or self.measures)

    def __str__(self) -> str:
        return (f"{counted(len(self.categories), 'category', 'categories')}, "
                f"{counted(len(self.aliases), 'earlier code')}, {counted(len(self.measures), 'measure')}")


def load(engine: Engine, folder: Path = FOLDER, *, at: datetime | None = None) -> None:
    """Put the vocabulary in `folder` on record. Running it again changes nothing; what is new in it is added.

    `at` is the moment for the audit, by default now. Raises Invalid for a category, an earlier code or a measure that
    is on record with another meaning.
    """
    found = read(folder)
    with reading(engine) as session:
        if not _missing(session, found):
            return
    with write(engine, ACTOR) as w:
        missing = _missing(w.session, found)  # another start may have been faster
        if not missing:
            return
        w.now = at or w.now
        _add(w.session, found, missing)
        w.record("vocabulary.load", f"put the vocabulary of incident returns on record: {missing}.")


def read(folder: Path) -> Documents:
    """The vocabulary in `folder`. Raises Invalid."""
    harmonised = tuple(_harmonised(folder / HARMONISED))
    own = documents.read(folder / "own_categories.yaml", OwnCategoriesPart).categories
    file = folder / "aliases.yaml"
    found = Documents(folder, tuple(_with_own(harmonised, own, folder)), documents.read(file, AliasesPart).aliases,
                      tuple(documents.read(folder / "measures.yaml", MeasuresPart).measures))
    codes = {each.code for each in found.categories}
    for alias, code in found.aliases.items():
        if code not in codes:
            raise documents.refused(file, f"{alias} stands for {code}, and there is no such category")
        if alias in codes:
            raise documents.refused(file, f"{alias} is the code of a category itself")
    return found


def _harmonised(file: Path) -> Iterator[CategoryPart]:
    """The harmonised list: keywords stand under the category that they come after, which makes their codes whole."""
    category: str | None = None
    for row in documents.table(file):
        code = row[CODE].strip()
        keyword = code.startswith(KEYWORD)
        if not keyword:
            category = code
        parent = category if keyword else None if code == ALL else ALL
        yield CategoryPart(code=f"{category}/{code}" if keyword else code, label=_label(row), parent=parent,
                           description=row[DESCRIPTION].strip())


def _label(row: dict[str, str]) -> str:
    """“All” for the first row, where the list repeats the code."""
    label = row[LABEL].strip()
    return "All" if label == ALL else label


def _with_own(harmonised: tuple[CategoryPart, ...], own: list[OwnCategoryPart], folder: Path) -> Iterator[CategoryPart]:
    """Each of Parley's own after the last keyword of the category that it rolls up to."""
    for each in own:
        if each.rolls_up_to not in {other.code for other in harmonised if other.parent == ALL}:
            raise documents.refused(folder / "own_categories.yaml",
                                    f"{each.code} rolls up to {each.rolls_up_to}, and there is no such category")
    for position, part in enumerate(harmonised):
        yield part
        category = part.code if part.parent in (None, ALL) else part.parent
        following = harmonised[position + 1] if position + 1 < len(harmonised) else None
        if following is None or following.parent != category:
            yield from (CategoryPart(code=f"{category}/{each.code}", label=each.label, description=each.description,
                                     parent=category, own=True) for each in own if each.rolls_up_to == category)


def _missing(session: Session, found: Documents) -> Missing:
    """What of `found` is not on record. Raises Invalid where something is, with another meaning."""
    rows = session.scalars(select(Category)).all()
    codes = {row.id: row.code for row in rows}
    categories = _new(found.folder / HARMONISED, {each.code: each for each in found.categories}, {
        row.code: CategoryPart(code=row.code, label=row.label, description=row.description,
                               parent=codes.get(row.parent_id), own=row.own) for row in rows})
    aliases = _new(found.folder / "aliases.yaml", found.aliases, {
        row.alias: codes[row.category_id] for row in session.scalars(select(CategoryAlias))})
    measures = _new(found.folder / "measures.yaml", {_version(each): each for each in found.measures}, {
        _version(part): part for part in map(_part, session.scalars(select(Measure)))})
    return Missing(tuple(categories.values()), aliases, tuple(measures.values()))


def _new(file: Path, wanted: dict[str, Meaning], stored: dict[str, Meaning]) -> dict[str, Meaning]:
    """What is not stored yet. Raises Invalid where another meaning is."""
    for name, meaning in wanted.items():
        if name in stored and stored[name] != meaning:
            raise documents.refused(file, f"{name} is already on record with another meaning, and figures stand under "
                                          "it. Put back what it was, or give the new one a code of its own (a measure: "
                                          "the next version)")
    return {name: meaning for name, meaning in wanted.items() if name not in stored}


def _version(part: MeasurePart) -> str:
    return f"{part.slug} version {part.version}"


def _part(row: Measure) -> MeasurePart:
    return MeasurePart.model_validate({name: getattr(row, name) for name in MeasurePart.model_fields})


def _add(session: Session, found: Documents, missing: Missing) -> None:
    """Add what is missing, and number all of it in the order of the documents; what only the record has comes last."""
    # Out of the way first: positions of categories are unique.
    session.execute(update(Category).values(position=-1 - col(Category.position)))
    stored = session.execute(select(col(Category.code), col(Category.id)).order_by(col(Category.position).desc()))
    ids = {code: id_ or 0 for code, id_ in stored}
    new = {each.code: each for each in missing.categories}
    for position, code in enumerate(dict.fromkeys([each.code for each in found.categories] + list(ids))):
        if code in new:
            ids[code] = _add_category(session, new[code], ids.get(new[code].parent or ""), position)
        else:
            session.execute(update(Category).where(col(Category.code) == code).values(position=position))
    session.add_all(CategoryAlias(alias=alias, category_id=ids[code]) for alias, code in missing.aliases.items())
    slugs = list(dict.fromkeys(each.slug for each in found.measures))
    session.add_all(Measure(**part.model_dump(), position=0) for part in missing.measures)
    session.flush()
    for position, slug in enumerate(slugs):
        session.execute(update(Measure).where(col(Measure.slug) == slug).values(position=position))


def _add_category(session: Session, part: CategoryPart, parent_id: int | None, position: int) -> int:
    row = Category(code=part.code, label=part.label, description=part.description, parent_id=parent_id, own=part.own,
                   position=position)
    session.add(row)
    session.flush()
    return row.id or 0
