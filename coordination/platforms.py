"""The platforms on record that a viewer may see, whichever letters are addressed to them."""

import pandas as pd
from sqlalchemy import func, select
from sqlmodel import Session, col

from coordination.viewers import Viewer, may_see
from data_model.organisations import Platform


def listing(session: Session, viewer: Viewer) -> pd.DataFrame:
    """By name. Columns: id, slug, name."""
    query = select(col(Platform.id), col(Platform.slug), col(Platform.name)).where(may_see(viewer, col(Platform.id)))
    rows = session.execute(query.order_by(func.lower(col(Platform.name)))).all()
    return pd.DataFrame(rows, columns=["id", "slug", "name"])
