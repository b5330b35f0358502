# A pseudo-terminal for commands, and what one may say of the JSON they print.

# on_terminal COLUMNS COMMAND...: what the command writes to a terminal so wide.
on_terminal() {
  local columns=$1 command
  shift
  printf -v command '%q ' "$@"
  TERM=xterm script -qec "stty cols $columns rows 50; $command" /dev/null </dev/null | tr -d '\r'
}

plain() {
  sed $'s/\033\\[[0-9;?]*[a-zA-Z]//g; s/\033[=>]//g'
}

# widest: how many columns the longest line takes.
widest() {
  plain | awk '{ if (length($0) > n) n = length($0) } END { print n + 0 }'
}

# expect_schema LIST COMMAND...: its JSON is what "statusctl help" says of its columns: the keys in
# their order, each of its type or null. There must be a row.
expect_schema() {
  local list=$1 rule
  shift
  rule=$(statusctl help "$1" | awk '
    function type(t) {
      if (t == "time") return "(type == \"string\" and test(\"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z$\"))"
      if (t == "seconds" || t == "percent") return "type == \"number\" and . >= 0"
      if (t == "array") return "type == \"array\" and all(type == \"string\")"
      return "type == \"" t "\""
    }
    /^Columns/ { on = 1; next }
    on && /^  / { gsub(/[][]/, "", $1); keys = keys (keys ? "," : "") "\"" $1 "\""
      rule = rule " and (." $1 " | . == null or (" type($2) "))" }
    END { print "(keys_unsorted == [" keys "])" rule }')
  statusctl "$@" --json >"$DIR/json" || [ $? -eq 3 ]
  jq -e "keys == [\"$list\"]" "$DIR/json" >/dev/null || { cat "$DIR/json"; return 1; }
  jq -e ".$list | length > 0" "$DIR/json" >/dev/null || { echo "$*: no row"; return 1; }
  jq -e ".$list | all($rule)" "$DIR/json" >/dev/null || { echo "$rule"; cat "$DIR/json"; return 1; }
}
