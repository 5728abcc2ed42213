#!/usr/bin/env bash
# Makes sure that Chromium and a font with Chinese signs are there, in which the tests of the web app look at its pages:
# Debian's chromium and fonts-noto-cjk are installed where this user may (root, or sudo without a password); otherwise the
# packages are named and we stop. CHROMIUM=… names another browser.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

has_browser() {
    [[ -n "${CHROMIUM:-}" ]] || command -v chromium >/dev/null
}

has_signs() {
    command -v fc-list >/dev/null && [[ -n "$(fc-list :lang=zh family)" ]]
}

missing() {
    fail "The tests of the web app need Chromium and a Chinese font: install the Debian packages chromium and fonts-noto-cjk (as root: apt-get install chromium fonts-noto-cjk)." \
        "网页应用的测试需要 Chromium 和中文字体：请安装 Debian 软件包 chromium 和 fonts-noto-cjk（以 root 运行 apt-get install chromium fonts-noto-cjk）。"
}

wanted=()
has_browser || wanted+=(chromium)
has_signs || wanted+=(fontconfig fonts-noto-cjk)
((${#wanted[@]})) || exit 0
command -v apt-get >/dev/null || missing
become=()
if ((EUID != 0)); then
    sudo -n true 2>/dev/null || missing
    become=(sudo -n)
fi
echo "Installing Debian's ${wanted[*]} for the tests of the web app"
"${become[@]}" apt-get update -q
"${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${wanted[@]}"
has_browser && has_signs || missing
