/* Colours on terminals. See terminal.h. */
#include "base/terminal.h"

#include <stdlib.h>
#include <unistd.h>

bool terminal_wants_color(int fd)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(fd) && (no_color == NULL || *no_color == '\0');
}
