"""Reach to take away: the distributions that a visitor may see, how far they reached, and a template to import.

Addresses say `letter`, `as_at` and `edition` (its number), as the page Reach does.
"""

import pandas as pd
from starlette.responses import Response

from api.asked import Asked, answering
from api.attachments import attachment
from api.doors import Door
from api.files import CSV, XLSX, file_name
from coordination.problems import NotFound
from coordination.reach import exporting, known, words
from coordination.reach.audiences import OTHERS
from coordination.viewers import SEES_ALL_PLATFORMS
from data_model.words import Audience, Channel, Marking, Role, SenderKind
from exports.provenance import Provenance
from exports.tables import csv_file, xlsx_file

SOURCE = "Parley, from distributions that officials and platforms recorded"
READERS = SEES_ALL_PLATFORMS | {Role.PLATFORM}
HOW = ("How it is counted", words.HOW)
EXAMPLES = pd.DataFrame([
    (1, "party", "Labour Party", "candidates", "Labour", "email", "2019-11-23", 600),
    (1, "returning officers", "Acting returning officers", "electoral staff", "", "briefing", "2019-11-25", 900),
], columns=exporting.TEMPLATE_COLUMNS)


def distributions_csv(asked: Asked) -> Response:
    """The distributions that the visitor may see, as CSV that can be imported again."""
    return attachment(csv_file(_distributions(asked), _provenance(asked, "Distributions")), CSV,
                      file_name(asked, "distributions", "csv"))


def distributions_xlsx(asked: Asked) -> Response:
    """The same as XLSX."""
    content = xlsx_file({"Distributions": _distributions(asked)}, _provenance(asked, "Distributions"))
    return attachment(content, XLSX, file_name(asked, "distributions", "xlsx"))


def reach_csv(asked: Asked) -> Response:
    """How far each audience was reached, as CSV."""
    return attachment(csv_file(_reach(asked), _provenance(asked, "Reach"), [HOW]), CSV,
                      file_name(asked, "reach", "csv"))


def reach_xlsx(asked: Asked) -> Response:
    """The same as XLSX, with how it is counted."""
    sheets = {"Reach": _reach(asked), "Counted": pd.DataFrame([HOW], columns=["name", "definition"])}
    return attachment(xlsx_file(sheets, _provenance(asked, "Reach")), XLSX, file_name(asked, "reach", "xlsx"))


def template_csv(asked: Asked) -> Response:
    """The template without distributions. Its examples stand above the header, where nobody imports them by mistake."""
    examples = [(f"Example {number}", ", ".join(map(str, cells)))
                for number, cells in enumerate(EXAMPLES.to_numpy().tolist(), 1)]
    notes = [*examples, *_what_to_write(asked).itertuples(index=False, name=None)]
    return attachment(csv_file(EXAMPLES.head(0), _provenance(asked, "Template for distributions"), notes), CSV,
                      file_name(asked, "distributions-template", "csv"))


def template_xlsx(asked: Asked) -> Response:
    """The template without distributions, examples, and what it may say."""
    sheets = {"Distributions": EXAMPLES.head(0), "Examples": EXAMPLES, "What to write": _what_to_write(asked)}
    return attachment(xlsx_file(sheets, _provenance(asked, "Template for distributions")), XLSX,
                      file_name(asked, "distributions-template", "xlsx"))


def _distributions(asked: Asked) -> pd.DataFrame:
    return exporting.listing(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at, edition=_edition(asked))


def _reach(asked: Asked) -> pd.DataFrame:
    return exporting.reach(asked.session, asked.viewer, asked.letter, as_at=asked.as_at, edition=_edition(asked))


def _edition(asked: Asked) -> int | None:
    """The number of the edition that the address asks for. Raises NotFound for one that there is not."""
    said = asked.text("edition")
    if not said:
        return None
    there_are = known.known(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at).editions
    found = {str(number): number for number in there_are}.get(said)
    if found is None:
        raise NotFound("There is no such edition.")
    return found


def _what_to_write(asked: Asked) -> pd.DataFrame:
    """What each column may say. Columns: used_in, written."""
    parties = known.known(asked.session, asked.viewer, asked.letter.id, as_at=asked.as_at).parties
    said = {"Kind of sender": ", ".join(SenderKind), "Audience": ", ".join(Audience), "Channel": ", ".join(Channel),
            "Party": f"{', '.join(parties)}; nothing for all" if parties else "nothing",
            "Sent on": "2019-11-23", "People": "how many it went to; 0 takes back what is on record"}
    if OTHERS in parties:
        said["Party"] += f"; “{OTHERS}” for those who stood for no party that is named"
    return pd.DataFrame(said.items(), columns=["used_in", "written"])


def _provenance(asked: Asked, title: str) -> Provenance:
    edition = _edition(asked)
    return asked.provenance(f"{title} of edition {edition}" if edition else title, SOURCE,
                            letter=asked.letter.reference, marking=Marking.OFFICIAL_SENSITIVE,
                            address=asked.address("/reach", "as_at", "edition", letter=asked.letter.reference))


ROUTES = [
    Door("/downloads/distributions.csv", answering(distributions_csv), roles=READERS),
    Door("/downloads/distributions.xlsx", answering(distributions_xlsx), roles=READERS),
    Door("/downloads/reach.csv", answering(reach_csv), roles=READERS),
    Door("/downloads/reach.xlsx", answering(reach_xlsx), roles=READERS),
    Door("/downloads/distributions-template.csv", answering(template_csv), roles={Role.OFFICIAL}),
    Door("/downloads/distributions-template.xlsx", answering(template_xlsx), roles={Role.OFFICIAL}),
]
