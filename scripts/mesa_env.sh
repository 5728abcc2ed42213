#!/usr/bin/env bash
# Makes build/mesa-venv, where the benchmark of the engine runs the same model in Mesa (Apache-2.0). It is kept apart from
# the package's environment: Innovatory neither depends on Mesa nor imports it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

environment=build/mesa-venv
packages=(mesa==3.3.1 numpy==2.4.6)
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
