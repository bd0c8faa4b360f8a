"""What programs are told in words: what a key's scopes allow, what they are told of, and how the API refuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from data_model.words import EventKind, Scope

SCOPES: Mapping[Scope, str] = {
    Scope.READ: "Everything that its person reads in Parley, except signals",
    Scope.SUBMIT: "Everything that its person writes in Parley, except signals: updates, returns, advice and "
                  "answers, and an analyst’s views, boards and briefings",
    Scope.SIGNALS: "Reading, sharing and answering signals",
}
EVENTS: Mapping[EventKind, str] = {
    EventKind.REQUEST_MADE: "An official asked you for an update",
    EventKind.UPDATE_RETURNED: "An official returned an update of yours",
    EventKind.SIGNAL_ADDRESSED: "A signal was addressed to you",
    EventKind.TEST: "Your company’s lead sent a test",
}


@dataclass(frozen=True)
class Refusal:
    """One kind of problem that the API answers with. `slug` ends its address; `remedy` says what to do about it."""

    slug: str
    title: str
    remedy: str


REFUSALS: Mapping[int, Refusal] = {
    400: Refusal("malformed", "The body cannot be read", "Send JSON as RFC 8259 has it, in UTF-8."),
    401: Refusal("key", "An API key is needed",
                 "Send the header Authorization: Bearer, and a key that has neither expired nor been revoked."),
    403: Refusal("not-allowed", "This is not allowed",
                 "The key lacks a scope, or its person's role does not do this. The detail says which."),
    404: Refusal("not-found", "Not found", "It does not exist, or it is not yours to see. Both are answered alike."),
    405: Refusal("method", "This method is not for this address", "The header Allow names those that are."),
    409: Refusal("conflict", "This conflicts with what is on record",
                 "Somebody was faster, or the Idempotency-Key was used for another request. Read the record again, or "
                 "send a new key."),
    412: Refusal("changed", "It has changed meanwhile",
                 "Your If-Match names an older revision. Read the record again, and amend what it says now."),
    413: Refusal("too-large", "The body is too large", "The detail says how large it may be. Send it in parts."),
    415: Refusal("media-type", "This kind of body is not taken here",
                 "Set Content-Type to one that the operation names."),
    422: Refusal("invalid", "Something in the request must be corrected",
                 "Each of the errors says what is wrong and where: by a pointer into the JSON, a parameter, a header, "
                 "or a row and column. Nothing was stored."),
    428: Refusal("if-match", "If-Match is needed",
                 "Read the record, and send the revision in its ETag as If-Match, so that nobody's work is lost."),
    429: Refusal("too-many", "Too many requests", "Wait as many seconds as Retry-After says."),
    500: Refusal("failed", "Parley could not do this",
                 "What went wrong is in Parley's log. Nothing was stored; the same request may be sent again."),
    503: Refusal("unavailable", "Parley cannot make this now",
                 "Pictures need Chromium on Parley's machine. The detail says what is missing; other files are made "
                 "without it."),
}
