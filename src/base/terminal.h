/* What may be written somewhere when that is a terminal. */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>

#define TERMINAL_RED	 "\033[31m"
#define TERMINAL_GREEN	 "\033[32m"
#define TERMINAL_YELLOW	 "\033[33m"
#define TERMINAL_BLUE	 "\033[34m"
#define TERMINAL_MAGENTA "\033[35m"
#define TERMINAL_DIM	 "\033[2m"
#define TERMINAL_PLAIN	 "\033[0m"

/* fd is a terminal and NO_COLOR (https://no-color.org) is not set. */
bool terminal_wants_color(int fd);

/* fd is a terminal on which a line can be written over. */
bool terminal_redraws(int fd);

/* Its columns, by COLUMNS if that is set; 80 when they are not known. */
int terminal_width(int fd);

#endif
