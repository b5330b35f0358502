/*
 * What a program of ours gives up before it reads the first byte of a stranger: new privileges,
 * the files it has no business with (Landlock), and the system calls it does not make (seccomp).
 * There is no way back. A kernel that lacks one of these is said, and the others are in force.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define SANDBOX_FOLDERS 16

/* What is left. A list ends with NULL; what it names and is not there is passed over. */
struct sandbox {
	const char *writable[SANDBOX_FOLDERS]; /* folders, with all below them; or files */
	const char *readable[SANDBOX_FOLDERS];
	bool local;    /* may connect to unix sockets, as syslog(3) does */
	bool outbound; /* may connect to everywhere, and load the libraries that look up names */
};

struct sandbox_state {
	bool no_new_privs;
	int landlock; /* the version of its interface; 0: this kernel has none */
	bool seccomp;
};

/*
 * For the calling thread and all that it starts: to be called before any is started. Connections
 * and files that are open stay usable. E_SYSTEM when the kernel has it and it still fails: the
 * program should end then.
 */
int sandbox_enter(const struct sandbox *s, struct sandbox_state *state, struct error *e);

/* What is in force and what is missing, as half a sentence of ctx. */
char *sandbox_words(void *ctx, const struct sandbox_state *state);

/* Whether something is missing. */
bool sandbox_has_gaps(const struct sandbox_state *state);

/* All of a state in one number, to be kept; and back. */
int64_t sandbox_number(const struct sandbox_state *state);
struct sandbox_state sandbox_of_number(int64_t number);

#endif
