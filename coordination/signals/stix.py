"""How STIX 2.1 says what signals say: markings, patterns of indicators, and labels. Pure, and read both ways.

The marking definitions are those of OASIS (github.com/oasis-open/cti-stix-common-objects, TLP 2.0) and of the STIX 2.1
specification (TLP 1.0); their ids never change.
"""

import re
from collections.abc import Iterable

from stix2 import TLP_AMBER, TLP_GREEN, TLP_RED, TLP_WHITE
from stix2.pattern_visitor import create_pattern_object
from stix2.patterns import (
    AndBooleanExpression,
    BasicObjectPathComponent,
    EqualityComparisonExpression,
    ObjectPath,
    ObservationExpression,
    StringConstant,
)
from stix2patterns.exceptions import ParseException

from coordination.problems import Fault, Invalid
from data_model.words import IndicatorKind, SignalKind, Tlp

TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
MARKINGS = {
    Tlp.RED: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    Tlp.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.AMBER: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.GREEN: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
}
OF_TLP_1 = {TLP_RED.id: Tlp.RED, TLP_AMBER.id: Tlp.AMBER, TLP_GREEN.id: Tlp.GREEN, TLP_WHITE.id: Tlp.CLEAR}
MARKED = {id_: tlp for tlp, id_ in MARKINGS.items()} | OF_TLP_1
# PDQ is not among the algorithms that the specification suggests, and its list is open.
HASHES = {IndicatorKind.PDQ: "PDQ", IndicatorKind.SHA256: "SHA-256", IndicatorKind.SHA1: "SHA-1",
          IndicatorKind.MD5: "MD5"}
KIND_LABEL, CATEGORY_LABEL = "parley-kind:", "parley-category:"
ADDRESS, LOGIN, SERVICE = "url:value", "user-account:account_login", "user-account:account_type"
UNDERSTOOD = ("Parley reads a pattern that says one web address (url:value), one user (user-account:account_login "
              "and account_type), or one hash of a file (PDQ, SHA-256, SHA-1 or MD5).")
# Outside of its texts, a pattern that we understand is short. The parser gets nothing that could exhaust it.
LONGEST_PATTERN, LONGEST_GRAMMAR = 10_000, 200
TEXT = re.compile(r"'(?:[^'\\]|\\.)*'", re.DOTALL)
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MOST_NESTED = 10


def pattern(kind: IndicatorKind, value: str) -> str:
    """The pattern that finds an indicator, which is in its normal form."""
    if kind is IndicatorKind.HANDLE:
        service, _, name = value.partition(":@")
        return str(ObservationExpression(AndBooleanExpression([_is(LOGIN, name), _is(SERVICE, service)])))
    if kind is IndicatorKind.URL:
        return str(ObservationExpression(_is(ADDRESS, value)))
    return str(ObservationExpression(_is(f"file:hashes.'{HASHES[kind]}'", value)))


def indicator(text: str) -> tuple[IndicatorKind, str]:
    """What a pattern finds: the indicator's kind, and its value as it is written there. Raises Invalid for a pattern
    that finds anything else."""
    says = _comparisons(text)
    if set(says) == {ADDRESS}:
        return IndicatorKind.URL, says[ADDRESS]
    if set(says) == {LOGIN, SERVICE}:
        return IndicatorKind.HANDLE, f"{says[SERVICE]}:@{says[LOGIN].removeprefix('@')}"
    if set(says) == {LOGIN}:
        raise _not_understood("This pattern names a user, but not on which service (user-account:account_type).")
    for kind, name in HASHES.items():
        if len(says) == 1 and _letters(*says) == _letters(f"file:hashes.{name}"):
            return kind, next(iter(says.values()))
    raise _not_understood(UNDERSTOOD)


def labels(kind: SignalKind, category_code: str) -> list[str]:
    """A signal's kind and category as labels."""
    return [f"{KIND_LABEL}{kind}", f"{CATEGORY_LABEL}{category_code}"]


def labelled(given: Iterable[str]) -> tuple[SignalKind | None, str | None]:
    """The signal's kind and the category's code that labels of ours say; None where they do not."""
    kinds = [each.removeprefix(KIND_LABEL) for each in given if each.startswith(KIND_LABEL)]
    codes = [each.removeprefix(CATEGORY_LABEL) for each in given if each.startswith(CATEGORY_LABEL)]
    kind = SignalKind(kinds[0]) if len(kinds) == 1 and kinds[0] in set(SignalKind) else None
    return kind, codes[0] if len(codes) == 1 else None


def _is(path: str, value: str) -> EqualityComparisonExpression:
    return EqualityComparisonExpression(ObjectPath.make_object_path(path), StringConstant(value))


def _comparisons(text: str) -> dict[str, str]:
    """What a pattern says of one thing: paths, and the texts that they equal. Raises Invalid."""
    if not simple(text):
        raise _not_understood(UNDERSTOOD)
    try:
        parsed = create_pattern_object(text, version="2.1")
    except (ParseException, ValueError) as error:
        raise _not_understood("This is not a STIX pattern.") from error
    if type(parsed) is not ObservationExpression:
        raise _not_understood(UNDERSTOOD)
    both = parsed.operand.operands if isinstance(parsed.operand, AndBooleanExpression) else [parsed.operand]
    says = {_path(each): _text(each) for each in both if _equals_a_text(each)}
    if len(says) < len(both):
        raise _not_understood(UNDERSTOOD)
    return says


def simple(text: str) -> bool:
    """Whether a pattern is as short as those that we understand, so that a parser may have it."""
    grammar = TEXT.sub("''", text[:LONGEST_PATTERN + 1])
    return len(text) <= LONGEST_PATTERN and len(grammar) <= LONGEST_GRAMMAR and grammar.count("(") <= MOST_NESTED


def _equals_a_text(each: object) -> bool:
    return (isinstance(each, EqualityComparisonExpression) and not each.negated
            and isinstance(each.rhs, StringConstant)
            and all(type(part) is BasicObjectPathComponent for part in each.lhs.property_path))


def _path(each: EqualityComparisonExpression) -> str:
    names = [part.property_name.strip("'") for part in each.lhs.property_path]
    return f"{each.lhs.object_type_name}:{'.'.join(names)}"


def _text(each: EqualityComparisonExpression) -> str:
    """The parser leaves the backslashes in."""
    return ESCAPED.sub(r"\1", each.rhs.value)


def _letters(path: str) -> str:
    """SHA-256, SHA256 and sha-256 are the same."""
    return path.replace("-", "").lower()


def _not_understood(sentence: str) -> Invalid:
    return Invalid(Fault("pattern", sentence))
