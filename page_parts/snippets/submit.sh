curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: advice-2019-12-01" \
  --data '{"platform": "your-platform", "commitment": 1, "claim": "in progress",
           "narrative": "Our part of the joint advice is written.",
           "remaining": "The Welsh version.",
           "delay_reason": "It waits for a translator.",
           "evidence": [{"title": "Our announcement", "dated_on": "2019-11-14",
                         "url": "https://example.com/news"}]}' \
  "https://parley.example/api/v1/updates"
