#!/usr/bin/env bash
# Makes sure that the programs of a PostgreSQL server are there, which the tests of imports start for themselves: Debian's
# postgresql is installed where this user may (root, or sudo without a password); otherwise the package is named and we stop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

has_server() { # initdb on the path, or where Debian and Ubuntu keep it
    command -v initdb >/dev/null 2>&1 && return
    compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null
}

missing() {
    fail "The tests of imports need a PostgreSQL server: install the Debian package postgresql (as root: apt-get install postgresql)." \
        "导入功能的测试需要 PostgreSQL 服务器：请安装 Debian 软件包 postgresql（以 root 运行 apt-get install postgresql）。"
}

has_server && exit 0
command -v apt-get >/dev/null || missing
become=()
if ((EUID != 0)); then
    sudo -n true 2>/dev/null || missing
    become=(sudo -n)
fi
echo "Installing Debian's postgresql for the tests of imports"
"${become[@]}" apt-get update -q
"${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends postgresql
has_server || missing
