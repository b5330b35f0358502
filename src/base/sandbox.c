/* The sandbox as a whole. See sandbox.h. */
#include "base/sandbox.h"

#include <sys/prctl.h>

#include "base/mem.h"
#include "base/sandbox_parts.h"

int sandbox_enter(const struct sandbox *s, struct sandbox_state *state, struct error *e)
{
	int rc = OK;

	*state = (struct sandbox_state){.landlock = sandbox_files_version()};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return error_set_errno(e, E_SYSTEM, "new privileges cannot be given up");
	state->no_new_privs = true;
	if (state->landlock > 0)
		rc = sandbox_files(s, state->landlock, e);
	return rc == OK ? sandbox_calls(s, &state->seccomp, e) : rc;
}

bool sandbox_has_gaps(const struct sandbox_state *state)
{
	return !state->no_new_privs || state->landlock == 0 || !state->seccomp;
}

/* Adds the word to those that are in force, or to those that are missing. */
static void sort(char **in_force, char **missing, bool is, const char *word)
{
	char **list = is ? in_force : missing;

	*list = mem_check(talloc_asprintf_append(*list, "%s%s", **list != '\0' ? ", " : "", word));
}

char *sandbox_words(void *ctx, const struct sandbox_state *state)
{
	char *in_force = mem_strdup(ctx, ""), *missing = mem_strdup(ctx, "");
	char *landlock = mem_strdup(ctx, "Landlock");

	if (state->landlock > 0)
		landlock = mem_printf(ctx, "Landlock (version %d)", state->landlock);
	sort(&in_force, &missing, state->no_new_privs, "no new privileges");
	sort(&in_force, &missing, state->landlock > 0, landlock);
	sort(&in_force, &missing, state->seccomp, "seccomp");
	return mem_printf(ctx, "%s%s%s", *in_force != '\0' ? in_force : "nothing",
	    *missing != '\0' ? "; missing: " : "", missing);
}

int64_t sandbox_number(const struct sandbox_state *state)
{
	return (state->no_new_privs ? 1 : 0) | (state->seccomp ? 2 : 0) | state->landlock << 2;
}

struct sandbox_state sandbox_of_number(int64_t number)
{
	return (struct sandbox_state){
	    .no_new_privs = (number & 1) != 0,
	    .seccomp = (number & 2) != 0,
	    .landlock = (int)(number >> 2),
	};
}
