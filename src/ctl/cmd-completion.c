/*
 * statusctl completion: the few lines that make a shell ask "statusctl complete" what may follow.
 * What may follow is known there, by the rows of the commands, for all shells alike.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"

static const char bash[] =
    "# bash completion for statusctl: . <(statusctl completion bash)\n"
    "_statusctl() {\n"
    "  local IFS=$'\\n' line\n"
    "  COMPREPLY=()\n"
    "  while read -r line; do\n"
    "    COMPREPLY+=(\"${line%%$'\\t'*}\")\n"
    "  done < <(\"${COMP_WORDS[0]}\" complete -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\n"
    "  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == :files ]]; then\n"
    "    COMPREPLY=($(compgen -f -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
    "    compopt -o filenames\n"
    "  fi\n"
    "}\n"
    "complete -F _statusctl statusctl\n";

static const char zsh[] =
    "#compdef statusctl\n"
    "# zsh completion for statusctl: source <(statusctl completion zsh)\n"
    "_statusctl() {\n"
    "  local -a lines found\n"
    "  local line\n"
    "  lines=(\"${(@f)$(\"${words[1]}\" complete -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)}\")\n"
    "  if [[ ${lines[1]} == :files ]]; then\n"
    "    _files\n"
    "    return\n"
    "  fi\n"
    "  for line in \"${lines[@]}\"; do\n"
    "    [[ -z $line ]] || found+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\")\n"
    "  done\n"
    "  _describe statusctl found\n"
    "}\n"
    "compdef _statusctl statusctl\n";

static const char fish[] = "# fish completion for statusctl: statusctl completion fish | source\n"
			   "function __statusctl_complete\n"
			   "  set -l words (commandline -opc) (commandline -ct)\n"
			   "  for line in (statusctl complete -- $words[2..-1] 2>/dev/null)\n"
			   "    if test \"$line\" = :files\n"
			   "      __fish_complete_path (commandline -ct)\n"
			   "    else\n"
			   "      echo $line\n"
			   "    end\n"
			   "  end\n"
			   "end\n"
			   "complete -c statusctl -f -a '(__statusctl_complete)'\n";

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const char *shell = ctl->operands[0];

	(void)e;
	fputs(strcmp(shell, "bash") == 0 ? bash : strcmp(shell, "zsh") == 0 ? zsh : fish, stdout);
	return EXIT_DONE;
}

static const struct operand_row operands[] = {
    {.word = "bash|zsh|fish", .kind = OPERAND_CHOICE},
    {0},
};

const struct command command_completion = {
    .name = "completion",
    .summary = "print what makes a shell complete statusctl's words",
    .operands = operands,
    .bare = true,
    .run = run,
};
