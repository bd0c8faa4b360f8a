"""Which fields there are on which page, by their labels, and where what is typed into them is shown again."""

MESSAGE, WITHDRAWAL = "Message to the platforms (optional)", "Why you withdraw it, which the platforms read"
RETURN_REASON, FINDING_REASON = ("Why you return it, and what the platform should do",
                                 "Reason for the findings, which the platform reads")
TITLE, LINK_ADDRESS, FILE = "Its title", "Address, such as https://example.com/page", "File"
WORDS = {"What have you done?", "What remains to be done?", "What is the reason for the delay?"}
PLACE, AGENDA = "Place: a room, or the address of a call (optional)", "Agenda, one item a line (optional)"
AMENDED, CANCELLED = ("Why you amend it, which those who are asked read",
                      "Why you cancel it, which those who are asked read")
AGREED, PRIVATE = ("What they agreed on: the note that all who were there read",
                   "Private note, which officials alone read")
ORGANISATION, ATTENDEE = "Name of the organisation", "Name of the person"
TO_DO, PERSON, OUTCOME = "What is to be done", "Person (optional)", "What came of it"
SUMMARY, INDICATOR = "Summary", "Indicator"
OPINION, ACTED = "Why (optional)", "What you did (optional)"
SIGNAL_WITHDRAWAL = "Why you withdraw it, which its readers read"
SENDER, REACH_REASON = "Who sent it: its full name", "Why. It stays on record beside the earlier number."
SIZE_SOURCE = "Who says so: a document with its date, or a person with their office"
NOTE, VIEW_NAME, BOARD_NAME = "Note", "Name of this view", "Name of the board"
BRIEFING_NAME, HEADING = "Name of the briefing", "Heading of a part"
# Fields that there are, so that a pen which finds too few is noticed. A new field need not be added.
FIELDS = {
    "overview": {"day, As at"},
    "home": {"day, As at"},
    "requests": {"Platforms to ask", MESSAGE, "year, Answer due by the end of", WITHDRAWAL},
    "review": {"Finding on 4a", "Finding on commitment 4 as a whole", FINDING_REASON, RETURN_REASON},
    "submit": WORDS | {TITLE, LINK_ADDRESS, "month, Its own date: when it was published or made",
                       "5a: An update on each of the other commitments is on record"},
    "figures": {"Platforms", "Commitments"},
    "explore": {"Measure", "Split by", "Draw as", "Platforms", "day, From", NOTE, VIEW_NAME},
    "boards": {BOARD_NAME, "Name of the view"},
    "briefings": {"Name"},
    "signals": {OPINION, ACTED},
    "share-signal": {SUMMARY, INDICATOR, "Kind of indicator", "Category", "Platforms", "Departments"},
    "compare-advice": {RETURN_REASON},
    "reach": {SENDER, REACH_REASON, SIZE_SOURCE},
    "dialogue": {"Title", PLACE, AGENDA, AMENDED, CANCELLED, PRIVATE, ORGANISATION, ATTENDEE, TO_DO, PERSON, "Owner"},
    "accounts": {"Name", "Email address", "Role", "Organisation"},
    "audit": {"Words in the sentence", "Action", "Done by", "day, From", "Head kept elsewhere (optional)"},
}
# Where the texts of which fields are certainly shown. “Name” is that of whoever wrote or is signed in.
SHOWN = {
    "overview": {"Name", "Title"},
    "home": {"Name", RETURN_REASON, FINDING_REASON, MESSAGE, "Title", PERSON},
    "requests": {"Name", MESSAGE, WITHDRAWAL},
    "signals": {"Name", SUMMARY, INDICATOR, OPINION, ACTED, SIGNAL_WITHDRAWAL},
    "explore": {"Name", NOTE},
    "boards": {"Name", VIEW_NAME, BOARD_NAME},
    "briefings": {"Name", BRIEFING_NAME, HEADING},
    "compare-advice": {"Name", RETURN_REASON},
    "reach": {"Name", SENDER, REACH_REASON, SIZE_SOURCE},
    "write-advice": {"Name", RETURN_REASON},
    "dialogue": {"Name", "Title", PLACE, AGENDA, AMENDED, CANCELLED, AGREED, PRIVATE, ORGANISATION, ATTENDEE, TO_DO,
                 PERSON, OUTCOME},
    "review": {"Name", *WORDS, TITLE, LINK_ADDRESS, FILE},
    "submit": {"Name", TITLE, FILE, RETURN_REASON, MESSAGE},
    "platform": {"Name", TITLE, LINK_ADDRESS, FILE, "Title"},
    "accounts": {"Name", "Email address"},
    "audit": {"Name"},
    "trail": {"Name", *WORDS, TITLE, LINK_ADDRESS, FILE, FINDING_REASON, RETURN_REASON, "Title"},
    "update": {"Name", *WORDS, TITLE, LINK_ADDRESS, FILE, FINDING_REASON, RETURN_REASON},
}
# What addresses may say: somebody may have typed it. Those of the frame come first, the same on all pages.
FRAME = ("letter", "as_at")
PARAMETERS = (("platform", "due", "account", "search", "action", "from"),
              ("commitment", "version", "request", "actor", "to"), ("meeting", "signal", "tlp", "addressee", "topic"),
              ("kind", "view", "by", "item", "edition", "distribution"),
              ("board", "measure", "dates", "briefing"), ("grain",),
              ("form", "note", "nation", "category"))
