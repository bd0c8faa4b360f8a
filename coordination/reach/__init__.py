"""Who was sent which edition of the advice, and how many it reached."""
