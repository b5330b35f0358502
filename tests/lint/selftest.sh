#!/bin/sh
# Proves that each lint can fail, and not on everything: runs it on a small sound tree,
# then on that tree with something wrong in it, in a file for each kind of wrong.

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
: >"$scratch/places"

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

# spoil PLACE: what comes in, as a file of the tree that is wrong there, until it is found().
spoil() {
  echo "$1" >>"$scratch/places"
  put "${1%:*}"
}

# found LINT: it names each place where the tree was spoilt. The files go again.
found() {
  run "$1"
  if [ $code -ne 77 ]; then
    [ $code -eq 1 ] || failed "$1 exits $code on a tree that is wrong: $said"
    while read -r place; do
      case $said in
      *"$place: "*) ;;
      *) failed "$1 does not name $place: $said" ;;
      esac
    done <"$scratch/places"
  fi
  while read -r place; do
    rm -f "$tree/${place%:*}"
  done <"$scratch/places"
  : >"$scratch/places"
}

# each_line FILE: what comes in, as a file that is wrong in each line.
each_line() {
  put "$1"
  awk -v file="$1" '{ print file ":" NR }' "$tree/$1" >>"$scratch/places"
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
  echo '#include "store/s.h"' | spoil src/base/b1.c:1
  printf '\n\n  #  include "web/w.h"\n' | spoil src/store/b.h:3
  echo '#include "store/s.h"' | spoil cgi-bin/b1.c:1
  echo '#include "a.h"' | spoil src/base/b2.c:1
  echo '#include "nowhere/a.h"' | spoil src/base/b3.c:1
  echo 'int x;' | spoil src/attic/b.c:1
  echo 'int x;' | spoil cron/b.c:1
  echo 'int x = sqlite3_open(0);' | spoil src/web/b1.c:1
  echo '#include <sqlite3.h>' | spoil src/flow/b.h:1
  echo '	curl_free(x);' | spoil src/flow/b.c:1
  echo 'CURLcode x;' | spoil src/base/b4.c:1
  echo '#include <curl/curl.h>' | spoil cgi-bin/b2.c:1
  echo 'FCGX_Request r;' | spoil src/web/b2.c:1
  echo 'FCGX_Request r;' | spoil src/web/gate.h:1
  echo '	xmlParseDocument(x);' | spoil src/base/b5.c:1
  echo 'htmlParserCtxt *x;' | spoil src/base/xml.h:1
  echo '#include <libxml/parser.h>' | spoil src/platform/b.c:1
  printf '/* x\n*/ syslog(1, "x");\n' | spoil src/store/b.c:2
  found floors
  cp "$tree/src/FLOORS" "$scratch/FLOORS"
  printf 'base: net\nnet: base\n' | spoil src/FLOORS:1
  found floors
  mv "$scratch/FLOORS" "$tree/src/FLOORS"
}

check_banned() {
  sound banned
  unsafe='strcpy strcat sprintf vsprintf strtok atoi sscanf gets system popen alloca'
  heap='malloc calloc realloc free strdup strndup'
  # shellcheck disable=SC2086 # lists of words
  {
    printf 'x = talloc_%s(y);\nz()->%s(y);\n' $heap $heap | put src/base/b.c
    printf 'x = %s(y);\n' $heap | put tests/b.c
    printf 'x = %s(y);\n' $heap | put src/base/mem.c
    sound banned
    rm "$tree/src/base/b.c" "$tree/src/base/mem.c" "$tree/tests/b.c"
    printf 'x = %s (y);\n' $unsafe $heap | each_line src/base/b.c
    printf '\t%s(y);\n' $heap | each_line src/base/b.h
  }
  echo 'atoi(x);' | spoil tests/b.c:1
  echo 'atoi(x);' | spoil cgi-bin/b.h:1
  echo 'atoi(x);' | spoil src/base/mem.c:1
  echo 'x = "/*"; strcpy(a, b); y = "*/";' | spoil src/base/c.c:1
  echo "x = '\"'; strcpy(a, b); y = '\"';" | spoil src/base/d.c:1
  found banned
}

check_headers() {
  printf '#ifndef BASE_G_H\n#define BASE_G_H\n#include "base/made.inc"\n#endif\n' | put src/base/g.h
  sound headers
  printf '#ifndef BASE_B_H\n#define BASE_B_H\nsize_t x;\n#endif\n' | spoil src/base/b.h:1
  printf '#ifndef C_H\n#define C_H\n#endif\n' | spoil src/base/c.h:1
  printf '#ifndef BASE_D_H\n#define BASE_D\n#endif\n' | spoil src/base/d.h:1
  echo 'int x;' | spoil src/base/e-e.h:1
  found headers
}

check_listed() {
  c='src/base/a.c src/base/a.h src/store/s.c src/net/n.c src/web/gate_x.c src/base/xml.c'
  printf 'x = \\\n\t%s \\\n\tsrc/flow/f.c\ny = cgi-bin/w.c\n' "$c" | put src/Makefile.inc
  sound listed
  echo 'int x;' | spoil src/base/b.h:1
  echo 'int x;' | spoil cgi-bin/b.c:1
  echo 'int x;' | spoil tests/base/t.h:1
  found listed
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
  lines 501 | spoil src/base/b.c:501
  lines 151 | spoil src/base/b.h:151
  { body 80 first; body 81 second; } | spoil src/base/c.c:85
  body 61 main | spoil cgi-bin/c.c:2
  found sizes
}

check_strangers() {
  sound strangers
  for folder in home work Users; do
    printf 'fine\nat /%s/x\n' $folder | spoil $folder.txt:2
    printf 'x=/%s/x\n' $folder | spoil src/base/$folder.c:1
  done
  found strangers
}

check_tools() {
  printf 'BasedOnStyle: LLVM\n' | put .clang-format
  printf 'int x;\n' | put src/base/a.c
  find "$tree/src" "$tree/cgi-bin" -name '*.[ch]' -exec rm -- {} +
  sound format
  printf 'int x;\nint  y ;\n' | spoil src/base/b.c:2
  found format
  sound manuals
  printf '.Dd November 1, 2026\n.Dt X 8\n.Os\n.Sh NAME\n.Nm x\n.Nd x\n.Foo\n' | spoil man/y.8:7
  found manuals
  sound shell
  # Scripts with an expansion that is not quoted; they must stay as they are.
  # shellcheck disable=SC2016
  printf '#!/bin/sh\n\necho $1\n' | tee "$scratch/script" | spoil dev:3
  spoil .ci/run:3 <"$scratch/script"
  spoil deep/er/x.sh:3 <"$scratch/script"
  printf '#!/bin/sh\n\necho\n' | spoil tests/bench/x.sh
  found shell
}

# In a checkout what git ignores is nobody's business, what it would take is.
check_git() {
  command -v git >/dev/null || return
  git -c init.defaultBranch=x init -q "$tree" || return
  echo '/ignored/' | put .gitignore
  printf 'at /%s/x\n' home | put ignored/x
  sound strangers
  printf 'at /%s/x\n' home | spoil new.txt:1
  found strangers
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
