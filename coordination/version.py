"""Which version of Parley this is. Files and backups name it."""

VERSION = "0.1.0"
