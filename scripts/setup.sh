#!/usr/bin/env bash
# Installs the package, editable, in .venv: `scripts/setup.sh package` what users need, `scripts/setup.sh dev` also what
# tests, linters and the PySpark back end need. Does nothing where pyproject.toml and the folder are as at the last
# finished run; changed sources need no new run, because an editable install reads them where they stand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

case "${1:-}" in
package) target='.' ;;
dev) target='.[dev,spark]' ;;
*) fail "usage: scripts/setup.sh package|dev" "用法：scripts/setup.sh package|dev" ;;
esac
environment=.venv
stamp="$environment/.installed-$1"
key="$(sha256sum pyproject.toml) $PWD"

finished() {
    up_to_date "$stamp" "$key" || up_to_date "$environment/.installed-dev" "$key"
}

if finished && "$environment/bin/python" -c '' 2>/dev/null; then
    exit 0
fi
make_environment "$environment"
echo "Installing $target in $environment (some minutes the first time)"
rm -f "$environment"/.installed-*
"$environment/bin/python" -m pip install --editable "$target"
echo "$key" >"$stamp"
