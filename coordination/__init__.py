"""What may happen: one module per subject, with its inputs, rules, reads and writes. No screen, no server."""
