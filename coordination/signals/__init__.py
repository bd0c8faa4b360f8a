"""Signals: shared between platforms, answered, timed, and erased when their retention ends."""
