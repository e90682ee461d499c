# Sourced: the JVM flags of the command; those of the start-up cache must be the same.
# shellcheck disable=SC2034  # used by who sources this
flags=(
  --add-modules jdk.incubator.vector
  --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow
  -XX:+UseSerialGC
  -XX:-UsePerfData
  -Dstdout.encoding=UTF-8
  -Dstderr.encoding=UTF-8
  -Xms64m -Xmn32m # weights and caches live outside the heap; garbage is small and short-lived
)
