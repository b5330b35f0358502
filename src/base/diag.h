/*
 * The log of our own doings: what went wrong or is worth knowing about this
 * program itself, on standard error, one line each. It is not the event log, and
 * no secret and no text of a stranger goes in unescaped.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

enum diag_level { DIAG_INFO, DIAG_WARNING, DIAG_ERROR };

/* The program's name, put before each line; the string must live on. */
void diag_init(const char *program);

void diag(enum diag_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * How far the work is, in a line that the next one or the next message replaces; "" takes it away.
 * Not where standard error is no terminal. For programs of one thread.
 */
void diag_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
