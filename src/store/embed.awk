# Turns an .sql file into lines for C: what follows "-- <mark>: <id>" becomes
# <macro>(<id>, "<text>"), with comments left out, and with "@<id>" replaced by what followed
# "-- define: <id>" before. An SQL file with text before its first mark, or with an "@<id>" that
# is not defined, is refused.

function refuse(why) {
  print FILENAME ":" FNR ": " why > "/dev/stderr"
  exit 1
}

function flush_part() {
  if (id != "")
    printf "%s(%s,\n%s)\n", macro, id, text
}

# The line with what its "@<id>" stand for.
function filled_in(line,    name) {
  while (match(line, /@[A-Z_]+/)) {
    name = substr(line, RSTART + 1, RLENGTH - 1)
    if (!(name in defined))
      refuse("\"@" name "\" is not defined")
    line = substr(line, 1, RSTART - 1) defined[name] substr(line, RSTART + RLENGTH)
  }
  return line
}

$1 == "--" && $2 == mark ":" { flush_part(); id = $3; text = defining = ""; next }
$1 == "--" && $2 == "define:" { flush_part(); id = ""; defining = $3; defined[$3] = ""; next }
/^[ \t]*--/ || /^[ \t]*$/ { next }
defining != "" { defined[defining] = defined[defining] (defined[defining] == "" ? "" : " ") $0; next }
{
  if (id == "")
    refuse("text before the first \"-- " mark ":\"")
  sub(/[ \t]+-- .*$/, "")
  $0 = filled_in($0)
  gsub(/\\/, "\\\\")
  gsub(/"/, "\\\"")
  text = text "\t\"" $0 "\\n\"\n"
}
END { flush_part() }
