/* The one place where running out of memory ends the process. See mem.h. */
#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

void *mem_check(void *p)
{
	static const char text[] = "status-monitor: out of memory\n";

	if (p == NULL) {
		if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
			_exit(EXIT_FAILURE);
		_exit(EXIT_FAILURE);
	}
	return p;
}
