"""On the way to the organisation's identity provider, for who is not signed in."""

from page_parts import identity

identity.show()
