"""The API, called without pause: against what FastAPI itself costs."""

ANSWER = "ANSWER"  # the environment variable that names the file with the answer
PATH = "/api/v1/obligations"
