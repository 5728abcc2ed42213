#!/usr/bin/env bash
# Builds the web app into src/innovatory/server/app, from where the server and the wheel take it. Needs Node 20.19 or
# newer with npm; what it needs beside them comes from app/package-lock.json. Run by `make app`.
set -euo pipefail
cd "$(dirname "$0")/../app"

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "The app is built with Node.js 20.19 or newer and npm; neither is needed to use a built wheel." >&2
  exit 1
fi
if ! cmp --silent package-lock.json node_modules/.lock-installed; then
  npm ci --no-audit --no-fund
  cp package-lock.json node_modules/.lock-installed
fi
npm run --silent build
