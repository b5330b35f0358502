/* Terminal, colours and pager. See screen.h. */
#include "ctl/screen.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/terminal.h"
#include "model/rollup.h"
#include "model/words.h"

/* An id or a name, escaped; what is longer is cut. */
#define TEXT_BYTES 4096

struct screen screen_look(const char *color, bool may_page)
{
	bool is_terminal = isatty(STDOUT_FILENO);
	bool wants = terminal_wants_color(STDOUT_FILENO);

	if (color != NULL && strcmp(color, "auto") != 0)
		wants = strcmp(color, "always") == 0;
	return (struct screen){
	    .is_terminal = is_terminal,
	    .color = wants,
	    .may_page = may_page && is_terminal,
	    .width = is_terminal ? terminal_width(STDOUT_FILENO) : 0,
	};
}

/* Whether the program is in PATH: when less is not installed, nobody asked for it. */
static bool is_installed(const char *program)
{
	const char *path = getenv("PATH");
	char file[4096];

	while (path != NULL && *path != '\0') {
		int n = (int)strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/%s", n, path, program);
		if (access(file, X_OK) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}

/* NULL: none is wanted. */
static const char *pager_command(void)
{
	const char *pager = getenv("STATUSCTL_PAGER");

	if (pager == NULL)
		pager = getenv("PAGER");
	if (pager == NULL)
		return is_installed("less") ? "less" : NULL;
	return *pager != '\0' && strcmp(pager, "cat") != 0 ? pager : NULL;
}

/* In the child: becomes the pager. */
static void become_pager(const char *command, const int fds[2])
{
	dup2(fds[0], STDIN_FILENO);
	close(fds[0]);
	close(fds[1]);
	signal(SIGINT, SIG_DFL);
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

void screen_page(struct screen *s)
{
	const char *command = s->may_page ? pager_command() : NULL;
	int fds[2];

	s->may_page = false;
	if (command == NULL || pipe(fds) != 0)
		return;
	fflush(stdout);
	s->pager = fork();
	if (s->pager == 0)
		become_pager(command, fds);
	if (s->pager > 0) {
		dup2(fds[1], STDOUT_FILENO);
		signal(SIGINT, SIG_IGN); /* is for the pager, which would be left behind */
	} else {
		s->pager = 0;
	}
	close(fds[0]);
	close(fds[1]);
}

const char *screen_text(void *ctx, const char *text)
{
	struct buf safe;

	buf_init(&safe, ctx, TEXT_BYTES);
	log_text(&safe, text);
	return safe.data;
}

int screen_exact(const struct screen *s, const char *bytes, size_t n, struct error *e)
{
	if (s->is_terminal)
		return error_set(
		    e, E_INPUT, "these bytes could act on the terminal; send them to a file");
	fwrite(bytes, 1, n, stdout);
	return OK;
}

void screen_end(struct screen *s)
{
	if (s->pager == 0)
		return;
	fflush(stdout);
	close(STDOUT_FILENO);
	waitpid(s->pager, NULL, 0);
	s->pager = 0;
}

static enum meaning meaning_of_rollup(enum rollup r)
{
	static const enum meaning meanings[] = {
	    [ROLLUP_OPERATIONAL] = MEANING_GOOD,
	    [ROLLUP_MAINTENANCE] = MEANING_PLANNED,
	    [ROLLUP_UNKNOWN] = MEANING_UNKNOWN,
	    [ROLLUP_DEGRADED] = MEANING_BAD,
	    [ROLLUP_PARTIAL_OUTAGE] = MEANING_WORST,
	    [ROLLUP_MAJOR_OUTAGE] = MEANING_WORST,
	};

	return meanings[r];
}

enum meaning meaning_of(const char *word)
{
	static const struct {
		const char *word;
		enum meaning is;
	} others[] = {{"fresh", MEANING_GOOD}, {"late", MEANING_UNKNOWN}, {"failing", MEANING_BAD},
	    {"changed", MEANING_BAD}, {"gone", MEANING_WORST}, {"unread", MEANING_UNKNOWN},
	    {"off", MEANING_FAINT}, {"scheduled", MEANING_PLANNED},
	    {"in_progress", MEANING_PLANNED}, {"verifying", MEANING_PLANNED},
	    {"investigating", MEANING_BAD}, {"identified", MEANING_BAD},
	    {"monitoring", MEANING_BAD}, {"ok", MEANING_GOOD}};

	if (word == NULL)
		return MEANING_NONE;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcasecmp(word, others[i].word) == 0)
			return others[i].is;
	return status_is_final(word) ? MEANING_GOOD : meaning_of_rollup(rollup_of_word(word));
}

const char *screen_color(const struct screen *s, enum meaning m)
{
	static const char *const colors[] = {
	    [MEANING_NONE] = "",
	    [MEANING_GOOD] = TERMINAL_GREEN,
	    [MEANING_PLANNED] = TERMINAL_BLUE,
	    [MEANING_UNKNOWN] = TERMINAL_MAGENTA,
	    [MEANING_BAD] = TERMINAL_YELLOW,
	    [MEANING_WORST] = TERMINAL_RED,
	    [MEANING_FAINT] = TERMINAL_DIM,
	};

	return s->color ? colors[m] : "";
}
