# Prints which files and functions of C are too long. A function's body opens with a
# brace in the first column and closes with one there.

function limit(what, lines, max) {
  if (lines > max)
    print what " has " lines " lines; " max " are allowed"
}

function file_end() {
  if (file != "")
    limit(file ":" lines ": the file", lines, file ~ /\.h$/ ? 150 : 500)
}

FNR == 1 { file_end(); file = FILENAME; start = 0 }
{ lines = FNR }

# The last name before the first parenthesis is that of the function to come.
/^[A-Za-z_].*\(/ && !start {
  name = $0
  sub(/\(.*/, "", name)
  sub(/.*[^A-Za-z0-9_]/, "", name)
}
/^\{/ { start = FNR }
/^\}/ && start {
  limit(file ":" start ": " name "()", FNR - start - 1, name == "main" ? 60 : 80)
  start = 0
}
END { file_end() }
