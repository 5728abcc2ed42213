#!/usr/bin/env bash
# Tests the web app in Debian's Chromium on the real server: builds the app, then runs tests/browser. CHROMIUM=… names
# another browser, ARGUMENTS go to Node's test runner (`scripts/browser.sh --test-name-pattern chain`).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

browser="${CHROMIUM:-$(command -v chromium || true)}"
[[ -n "$browser" ]] ||
    fail "The tests of the app need Chromium: install the Debian package chromium, or set CHROMIUM." \
        "网页应用的测试需要 Chromium：请安装 Debian 软件包 chromium，或用 CHROMIUM 指定。"
scripts/app.sh
CHROMIUM="$browser" node tests/browser/run.js "$@"
