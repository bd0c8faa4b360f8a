"""Calendar files that people are sent (RFC 5545), read into meetings."""
