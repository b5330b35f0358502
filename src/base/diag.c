/* One line a message on standard error. See diag.h. */
#include "base/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "base/terminal.h"
#include "base/utf8.h"

#define DIAG_LINE_MAX 2048
#define LINE_CLEAR    "\r\033[K"

static const char *diag_program = "status-monitor";
static bool diag_is_drawn; /* the cursor stands behind a line of progress */

static const char *const level_word[] = {
    [DIAG_INFO] = "",
    [DIAG_WARNING] = "warning: ",
    [DIAG_ERROR] = "error: ",
};

void diag_init(const char *program)
{
	diag_program = program;
}

/*
 * One write a line, so that lines of several processes do not mix; nobody to tell when it fails.
 * Of what is to fit a terminal, a byte takes a column at most.
 */
static void put_line(const char *mark, const char *text, size_t fits, const char *end)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	size_t begin;
	struct buf line;

	buf_init(&line, ctx, 8 * DIAG_LINE_MAX);
	buf_str(&line, diag_is_drawn ? LINE_CLEAR : "");
	begin = line.len;
	buf_printf(&line, "%s: %s", diag_program, mark);
	log_text(&line, text);
	line.len = begin + utf8_cut(line.data + begin, line.len - begin, fits);
	buf_str(&line, end);
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		(void)0;
	talloc_free(ctx);
}

void diag(enum diag_level level, const char *fmt, ...)
{
	char text[DIAG_LINE_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	put_line(level_word[level], text, SIZE_MAX, "\n");
	diag_is_drawn = false;
}

void diag_progress(const char *fmt, ...)
{
	char text[DIAG_LINE_MAX];
	va_list ap;

	if (!terminal_redraws(STDERR_FILENO))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* Of a line that was wrapped only the last row could be taken away. */
	if (*text != '\0')
		put_line("", text, (size_t)terminal_width(STDERR_FILENO) - 1, "");
	else if (diag_is_drawn && write(STDERR_FILENO, LINE_CLEAR, strlen(LINE_CLEAR)) < 0)
		(void)0;
	diag_is_drawn = *text != '\0';
}
