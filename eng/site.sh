#!/usr/bin/env bash
# Builds the documentation site with the API reference into artifacts/site/html.
set -euo pipefail
cd "$(dirname "$0")/.."

solution=$(eng/solution.sh)
dotnet build "$solution" -c Release --nologo -v quiet
dotnet tool restore --verbosity quiet
rm -rf artifacts/site
dotnet docfx metadata docfx.json --logLevel warning
dotnet docfx build docfx.json --logLevel warning
test -f artifacts/site/html/README.html
test -f artifacts/site/html/api/Retention.Workflows.IRetentionClient.html
echo "artifacts/site/html/README.html: $(find artifacts/site/html -name '*.html' | wc -l) pages"
