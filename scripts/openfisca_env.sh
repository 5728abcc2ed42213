#!/usr/bin/env bash
# Makes build/openfisca-venv, where the benchmark runs OpenFisca-Core (AGPL-3.0-or-later). It is kept apart from the
# package's environment on purpose: Innovatory neither depends on OpenFisca nor imports it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/environment.sh

separate_environment build/openfisca-venv openfisca-core==46.0.1 numpy==2.4.6
