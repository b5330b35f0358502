#!/usr/bin/env bats
# What needs a system of its own: only with LONG=1, as root, and minutes at a time.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export BUILD=${BUILD:-$SOURCE/build}

long() {
  [ -n "${LONG:-}" ] || skip "only in ./dev test --long"
  bash "$SOURCE/tests/deploy/$1.sh" 3>&-
}

@test "the Debian package and the manual's ways in, in a Debian with a booted systemd" {
  long package
}

@test "the image is built and run without a Docker engine" {
  long container
}
