/* Whether what is written somewhere may have colours. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

/* fd is a terminal and NO_COLOR (https://no-color.org) is not set. */
bool terminal_wants_color(int fd);

#endif
