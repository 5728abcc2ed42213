#!/usr/bin/env bash
# Write app/openapi.json from the server and app/src/api/types.ts from it. Needs the virtual environment and app/node_modules.
set -euo pipefail
cd "$(dirname "$0")/.."

python="${INNOVATORY_PYTHON:-.venv/bin/python}"
"$python" -m innovatory.server.openapi app/openapi.json
mkdir -p app/src/api
(cd app && npx --no-install openapi-typescript openapi.json --output src/api/types.ts)
