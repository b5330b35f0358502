/*
 * The secrets of a responder that runs for months: it notices when the files that hold them are
 * changed, so that a rotation needs no restart. May be used by several threads.
 */
#ifndef FLOW_KEYRING_H
#define FLOW_KEYRING_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/app.h"

struct keyring;

/* Loads the secrets of app, which must live as long; made on first use. Freed with ctx. */
int keyring_open(void *ctx, const struct app *app, struct keyring **out, struct error *e);

/*
 * Whether these n bytes are a secret that is valid now. One that was added to the files is known
 * at once, one that was taken out at most a second longer. Files that cannot be read, or say
 * something that is not allowed, change nothing; the log of our own doings is told once.
 */
bool keyring_match(struct keyring *k, const char *given, size_t n);

#endif
