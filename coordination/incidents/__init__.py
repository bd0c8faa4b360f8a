"""Incident returns: read from files, checked, stored, rolled up and read back."""
