#!/usr/bin/env bash
# Makes build/mesa-venv, where the benchmark of the engine runs the same model in Mesa (Apache-2.0). It is kept apart from
# the package's environment: Innovatory neither depends on Mesa nor imports it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

separate_environment build/mesa-venv mesa==3.3.1 numpy==2.4.6
