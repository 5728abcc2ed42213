#!/usr/bin/env bash
# Makes build/openfisca-venv, where the benchmark runs OpenFisca-Core (AGPL-3.0-or-later). It is kept apart from the
# package's environment on purpose: Innovatory neither depends on OpenFisca nor imports it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

environment=build/openfisca-venv
packages=(openfisca-core==46.0.1 numpy==2.4.6)
stamp="$environment/.installed"
key="${packages[*]}"

if up_to_date "$stamp" "$key" && "$environment/bin/python" -c '' 2>/dev/null; then
    exit 0
fi
mkdir -p build
make_environment "$environment"
echo "Installing ${packages[*]} in $environment"
rm -f "$stamp"
"$environment/bin/python" -m pip install --quiet "${packages[@]}"
echo "$key" >"$stamp"
