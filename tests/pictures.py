"""Pictures as Chromium draws them, made comparable."""

import re

# What plotly invents anew for each drawing: its own name and its traces', which its parts are referred to by.
INVENTED = re.compile(r'\bid="defs-([0-9a-f]{6})"|\btrace([0-9a-f]{6})"|\bp[0-9a-f]{6}-([0-9a-f]{6})"'
                      r'|\bid="p[^"]*-([0-9a-f]{6})-')


def normalised(svg: bytes) -> str:
    """An SVG whose invented names are numbers, in the order in which they appear."""
    text = svg.decode().replace(' style=""', "")  # which is in the one or the other place
    names = dict.fromkeys("".join(found) for found in INVENTED.findall(text))
    for number, name in enumerate(names):
        text = re.sub(rf"(?<=[a-z-]){name}(?=[xy\"')-])", f"n{number}", text)
    return text
