"""What is measured, against what, in one run. `python -m benchmarks` measures all of it; see __main__.py."""
