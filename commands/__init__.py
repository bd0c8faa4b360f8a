"""What the command line does that takes more than a call: manage.py has the commands."""
