#!/usr/bin/env bats
# The crash proofs of tests/crash in which one call fails; as in crash.bats, to run beside it.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export BUILD=${BUILD:-$SOURCE/build}

proof() {
  bash "$SOURCE/tests/crash/$1.sh" 3>&-
}

@test "each system call of the write path fails once, or is the last" {
  command -v strace >/dev/null || skip "strace is not installed"
  proof fault
}

@test "each system call of an edit of the configuration or the secret is the last, or fails once" {
  command -v strace >/dev/null || skip "strace is not installed"
  proof edit
}

@test "out of memory at any allocation of a request" {
  proof oom
}
