# Turns an .sql file into lines for C: what follows "-- <mark>: <id>" becomes
# <macro>(<id>, "<text>"), with comments left out. An SQL file with text before its
# first mark is refused.

function flush_part() {
  if (id != "")
    printf "%s(%s,\n%s)\n", macro, id, text
}

$1 == "--" && $2 == mark ":" { flush_part(); id = $3; text = ""; next }
/^[ \t]*--/ || /^[ \t]*$/ { next }
{
  if (id == "") {
    print FILENAME ":" FNR ": text before the first \"-- " mark ":\"" > "/dev/stderr"
    exit 1
  }
  sub(/[ \t]+-- .*$/, "")
  gsub(/\\/, "\\\\")
  gsub(/"/, "\\\"")
  text = text "\t\"" $0 "\\n\"\n"
}
END { flush_part() }
