"""The published advice, for everybody: pages without a script, and the same edition as files."""
