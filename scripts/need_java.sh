#!/usr/bin/env bash
# Makes sure that Java 17 or newer is there, which the PySpark conformance test needs: Debian's default-jre-headless is
# installed where this user may (root, or sudo without a password); otherwise the missing package is named and we stop.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

java_command() {
    if [[ -n "${JAVA_HOME:-}" ]]; then echo "$JAVA_HOME/bin/java"; else echo java; fi
}

java_version() { # the major version, or 0 where there is no Java that starts
    local said
    said="$("$(java_command)" -version 2>&1)" || { echo 0; return; }
    [[ "$said" =~ version\ \"([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

missing() {
    fail "The PySpark test needs Java 17 or newer: install the Debian package default-jre-headless (as root: apt-get install default-jre-headless)." \
        "PySpark 测试需要 Java 17 或更高版本：请安装 Debian 软件包 default-jre-headless（以 root 运行 apt-get install default-jre-headless）。"
}

(($(java_version) >= 17)) && exit 0
command -v apt-get >/dev/null || missing
become=()
if ((EUID != 0)); then
    sudo -n true 2>/dev/null || missing
    become=(sudo -n)
fi
echo "Installing Debian's default-jre-headless for PySpark"
"${become[@]}" apt-get update -q
"${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends default-jre-headless
(($(java_version) >= 17)) || missing
