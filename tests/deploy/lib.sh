# shellcheck shell=bash
# What the long tests of deployment share: a Debian that has nothing but its own packages, made
# once and kept in $BUILD/deploy, and a word for what came of each step.
set -euo pipefail

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=$(cd "${BUILD:-$SOURCE/build}" && pwd)
WORK=$BUILD/deploy

fail() {
  echo "FAILED: $*"
  exit 1
}

# Nothing here can be tried without root; not to have tried is not to have passed.
need_root() {
  [ "$(id -u)" -eq 0 ] || fail "root is needed: debootstrap, chroot and namespaces"
}

# base NAME PACKAGES [AT-HAND]: a Debian 12 with these packages in $WORK/NAME, and others at hand for
# its apt, which has no network later. It is not changed: copy it.
base() {
  [ "$(cat "$WORK/$1.done" 2>/dev/null)" != "$2 ${3:-}" ] || return 0
  mkdir -p "$WORK"
  rm -rf "${WORK:?}/$1" "$WORK/$1.done"
  debootstrap --variant=minbase --include="$2" bookworm "$WORK/$1" >"$WORK/$1.log" 2>&1 ||
    { tail -n 5 "$WORK/$1.log"; fail "debootstrap"; }
  # shellcheck disable=SC2086 # a list of words
  chroot "$WORK/$1" apt-get -qq -y --download-only install ${3:-} >>"$WORK/$1.log" 2>&1 ||
    { tail -n 5 "$WORK/$1.log"; fail "apt-get --download-only"; }
  echo "$2 ${3:-}" >"$WORK/$1.done"
}

# clone FOLDER: the source as git has it, with what was changed and not committed yet.
clone() {
  git clone -q "$SOURCE" "$1"
  git -C "$SOURCE" diff HEAD --binary | (cd "$1" && git apply --allow-empty)
  git -C "$SOURCE" ls-files -o --exclude-standard -z | (cd "$SOURCE" && xargs -0 -r cp --parents -t "$1")
  git -C "$1" add -A
  git -C "$1" -c user.name=test -c user.email=test@localhost commit -q --allow-empty -m "as it stands"
}
