"""STIX bundles to read, as others might send them."""

import json

ID = "indicator--3f2504e0-4f89-41d3-9a0c-0305e82c3301"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
OTHER_AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"  # of TLP 1.0
WHITE = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"


def an_indicator(**changes: object) -> dict[str, object]:
    """An indicator as another tool writes it; None takes a property away."""
    usual = {
        "type": "indicator", "spec_version": "2.1", "id": ID, "created": "2019-11-30T10:00:00Z",
        "modified": "2019-11-30T10:00:00Z", "name": "A page that spreads", "pattern_type": "stix",
        "pattern": "[url:value = 'https://example.com/page']", "valid_from": "2019-11-30T08:00:00Z",
        "object_marking_refs": [AMBER]}
    return {name: value for name, value in (usual | changes).items() if value is not None}


def a_bundle(*objects: object, **changes: object) -> bytes:
    """A bundle of these objects."""
    usual: dict[str, object] = {"type": "bundle", "id": "bundle--3f2504e0-4f89-41d3-9a0c-0305e82c3302",
                                "objects": list(objects)}
    return json.dumps(usual | changes).encode()
