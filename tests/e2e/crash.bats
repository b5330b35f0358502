#!/usr/bin/env bats
# The crash proofs of tests/crash: their short forms, or with LONG=1 their long ones. Each
# prints its seed; SEED=N repeats it.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export BUILD=${BUILD:-$SOURCE/build}

proof() {
  bash "$SOURCE/tests/crash/$1.sh" 3>&-
}

@test "kill -9 of two responders and the poller under load: what was acknowledged is there, once" {
  proof kill
}

@test "power cuts: what was acknowledged is there, and the log has each event once" {
  command -v strace >/dev/null || skip "strace is not installed"
  proof power
}

@test "the wall clock is moved under running programs" {
  proof time
}
