/* What may be written somewhere when that is a terminal. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

/* fd is a terminal and NO_COLOR (https://no-color.org) is not set. */
bool terminal_wants_color(int fd);

/* fd is a terminal on which a line can be written over. */
bool terminal_redraws(int fd);

#endif
