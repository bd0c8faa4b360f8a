"""Which commitments lead on to the figures of advice and reach, on the overview and in the trail."""

import pandas as pd

SUBJECTS = ("advice_", "reach_")  # what the names of those figures begin with (coordination/figures.py)


def commitments_with_figures(criteria: pd.DataFrame) -> set[int]:
    """The ids of the commitments of which a criterion is computed from advice or reach. `criteria` has the columns of
    letters.criteria."""
    computed = criteria["computed_by"].map(lambda name: bool(name) and str(name).startswith(SUBJECTS)).astype(bool)
    return set(criteria.loc[computed, "commitment_id"])
