"""The same view as at the same moment is the same file everywhere: on both databases, and drawn to the byte."""

from charts.exploring import figure
from coordination.exploring import data
from exports.figures import caption
from tests import cast as casting
from tests.databases import Templates
from tests.exports.figures import MARKS, provenance
from tests.views import SAMPLES, explored


def test_every_figure_is_the_same_to_the_byte_on_both_databases(sqlite_templates: Templates,
                                                               postgresql_templates: Templates) -> None:
    with (sqlite_templates.database(casting.with_the_exercise) as one,
          postgresql_templates.database(casting.with_the_exercise) as other):
        for name, view in SAMPLES.items():
            here, there = explored(one, view), explored(other, view)
            assert data.csv_bytes(here) == data.csv_bytes(there), name
            assert here.statements == there.statements
            for dark in (False, True):
                drawn = [figure(each, caption(provenance(each)), marks=MARKS, dark=dark).to_json()
                         for each in (here, there)]
                assert drawn[0] == drawn[1], name
