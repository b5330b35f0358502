#!/bin/sh
# Proves that each lint can fail, and not on everything: runs it on a small sound tree,
# then on that tree with one thing wrong in it at a time.

lint=$(cd "$(dirname "$0")" && pwd) || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
tree=$scratch/tree
srcdir=$tree
export srcdir
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX
# Files rather than variables: most checks run at the end of a pipe, in a process of its own.
: >"$scratch/checks"
: >"$scratch/failures"

# put FILE: what comes in, as a file of the tree.
put() {
  mkdir -p "$tree/$(dirname "$1")"
  cat >"$tree/$1"
}

# lines N: that many lines of nothing much.
lines() {
  awk -v n="$1" 'BEGIN { while (n-- > 0) print "\tx++;" }'
}

failed() {
  echo "tests/lint/selftest.sh:1: $1" | tee -a "$scratch/failures"
}

# run LINT: what it says in said, its exit code in code.
run() {
  echo "$1" >>"$scratch/checks"
  said=$(sh "$lint/$1.sh" 2>&1)
  code=$?
}

# sound LINT: it has nothing to say about the tree as it is.
sound() {
  run "$1"
  [ $code -eq 0 ] || [ $code -eq 77 ] || failed "$1 exits $code on a sound tree: $said"
}

# wrong LINT "PLACE..." FILE: with what comes in as FILE, it names each place. FILE goes again.
wrong() {
  [ ! -e "$tree/$3" ] || mv "$tree/$3" "$scratch/kept"
  put "$3"
  run "$1"
  rm "$tree/$3"
  [ ! -e "$scratch/kept" ] || mv "$scratch/kept" "$tree/$3"
  [ $code -ne 77 ] || return
  [ $code -eq 1 ] || failed "$1 exits $code where $3 is wrong: $said"
  for place in $2; do
    case $said in
    *"$place: "*) ;;
    *) failed "$1 does not name $place: $said" ;;
    esac
  done
}

# each_line FILE: what comes in, as FILE; its places are said.
each_line() {
  put "$1"
  awk -v file="$1" '{ printf "%s:%d ", file, NR }' "$tree/$1"
}

sound_tree() {
  put src/FLOORS <<'END'
# folder: folders
base:
store: base
net: base
web: base
flow: base store
cgi-bin: base web
END
  put src/base/a.h <<'END'
/* A sound header. */
#ifndef BASE_A_H
#define BASE_A_H

#include <stddef.h>

/* In a comment strcpy(a, b), sqlite3_open() and http://x/ mean nothing. */
size_t a_size(const char *s);

#endif
END
  put src/base/a.c <<'END'
/* Sound code, with what only looks wrong. */
#include "base/a.h"

static const char *text = "strcpy(x), sqlite3_open( and \" FCGX_Accept(";

size_t a_size(const char *s)
{
	return s == text ? 0 : my_strcpy(s, '"') + talloc_free(s);
}
END
  put src/store/s.c <<'END'
/* SQLite is at home here. */
#include "base/a.h"
#include "store/t.h"
#include <sqlite3.h>

int s = sqlite3_threadsafe();
END
  put src/net/n.c <<'END'
/* curl is at home here. */
CURL *n = curl_easy_init();
END
  put src/web/gate_x.c <<'END'
/* FastCGI is at home here. */
int g = FCGX_Init();
END
  put src/base/xml.c <<'END'
/* libxml2 is at home here. */
#include <libxml/parser.h>
int x = xmlParseDocument(0);
END
  put src/flow/f.c <<'END'
/* syslog is at home here. */
#include "store/t.h"
void f(void)
{
	syslog(1, "x");
}
END
  put cgi-bin/w.c <<'END'
/* A program. */
#include "web/w.h"
END
  put tests/t.sh <<'END'
#!/bin/sh
echo "a URL like https://host/home/page is no path of a machine"
END
  put man/x.8 <<'END'
.Dd November 1, 2026
.Dt X 8
.Os
.Sh NAME
.Nm x
.Nd a sound manual
.Sh DESCRIPTION
Nothing.
END
}

check_floors() {
  sound floors
  echo '#include "store/s.h"' | wrong floors src/base/b.c:1 src/base/b.c
  printf '\n\n  #  include "web/w.h"\n' | wrong floors src/store/b.h:3 src/store/b.h
  echo '#include "store/s.h"' | wrong floors cgi-bin/b.c:1 cgi-bin/b.c
  echo '#include "a.h"' | wrong floors src/base/b.c:1 src/base/b.c
  echo '#include "nowhere/a.h"' | wrong floors src/base/b.c:1 src/base/b.c
  echo 'int x;' | wrong floors src/attic/b.c:1 src/attic/b.c
  echo 'int x;' | wrong floors cron/b.c:1 cron/b.c
  printf 'base: net\nnet: base\n' | wrong floors src/FLOORS:1 src/FLOORS
  echo 'int x = sqlite3_open(0);' | wrong floors src/web/b.c:1 src/web/b.c
  echo '#include <sqlite3.h>' | wrong floors src/flow/b.h:1 src/flow/b.h
  echo '	curl_free(x);' | wrong floors src/flow/b.c:1 src/flow/b.c
  echo 'CURLcode x;' | wrong floors src/base/b.c:1 src/base/b.c
  echo '#include <curl/curl.h>' | wrong floors cgi-bin/b.c:1 cgi-bin/b.c
  echo 'FCGX_Request r;' | wrong floors src/web/b.c:1 src/web/b.c
  echo 'FCGX_Request r;' | wrong floors src/web/gate.h:1 src/web/gate.h
  echo '	xmlParseDocument(x);' | wrong floors src/base/b.c:1 src/base/b.c
  echo 'htmlParserCtxt *x;' | wrong floors src/base/xml.h:1 src/base/xml.h
  echo '#include <libxml/parser.h>' | wrong floors src/platform/b.c:1 src/platform/b.c
  printf '/* x\n*/ syslog(1, "x");\n' | wrong floors src/store/b.c:2 src/store/b.c
}

check_banned() {
  sound banned
  unsafe='strcpy strcat sprintf vsprintf strtok atoi sscanf gets system popen alloca'
  heap='malloc calloc realloc free strdup strndup'
  # shellcheck disable=SC2086 # lists of words
  {
    places=$(printf 'x = %s (y);\n' $unsafe $heap | each_line src/base/b.c)
    wrong banned "$places" src/base/b.c <"$tree/src/base/b.c"
    places=$(printf '\t%s(y);\n' $heap | each_line src/base/b.h)
    wrong banned "$places" src/base/b.h <"$tree/src/base/b.h"
    rm "$tree/src/base/b.h"
    printf 'x = talloc_%s(y);\nz()->%s(y);\n' $heap $heap | put src/base/b.c
    printf 'x = %s(y);\n' $heap | put tests/b.c
    printf 'x = %s(y);\n' $heap | put src/base/mem.c
  }
  sound banned
  rm "$tree/src/base/b.c" "$tree/src/base/mem.c" "$tree/tests/b.c"
  echo 'atoi(x);' | wrong banned tests/b.c:1 tests/b.c
  echo 'atoi(x);' | wrong banned cgi-bin/b.h:1 cgi-bin/b.h
  echo 'atoi(x);' | wrong banned src/base/mem.c:1 src/base/mem.c
  echo 'x = "/*"; strcpy(a, b); y = "*/";' | wrong banned src/base/b.c:1 src/base/b.c
  echo "x = '\"'; strcpy(a, b); y = '\"';" | wrong banned src/base/b.c:1 src/base/b.c
}

check_headers() {
  printf '#ifndef BASE_G_H\n#define BASE_G_H\n#include "base/made.inc"\n#endif\n' | put src/base/g.h
  sound headers
  printf '#ifndef BASE_B_H\n#define BASE_B_H\nsize_t x;\n#endif\n' |
    wrong headers src/base/b.h:1 src/base/b.h
  printf '#ifndef B_H\n#define B_H\n#endif\n' | wrong headers src/base/b.h:1 src/base/b.h
  printf '#ifndef BASE_B_H\n#define BASE_B\n#endif\n' | wrong headers src/base/b.h:1 src/base/b.h
  echo 'int x;' | wrong headers src/base/b-c.h:1 src/base/b-c.h
}

check_listed() {
  c='src/base/a.c src/base/a.h src/store/s.c src/net/n.c src/web/gate_x.c src/base/xml.c'
  printf 'x = \\\n\t%s \\\n\tsrc/flow/f.c\ny = cgi-bin/w.c\n' "$c" | put src/Makefile.inc
  sound listed
  echo 'int x;' | wrong listed src/base/b.h:1 src/base/b.h
  echo 'int x;' | wrong listed cgi-bin/b.c:1 cgi-bin/b.c
  rm "$tree/src/Makefile.inc"
}

# body N NAME: a function with that many lines between its braces.
body() {
  printf 'int %s(void)\n{\n' "$2"
  lines "$1"
  printf '}\n'
}

check_sizes() {
  lines 500 | put src/base/b.c
  lines 150 | put src/base/b.h
  { body 80 first; body 80 second; } | put src/base/c.c
  body 60 main | put cgi-bin/c.c
  sound sizes
  lines 501 | wrong sizes src/base/b.c:501 src/base/b.c
  lines 151 | wrong sizes src/base/b.h:151 src/base/b.h
  { body 80 first; body 81 second; } | wrong sizes src/base/c.c:85 src/base/c.c
  body 61 main | wrong sizes cgi-bin/c.c:2 cgi-bin/c.c
  rm "$tree/src/base/b.c" "$tree/src/base/b.h" "$tree/src/base/c.c" "$tree/cgi-bin/c.c"
}

check_strangers() {
  sound strangers
  for folder in home work Users; do
    printf 'fine\nat /%s/x\n' $folder | wrong strangers notes.txt:2 notes.txt
    printf 'x=/%s/x\n' $folder | wrong strangers src/base/b.c:1 src/base/b.c
  done
}

check_tools() {
  printf 'BasedOnStyle: LLVM\n' | put .clang-format
  printf 'int x;\n' | put src/base/a.c
  find "$tree/src" "$tree/cgi-bin" -name '*.[ch]' -exec rm -- {} +
  sound format
  printf 'int x;\nint  y ;\n' | wrong format src/base/b.c:2 src/base/b.c
  sound manuals
  printf '.Dd November 1, 2026\n.Dt X 8\n.Os\n.Sh NAME\n.Nm x\n.Nd x\n.Foo\n' |
    wrong manuals man/y.8:7 man/y.8
  sound shell
  # Scripts with an expansion that is not quoted; they must stay as they are.
  # shellcheck disable=SC2016
  printf '#!/bin/sh\n\necho $1\n' | tee "$scratch/script" | wrong shell dev:3 dev
  wrong shell .ci/run:3 .ci/run <"$scratch/script"
  wrong shell deep/er/x.sh:3 deep/er/x.sh <"$scratch/script"
  printf '#!/bin/sh\n\necho\n' | wrong shell tests/bench/x.sh tests/bench/x.sh
}

# In a checkout what git ignores is nobody's business, what it would take is.
check_git() {
  command -v git >/dev/null || return
  git -c init.defaultBranch=x init -q "$tree" || return
  echo '/ignored/' | put .gitignore
  printf 'at /%s/x\n' home | put ignored/x
  sound strangers
  printf 'at /%s/x\n' home | wrong strangers new.txt:1 new.txt
}

sound_tree
check_floors
check_banned
check_listed
check_headers
check_sizes
check_strangers
check_git
check_tools
echo "$(wc -l <"$scratch/checks") checks"
[ ! -s "$scratch/failures" ]
