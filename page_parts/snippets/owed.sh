curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  "https://parley.example/api/v1/obligations"
