#!/bin/sh
# Each header of src compiles by itself and is guarded under the name of its path.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

# What the build generates (NAME.inc) is stood in for by an empty file.
stubs=$(mktemp -d) || exit 2
trap 'rm -rf "$stubs"' EXIT
trap 'exit 1' HUP INT TERM
c_code src | sed -n 's/.*#[ \t]*include "\([^"]*\)\/\([^"]*\.inc\)"$/\1 \2/p' |
  while read -r folder name; do
    mkdir -p "$stubs/$folder"
    : >"$stubs/$folder/$name"
  done

flags="-Isrc -I$stubs $(pkg-config --cflags talloc sqlite3 2>/dev/null)"

# The first error of a header that is not complete.
compile() {
  # CC and the flags are lists of words.
  # shellcheck disable=SC2086
  if ! said=$(${CC:-cc} -std=gnu17 -D_GNU_SOURCE -fsyntax-only $flags -x c "$1" 2>&1); then
    echo "$1:1: does not compile by itself: $(echo "$said" | grep -m 1 error)"
  fi
}

guard() {
  name=$(echo "${1#src/}" | tr 'a-z/.-' 'A-Z___')
  if ! awk -v name="$name" '
      $1 == "#ifndef" && $2 == name { line = FNR }
      $1 == "#define" && $2 == name && line && FNR == line + 1 { found = 1 }
      END { exit !found }' "$1"; then
    echo "$1:1: has no include guard $name"
  fi
}

verdict "$(our_files src | grep '\.h$' | while IFS= read -r header; do
  compile "$header"
  guard "$header"
done)"
