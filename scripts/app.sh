#!/usr/bin/env bash
# Builds the web app into src/innovatory/server/app, from where the server and the wheel take it. Needs Node.js and npm;
# everything else comes from app/package-lock.json. Neither is needed to use a wheel.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null ||
    fail "The app is built with Node.js 20.19 or newer and its npm." "构建网页应用需要 Node.js 20.19 或更高版本及其 npm。"
cd app
if ! cmp --silent package-lock.json node_modules/.installed-lock; then
    npm ci --no-audit --no-fund
    cp package-lock.json node_modules/.installed-lock
fi
npm run --silent build
