"""The overview, drawn from constants."""

from benchmarks.constants.drawing import PAGE

for draw in PAGE:
    draw()
