#!/usr/bin/env bash
# Everything that has to be green: compile checks, tests, formatter, coverage report.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/jdk25.sh
source "$root/scripts/jdk25.sh"
cd "$root"
exec mvn -B -ntp verify "$@"
