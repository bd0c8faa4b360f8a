"""What is measured of dialogue and signals."""
