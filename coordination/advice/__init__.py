"""Advice: what platforms write for candidates, what officials agree, and the editions that everybody reads."""
