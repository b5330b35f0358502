#!/usr/bin/env bats
# The crash proof of tests/crash in which a system call of a request fails; as in crash.bats, to run beside it.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export BUILD=${BUILD:-$SOURCE/build}

@test "each system call of the write path fails once, or is the last" {
  command -v strace >/dev/null || skip "strace is not installed"
  bash "$SOURCE/tests/crash/fault.sh" 3>&-
}
