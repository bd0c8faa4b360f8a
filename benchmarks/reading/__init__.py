"""The published advice, read by many while people work: against what the web server itself costs."""

PAGE = "PAGE"  # the environment variable that names the file with the page
