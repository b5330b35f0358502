#!/usr/bin/env bats
# The crash proof of tests/crash in which a system call of an edit fails; as in crash.bats, to run beside it.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export BUILD=${BUILD:-$SOURCE/build}

@test "each system call of an edit of the configuration or the secret is the last, or fails once" {
  command -v strace >/dev/null || skip "strace is not installed"
  bash "$SOURCE/tests/crash/edit.sh" 3>&-
}
