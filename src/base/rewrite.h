/*
 * A file that is changed in place: whole or not at all, whenever the writer is killed, and never
 * by two at once. The new text is written beside it, where it can be checked, and then takes its
 * place with the same mode and owner. Whoever reads the file sees the old text or the new one.
 */
#ifndef BASE_REWRITE_H
#define BASE_REWRITE_H

#include <stddef.h>

#include "base/error.h"

struct rewrite;

/*
 * Locks the file, which must exist, and reads it; a symbolic link is followed and stays one. Let
 * go with ctx, which leaves the file as it is unless rewrite_commit() has answered OK. E_BUSY when
 * somebody else is changing it, E_LIMIT when it has more than limit bytes, E_CONFIG when it cannot
 * be read or is not a text.
 */
int rewrite_open(void *ctx, const char *path, size_t limit, struct rewrite **out, struct error *e);

/* The text as it was when the file was locked. */
const char *rewrite_text(const struct rewrite *r);

/*
 * Writes the new text beside the file and syncs it; *draft is where it stands, and belongs to r.
 * E_CONFIG when that is not possible, also when it cannot have the file's owner.
 */
int rewrite_draft(struct rewrite *r, const char *text, const char **draft, struct error *e);

/* Puts the draft in the place of the file; after OK it survives a power cut. */
int rewrite_commit(struct rewrite *r, struct error *e);

#endif
