"""What people read for the words of a view."""

from coordination.exploring.views import NOTHING, By, Form
from coordination.incidents.asking import Grain

BY_NAMES: dict[str, str] = {
    By.PLATFORM: "Platform", By.CATEGORY: "Category", By.COMMITMENT: "Commitment", By.NATION: "Nation",
    By.KIND: "Kind", By.ADDRESSED: "Addressed platform", By.PARTY: "Party", NOTHING: "Nothing"}
GRAIN_NAMES = {Grain.DAY: "Day by day", Grain.WEEK: "Week by week", Grain.CAMPAIGN: "All days together"}
FORM_NAMES = {Form.LINE: "Line", Form.BAR: "Bar", Form.STACKED_BAR: "Stacked bar", Form.AREA: "Area",
              Form.HEAT_MAP: "Heat map", Form.SMALL_MULTIPLES: "Small multiples", Form.TABLE: "Table"}
