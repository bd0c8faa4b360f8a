"""Whether another platform has shared the same indicator before: exactly the same, or two perceptual hashes so near
each other that they are of one picture."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlmodel import Session, col

from data_model.signals import Signal, SignalIndicator
from data_model.words import IndicatorKind

MOST_BITS = 31  # of 256 may differ: the distance that PDQ's makers recommend


@dataclass(frozen=True)
class Found:
    """An earlier signal with the same indicator. `distance` is 0, or the bits in which two perceptual hashes differ."""

    signal_id: int
    distance: int


def find(session: Session, platform_id: int, kind: IndicatorKind, value: str) -> list[Found]:
    """Signals of platforms other than this one whose indicator this is, in the order in which they were shared. The
    work is the same whatever is found: how long it takes tells nobody anything."""
    query = (select(col(SignalIndicator.signal_id), col(SignalIndicator.value))
             .join(Signal, col(Signal.id) == SignalIndicator.signal_id)
             .where(col(SignalIndicator.kind) == kind, col(Signal.platform_id) != platform_id)
             .order_by(col(SignalIndicator.signal_id)))
    if kind is not IndicatorKind.PDQ:
        query = query.where(col(SignalIndicator.value) == value)
    rows = session.connection().execute(query).all()
    if not rows:
        return []
    ids, values = zip(*rows, strict=True)
    if kind is not IndicatorKind.PDQ:
        return [Found(id_, 0) for id_ in ids]
    bits = distances(value, values)
    return [Found(ids[place], int(bits[place])) for place in np.flatnonzero(bits <= MOST_BITS)]


def distances(value: str, others: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """In how many bits each of the `others` differs from `value`. All are 64 hexadecimal digits."""
    stored = np.frombuffer(bytes.fromhex("".join(others)), np.uint64).reshape(len(others), 4)
    one = np.frombuffer(bytes.fromhex(value), np.uint64)
    return np.asarray(np.bitwise_count(stored ^ one).sum(axis=1), np.int64)
