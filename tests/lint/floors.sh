#!/bin/sh
# Who includes whom: src/FLOORS says which folder may use which, and each library we
# wrap is named in one folder only.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

code=$(c_code src cgi-bin cron)

# The folders stand from the lowest up: one that names a later one would make a circle.
rows=$(awk -F'[: \t]+' '
  /^[ \t]*(#|$)/ { next }
  {
    for (i = 2; i <= NF; i++)
      if ($i != "" && !($i in above))
        print FILENAME ":" FNR ": " $1 " may not use " $i ", which is not listed above it"
    above[$1]
  }' src/FLOORS)

includes=$(printf '%s\n' "$code" | awk '
  BEGIN {
    while ((getline row < "src/FLOORS") > 0) {
      if (row ~ /^[ \t]*(#|$)/)
        continue
      n = split(row, word, /[: \t]+/)
      listed[word[1]]
      for (i = 1; i <= n; i++)
        may[word[1], word[i]]
    }
  }
  {
    split($0, part, ":")
    split(part[1], path, "/")
    folder = path[1] == "src" ? path[2] : path[1]
    place = part[1] ":" part[2] ": "
    if (part[2] == 1 && !(folder in listed))
      print place "src/FLOORS has no line for the folder " folder
  }
  /:[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quoted, "\"")
    if (quoted[2] !~ /\//)
      print place "write the folder too: \"" folder "/" quoted[2] "\""
    else if (split(quoted[2], to, "/") && !((folder, to[1]) in may))
      print place folder " may not include " quoted[2]
  }')

# only NAMES PATHS WHERE: code with one of the names stands in files of these paths only.
only() {
  printf '%s\n' "$code" | grep -Ev "^$2" |
    sed -nE "s~^([^:]*:[0-9]+):(.*[^A-Za-z0-9_])?($1).*~\1: \3 belongs into $3~p"
}

wrapped=$(
  only 'sqlite3_|<sqlite3' 'src/store/' 'src/store, which wraps SQLite'
  only 'curl_|CURL|<curl/' 'src/net/' 'src/net, which wraps libcurl'
  only 'FCGX_|<fcgi' 'src/web/gate[^/]*\.c:' 'src/web/gate*.c, which wraps FastCGI'
  only 'xml[A-Z][A-Za-z]*|html(Ctxt|Parser|Doc|Node|New|Free)[A-Za-z]*|<libxml/' 'src/base/xml\.c:' 'src/base/xml.c, which wraps libxml2'
  only 'v?syslog *\(|<syslog' 'src/(flow|base)/' 'src/flow or src/base'
)

verdict "$(printf '%s\n%s\n%s\n' "$rows" "$includes" "$wrapped" | sed '/^$/d')"
