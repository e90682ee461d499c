#!/usr/bin/env bash
# Builds the command into cli/target/app: its jar, its libraries, a start-up cache.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/jdk25.sh
source "$root/scripts/jdk25.sh"
command -v mvn >/dev/null 2>&1 || { echo "trefoil: building needs Maven (mvn) on the PATH." >&2; exit 1; }

app="$root/cli/target/app"
echo "trefoil: building (the first time downloads libraries, some hundred MB) ..." >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$(mktemp)
if ! (cd "$root" && mvn -B -q -ntp package -DskipTests -Djacoco.skip -Dspotless.check.skip) >"$log" 2>&1; then
  cat "$log" >&2
  echo "trefoil: the build failed; see above." >&2
  exit 1
fi
mkdir -p "$app/lib"
rm -rf "$app/.built" "$app/lib" "$app"/*.jar
mv "$root/cli/target/lib" "$app/lib"
cp "$root"/cli/target/trefoil-cli-*.jar "$app/trefoil-cli.jar"
# A cache of what a start-up loads and links; without it everything works, slower to start.
# shellcheck source=scripts/flags.sh
source "$root/scripts/flags.sh"
rm -f "$app/trefoil.aot"
"$JAVA_HOME/bin/java" "-XX:AOTCacheOutput=$app/trefoil.aot" "${flags[@]}" \
  -cp "$app/trefoil-cli.jar:$app/lib/*" dev.trefoil.cli.Trefoil --help >/dev/null 2>&1 || true
touch -r "$started" "$app/.built"
rm -f "$started"
echo "trefoil: built." >&2
