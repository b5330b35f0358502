#!/bin/sh
# ./dev bench footprint: what the system takes once it is installed. The exposure that systemd
# counts, the size of the package and of the image, and the memory of all that runs: responder,
# poller while it waits, and nginx, in a Debian that is booted for it. Needs root, and some
# minutes.
set -eu

BUILD=$1
export BUILD
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
out=$(mktemp)
trap 'rm -f "$out"' EXIT
trap 'exit 130' INT TERM HUP

for part in package container; do
  bash "$SOURCE/tests/deploy/$part.sh" >"$out" 2>&1 || { cat "$out"; exit 1; }
  sed -nE 's/^# (memory .*|.*[Ee]xposure .*)/\1/p; /^(package|image): /p' "$out"
done
awk '/^# memory/ { share += $7 } END { if (share) printf "memory in all %d KiB\n", share }' "$BUILD/deploy/result"
