#!/bin/sh
# Builds the harnesses in a folder of their own, with libFuzzer, AddressSanitizer and
# UndefinedBehaviorSanitizer, and runs each for SECONDS_EACH (60) seconds. Ends with 1 at the
# first input that is trouble; it lies in FOLDER/trouble then. What else is new is kept in
# FOLDER/found. Needs the Debian packages clang and libclang-rt-14-dev, or what fits its clang.
set -eu

SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
SECONDS_EACH=${SECONDS_EACH:-60}
CC=${CC:-clang}
SANITIZE=address,undefined

usage() {
  echo "usage: tests/fuzz/fuzz.sh FOLDER [HARNESS...]" >&2
  exit 2
}

# build_libraries: ours, as configure builds them, and with what libFuzzer sees its way by.
build_libraries() {
  [ -x "$SOURCE/configure" ] || (cd "$SOURCE" && autoreconf -fi)
  [ -f Makefile ] || "$SOURCE/configure" -q CC="$CC" --enable-sanitizers CFLAGS="-O1 -g -fsanitize=fuzzer-no-link"
  make -s libbase.a libmodel.a libplatform.a libsink.a libsummary.a >make.log
}

# build_harness NAME
build_harness() {
  # The flags are lists of words.
  # shellcheck disable=SC2046
  "$CC" -std=gnu17 -D_GNU_SOURCE -O1 -g -Wall -Wextra "-fsanitize=fuzzer,$SANITIZE" -fno-sanitize-recover=all \
    -I"$SOURCE/src" -o "fuzz_$1" "$SOURCE/tests/fuzz/fuzz_$1.c" "$SOURCE/tests/fuzz/events.c" \
    libsummary.a libsink.a libplatform.a libmodel.a libbase.a $(pkg-config --cflags --libs talloc yajl inih nettle)
}

# inputs NAME: the folders it begins with.
inputs() {
  echo "$SOURCE/tests/fuzz/corpus/$1"
  case $1 in
    document) echo "$SOURCE/tests/fixtures/api" ;;
    chat | escape | mail | webhook) echo "$SOURCE/tests/fixtures/webhook" ;;
    ini) echo "$SOURCE/conf" ;;
  esac
}

# run NAME
run() {
  mkdir -p "found/$1" trouble
  echo "fuzz.sh: $1 for $SECONDS_EACH s"
  # Folders without blanks in their names.
  # shellcheck disable=SC2046
  if ! "./fuzz_$1" -max_total_time="$SECONDS_EACH" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -dict="$SOURCE/tests/fuzz/words.dict" -artifact_prefix="trouble/$1-" -print_final_stats=1 \
    "found/$1" $(inputs "$1") >"$1.log" 2>&1; then
    grep -E '^(does not hold|SUMMARY|==[0-9]*==ERROR)|Test unit written' "$1.log" || tail -20 "$1.log"
    echo "fuzz.sh: $1 found trouble; see $PWD/$1.log and $PWD/trouble" >&2
    exit 1
  fi
  sed -nE 's/^#[0-9]+[[:space:]]+DONE +/  /p; s/^stat::(number_of_executed_units|average_exec_per_sec): +/  \1 /p' "$1.log"
}

[ $# -ge 1 ] || usage
mkdir -p "$1"
cd "$1"
shift
[ $# -gt 0 ] || set -- chat document escape feed ini mail time webhook
build_libraries
for name; do build_harness "$name"; done
for name; do run "$name"; done
