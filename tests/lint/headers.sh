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

# CC and the flags are lists of words.
# shellcheck disable=SC2086
compile() {
  ${CC:-cc} -std=gnu17 -D_GNU_SOURCE -fsyntax-only $flags -x c "$@" 2>&1
}

# The first error of each header that is not complete; all at once, as none should be.
incomplete() {
  ! compile "$@" >/dev/null || return
  for header; do
    said=$(compile "$header") ||
      echo "$header:1: does not compile by itself: $(echo "$said" | grep -m 1 error)"
  done
}

unguarded() {
  awk '
    function tell() {
      if (file != "" && !found)
        print file ":1: has no include guard " name
    }
    FNR == 1 {
      tell()
      file = FILENAME
      name = toupper(file)
      sub(/^SRC\//, "", name)
      gsub(/[\/.-]/, "_", name)
      line = found = 0
    }
    $1 == "#ifndef" && $2 == name { line = FNR }
    $1 == "#define" && $2 == name && line && FNR == line + 1 { found = 1 }
    END { tell() }' "$@"
}

# No name of ours has a space in it.
# shellcheck disable=SC2046
set -- $(our_files src | grep '\.h$')
verdict "$(incomplete "$@"; unguarded "$@")"
