from api import dialogue
from coordination import audit, requests, standing
from coordination.advice import exporting as advice
from coordination.incidents import exporting
from coordination.reach import exporting as reach
from coordination.signals import exporting as signals
from coordination.updates import reading, record
from exports import columns


def test_every_frame_that_is_exported_has_titles_for_its_columns() -> None:
    for frame in (standing.COLUMNS, reading.COLUMNS, audit.COLUMNS, requests.PAIR_COLUMNS,
                  record.COLUMNS, record.CRITERIA_COLUMNS, record.EVIDENCE_COLUMNS,
                  dialogue.MEETINGS, dialogue.ACTIONS, dialogue.BY_WEEK,
                  exporting.COLUMNS, exporting.DEFINITION_COLUMNS, exporting.WORD_COLUMNS,
                  signals.KNOWN_COLUMNS, signals.ANSWER_COLUMNS, signals.LAG_COLUMNS,
                  advice.COLUMNS, advice.GAP_COLUMNS, reach.LIST_COLUMNS, reach.REACH_COLUMNS):
        assert set(frame) == set(columns.shown(frame)) | (set(frame) & columns.LEFT_OUT)
