job=$(curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  --header "Content-Type: application/json" \
  --header "Prefer: respond-async" \
  --data '[{"day": "2019-12-01", "nation": "wales", "value": 3, "measure": "content-actioned",
            "category": "STATEMENT_CATEGORY_CYBER_VIOLENCE/KEYWORD_CYBER_HARASSMENT"}]' \
  --output /dev/null --write-out '%header{location}' \
  "https://parley.example/api/v1/returns?platform=your-platform&dry_run=true")
curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  "https://parley.example$job"
