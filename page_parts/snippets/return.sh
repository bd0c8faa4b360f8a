curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  --header "Content-Type: application/json" \
  --data '[{"day": "2019-12-01", "nation": "england", "value": 12, "measure": "content-actioned",
            "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT"}]' \
  "https://parley.example/api/v1/returns?platform=your-platform&dry_run=true"
