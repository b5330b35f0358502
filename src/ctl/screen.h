/*
 * Where the output of a command goes: a terminal, with its width and colours, or something else;
 * and the pager between them for what is long, as git has it.
 */
#ifndef CTL_SCREEN_H
#define CTL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

struct screen {
	bool is_terminal; /* the output, with a pager or without */
	bool color;
	bool may_page;
	int width;   /* columns of the terminal; 0: it is none */
	pid_t pager; /* 0: none */
};

/* color: "auto", "always", "never", or NULL for the first; NO_COLOR makes never of auto. */
struct screen screen_look(const char *color, bool may_page);

/*
 * From now on standard output goes through the pager, when it is a terminal: STATUSCTL_PAGER, PAGER
 * or less, which ends by itself when all fits on one screen. Nothing when it does already.
 */
void screen_page(struct screen *s);

/* Text of others as it may stand within a line; of ctx. */
const char *screen_text(void *ctx, const char *text);

/* Writes bytes of others as they are; E_INPUT when that is to a terminal, which would obey them. */
int screen_exact(const struct screen *s, const char *bytes, size_t n, struct error *e);

/* Waits until the person has left the pager. */
void screen_end(struct screen *s);

/* What a text means, and so its colour. */
enum meaning {
	MEANING_NONE,
	MEANING_GOOD,
	MEANING_PLANNED,
	MEANING_UNKNOWN,
	MEANING_BAD,
	MEANING_WORST,
	MEANING_FAINT,
};

/* Of a status, an impact, an indicator or a health, whosever word it is; NULL: none. */
enum meaning meaning_of(const char *word);

/* The escape sequence; "" for none, also when the screen has no colours. */
const char *screen_color(const struct screen *s, enum meaning m);

#endif
