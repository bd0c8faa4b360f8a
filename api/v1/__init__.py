"""The REST API, version 1: the same functions in coordination/ as the screens, for programs that have a key."""
