# Prints C as FILE:LINE:CODE. Comments are left out and strings emptied (but for those
# of #include), so that a search in the result finds code only.

FNR == 1 { inside = 0 }

{
  code = ""
  rest = $0
  keeps_strings = rest ~ /^[ \t]*#[ \t]*include/
  while (rest != "")
    take()
  print FILENAME ":" FNR ":" code
}

# Moves the next piece of rest to code, or drops it.
function take(    at) {
  if (inside) {
    at = index(rest, "*/")
    inside = at == 0
    rest = inside ? "" : substr(rest, at + 2)
  } else if (rest ~ /^\/\*/) {
    inside = 1
    code = code " "
    rest = substr(rest, 3)
  } else if (rest ~ /^\/\//) {
    rest = ""
  } else if (!keeps_strings && match(rest, /^("([^"\\]|\\.)*"|'([^'\\]|\\.)*')/)) {
    code = code substr(rest, 1, 1) substr(rest, 1, 1)
    rest = substr(rest, RLENGTH + 1)
  } else {
    # Up to the next that can begin a comment or a string.
    at = match(substr(rest, 2), /["'\/]/) ? RSTART : length(rest)
    code = code substr(rest, 1, at)
    rest = substr(rest, at + 1)
  }
}
