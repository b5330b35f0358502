#!/usr/bin/env bats
# The crash proof of tests/crash in which memory runs out; as in crash.bats, to run beside it.

SOURCE=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export BUILD=${BUILD:-$SOURCE/build}

@test "out of memory at any allocation of a request" {
  bash "$SOURCE/tests/crash/oom.sh" 3>&-
}
