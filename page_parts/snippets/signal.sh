curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  --header "Content-Type: application/json" \
  --header "Idempotency-Key: signal-2019-12-01" \
  --data '{"platform": "your-platform", "kind": "content", "tlp": "TLP:GREEN", "everyone": true,
           "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT",
           "summary": "The same post, copied to many groups.",
           "indicator_kind": "URL", "indicator": "https://example.com/copied-post",
           "observed_at": "2019-12-01T08:00:00Z"}' \
  "https://parley.example/api/v1/signals"
