# What the lints share; they source it. It goes to the source folder, which make names in
# srcdir and which else is the one this checkout is in, and lists the files that are ours.
# shellcheck shell=sh

lint=$(cd "$(dirname "$0")" && pwd) || exit 2
cd "${srcdir:-$lint/../..}" || exit 2
# A git hook sets these for its own repository, which need not be the one here.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX

if [ ! -d src ]; then
  echo "$(basename "$0"): there is no src/ in $PWD" >&2
  exit 2
fi

# Exit code for make check: this lint could not run.
skip() {
  echo "SKIP: $1"
  exit 77
}

# In a tarball, or in one that is unpacked inside a checkout, git cannot tell.
is_checkout() {
  [ "$(git rev-parse --show-cdup 2>/dev/null || echo none)" = "" ]
}

files_of_git() {
  git -c core.quotePath=false ls-files -co --exclude-standard -- "$@" | sort -u |
    while IFS= read -r file; do
      [ ! -f "$file" ] || printf '%s\n' "$file"
    done
}

files_of_folders() {
  for folder; do
    [ ! -e "$folder" ] || find "$folder" \( -name .git -o -name node_modules \
      -o -name autom4te.cache -o -name build -o -name build-aux -o -name '_*' \) -prune -o -type f -print
  done | sed 's|^\./||' | sort
}

# our_files FOLDER...: what git tracks or would track there; without git, whatever lies there.
our_files() {
  if is_checkout; then
    files_of_git "$@"
  else
    files_of_folders "$@"
  fi
}

c_files() {
  our_files "$@" | grep '\.[ch]$'
}

# FILE:LINE:CODE of all our C in these folders, without comments and the insides of strings.
c_code() {
  c_files "$@" | xargs awk -f "$lint/code.awk"
}

# Ends the lint: what is wrong has been collected in the text given.
verdict() {
  [ -n "$1" ] || exit 0
  printf '%s\n' "$1"
  exit 1
}
