"""Updates: drafting, submitting, evidence, and reading them back."""
