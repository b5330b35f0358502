/* The one place where running out of memory ends the process. See mem.h. */
#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Into a buffer of its own: stdio's would need memory. */
static _Noreturn void run_out(void)
{
	char text[64];
	int n =
	    snprintf(text, sizeof(text), "%.40s: out of memory\n", program_invocation_short_name);

	if (write(STDERR_FILENO, text, (size_t)n) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_FAILURE);
}

void *mem_check(void *p)
{
	if (p == NULL)
		run_out();
	return p;
}
