/*
 * What an administrator does with the store as a file: look whether it is sound, copy it, put a
 * copy in its place, give back its free space.
 */
#ifndef STORE_UPKEEP_H
#define STORE_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "store/store.h"

/* A file that may be a store. */
struct store_look {
	int64_t version;
	int64_t events;
	int64_t newest;	  /* when its newest event came; TIME_NONE: it has none */
	const char *flaw; /* the first thing that is wrong with it, of ctx; NULL: it is sound */
	bool lost; /* there is no sound store in it; else it may be so for another user, or later */
};

/*
 * Opens the file to read, checks that it is a store of ours, of a version that this program knows,
 * and every page of it. E_CONFIG when it is not or cannot be read.
 */
int store_look_at(void *ctx, const char *path, struct store_look *out, struct error *e);

/*
 * Copies the store as it is at this moment into the file, which is then whole by itself, synced,
 * and has this mode; nobody waits for it meanwhile. What was there is replaced at the end.
 */
int store_backup(struct store *s, const char *path, mode_t mode, struct error *e);

/* A process that has the store at path open; 0: none has. Our own process does not count. */
pid_t store_user(const char *path);

/*
 * Puts a copy of the backup in the place of the store at path, which is kept under the name aside.
 * E_BUSY when somebody has the store open; then nothing has changed. Killed at any moment it
 * leaves one or the other in place.
 */
int store_restore(const char *backup, const char *path, const char *aside, struct error *e);

/*
 * Writes the store anew without its free space. Who wants to write waits for that, some seconds
 * for a gigabyte.
 */
int store_vacuum(struct store *s, struct error *e);

/* Bytes that the store takes, and those of them that are free; its -wal file not counted. */
int store_size(struct store *s, int64_t *bytes, int64_t *free_bytes, struct error *e);

#endif
