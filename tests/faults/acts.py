"""Submits and accepts without end, in a process that is killed with SIGKILL at a random moment; many times over.

    python -m tests.faults.acts DATABASE_URL REPRESENTATIVE_ID OFFICIAL_ID KILLS SEED

Prints one line for each write that was acknowledged: “submitted 12” or “accepted 7”, and “killed” for each kill.
"""

import sys

import structlog
from sqlalchemy import Engine

from coordination import reviews
from coordination.updates import drafts, evidence, submitting
from data_model.database import make_engine, reading
from tests import cast as casting
from tests.faults.killing import Tell, kill_often, viewer

LONGEST_LIFE = 0.25  # seconds after the first write


class Acts:
    """A representative who submits version after version of one update, and an official who accepts each."""

    def __init__(self, engine: Engine, representative_id: int, official_id: int) -> None:
        self.engine = engine
        self.representative, self.official = viewer(engine, representative_id), viewer(engine, official_id)
        self.platform = casting.platform_id(engine, "facebook")
        self.commitment = casting.commitment_id(engine, 1)
        self.content = casting.content(statements=dict.fromkeys(casting.codes(engine, 1), "Done."))
        self.findings = casting.findings(engine)

    def once(self, tell: Tell) -> None:
        """Submit one version and accept it, telling of each after it was acknowledged."""
        version = self.submit()
        tell(f"submitted {version}\n")
        tell(f"accepted {reviews.accept(self.engine, self.official, version, self.findings)}\n")

    def submit(self) -> int:
        """Write on where the one before was killed, attach a file to the first version, and submit."""
        update = drafts.open_draft(self.engine, self.representative, self.platform, self.commitment)
        with reading(self.engine) as session:
            draft = drafts.in_view(session, self.representative, update)
            attached = len(evidence.of_draft(session, self.representative, update))
        revision = drafts.save(self.engine, self.representative, update, draft.revision, self.content)
        if not attached:
            revision = evidence.add_file(self.engine, self.representative, update, revision,
                                         {"title": "Figures", "dated_on": "2019-11-14"}, "figures.csv", b"a,b\n1,2\n")
        return submitting.submit(self.engine, self.representative, update, revision)


def main() -> None:
    url, representative_id, official_id, kills, seed = sys.argv[1:]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    engine = make_engine(url)
    acts = Acts(engine, int(representative_id), int(official_id))
    kill_often(engine, acts.once, kills=int(kills), seed=int(seed), longest_life=LONGEST_LIFE)


if __name__ == "__main__":
    main()
