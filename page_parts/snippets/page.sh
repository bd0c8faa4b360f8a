# The second time it is sent, Parley answers 304 and nothing is read, unless something has changed.
curl --fail-with-body --silent --show-error \
  --header "Authorization: Bearer $PARLEY_KEY" \
  --header "Accept: text/csv" \
  --etag-compare updates.etag --etag-save updates.etag \
  --write-out '%{http_code}\n' --output updates.csv \
  "https://parley.example/api/v1/updates?limit=500"
