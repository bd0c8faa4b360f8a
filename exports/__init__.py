"""Frames in, files out. Every file carries where it comes from: provenance.py has the words for that."""
