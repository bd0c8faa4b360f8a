import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from charts import theme
from charts.theme import ADVICE_LOOKS, DARK, FINDING_LOOKS, LIGHT, MEETING_LOOKS, SERIES, TIMELINESS_LOOKS, Look
from coordination.schedule import Timeliness
from data_model.words import FindingWord

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
LOOKS = [*FINDING_LOOKS.values(), *TIMELINESS_LOOKS.values(), *MEETING_LOOKS.values(), *ADVICE_LOOKS.values()]
# How red, green and blue (linear light) reach an eye without green, red or blue cones. Machado et al. 2009,
# doi.org/10.1109/TVCG.2009.113, severity 1.0.
COLOUR_BLIND = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour: str) -> list[float]:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lab(light: list[float]) -> list[float]:
    red, green, blue = (min(max(each, 0.0), 1.0) for each in light)
    xyz = ((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505, 0.2126 * red + 0.7152 * green + 0.0722 * blue,
           (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089)
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in xyz)
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)]


def seen(colour: str, eye: str) -> list[float]:
    light = linear(colour)
    return lab([sum(weight * share for weight, share in zip(row, light, strict=True)) for row in COLOUR_BLIND[eye]])


def apart(one: list[float], other: list[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


def test_every_series_stands_out_from_its_paper_and_from_the_others() -> None:
    for dark, paper in ((False, LIGHT.paper), (True, DARK.paper)):
        assert all(contrast(each.colour(dark), paper) >= 4.5 for each in SERIES)
    for name in ("symbol", "marker", "dash", "light", "dark"):
        assert len({getattr(each, name) for each in SERIES}) == len(SERIES)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.word)
def test_every_status_is_readable_in_light_and_dark(look: Look) -> None:
    assert contrast(look.light_ink, look.light_fill) >= 4.5
    assert contrast(look.dark_ink, look.dark_fill) >= 4.5


def test_the_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("base", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_links_are_readable_on_paper_and_on_panels_and_lines_are_visible(base: theme.Base) -> None:
    for behind in (base.paper, base.panel):
        for text in (base.ink, base.link, base.muted, base.error):
            assert contrast(text, behind) >= 4.5
    assert contrast(base.line, base.paper) >= 3


def test_no_two_statuses_share_a_symbol_or_a_word() -> None:
    assert len({look.symbol for look in LOOKS}) == len(LOOKS) == 21
    assert len({look.word for look in LOOKS}) == len(LOOKS)


def test_no_symbol_can_turn_into_an_emoji() -> None:
    """Emoji bring their own colours. Unicode gives none of these an emoji form; check that before adding one."""
    assert "".join(look.symbol for look in LOOKS) == "?✗◐◕✓◌■△▲□◇◆⊗◈▢▭◷↶▣▤▽"


@pytest.mark.parametrize("eye", COLOUR_BLIND)
@pytest.mark.parametrize("looks", [FINDING_LOOKS, TIMELINESS_LOOKS, MEETING_LOOKS],
                         ids=["finding", "timeliness", "meeting"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colour_blind_eyes_tell_the_fills_apart(eye: str, looks: dict[object, Look], dark: bool) -> None:
    for one, other in combinations(looks.values(), 2):
        distance = apart(seen(one.fill(dark), eye), seen(other.fill(dark), eye))
        assert distance > 9, f"{one.word} and {other.word}: {distance:.1f}"


def test_every_finding_and_timeliness_has_its_own_word() -> None:
    assert {word: look.word for word, look in FINDING_LOOKS.items() if word} == {word: word.value
                                                                                 for word in FindingWord}
    assert {word: look.word for word, look in TIMELINESS_LOOKS.items()} == {word: word.value for word in Timeliness}
    assert FINDING_LOOKS[None].label == "◌ not yet reviewed"


def test_a_status_is_found_by_its_word_as_frames_hold_it() -> None:
    assert theme.finding_look("partly met").symbol == "◐"
    assert theme.finding_class(None) == "finding-not-yet-reviewed"
    assert theme.timeliness_class(Timeliness.UP_TO_DATE) == "timeliness-up-to-date"
    with pytest.raises(ValueError, match="nearly met"):
        theme.finding_look("nearly met")


def test_the_style_sheet_follows_the_theme_on_screen() -> None:
    sheet = theme.css()
    assert "--parley-ink: light-dark(#0b0c0c, #f3f2f1);" in sheet
    assert (".finding-met { color: light-dark(#ffffff, #04211e); "
            "background-color: light-dark(#00695f, #4fc3b3); }") in sheet
    assert sheet.count("\n.finding-") == 6
    assert sheet.count("\n.timeliness-") == 4
    assert sheet.count("\n.meeting-") == 4
    assert sheet.count("\n.advice-") == len(ADVICE_LOOKS)


@pytest.mark.parametrize(("section", "base"), [("light", LIGHT), ("dark", DARK)])
def test_streamlits_theme_has_the_same_colours(section: str, base: theme.Base) -> None:
    assert CONFIG["theme"][section] == {
        "primaryColor": base.link, "backgroundColor": base.paper, "secondaryBackgroundColor": base.panel,
        "textColor": base.ink, "linkColor": base.link, "borderColor": base.line,
    }


def test_streamlits_theme_has_the_same_font() -> None:
    assert CONFIG["theme"]["font"] == CONFIG["theme"]["headingFont"] == theme.FONT


def test_what_people_write_loses_its_markup() -> None:
    assert theme.plain('<b onx>A & B</b>\n<a href="https://x">') == (
        '&lt;b onx&gt;A &amp; B&lt;/b&gt; &lt;a href="https://x"&gt;')
    assert theme.plain("&lt;b&gt;") == "&amp;lt;b&amp;gt;"
