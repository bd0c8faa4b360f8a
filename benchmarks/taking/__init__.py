"""Taking figures away: pictures over HTTP against kaleido alone, and a briefing of twelve figures against one."""
