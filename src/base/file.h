/* Small files read whole, and files and folders made with the right mode. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

/*
 * The whole file as a NUL-ended string of ctx, its length in *n (may be NULL).
 * E_LIMIT when it is larger than limit; E_CONFIG when it cannot be read.
 */
int file_read(void *ctx, const char *path, size_t limit, char **text, size_t *n, struct error *e);

/* Likewise, but of a file that has more only its first bytes, so many. */
int file_read_head(
    void *ctx, const char *path, size_t most, char **text, size_t *n, struct error *e);

/* What changes when a file is written or replaced; all zero for one that is not there. */
struct file_print {
	int64_t device;
	int64_t inode;
	int64_t size;
	int64_t changed_s;
	int64_t changed_ns;
};

struct file_print file_print_of(const char *path);
bool file_print_is(const struct file_print *a, const struct file_print *b);

bool file_exists(const char *path);

/* What helps where a file of ours may not be used: the end of a sentence. */
const char *file_rights_advice(const char *path);

/* What helps where that failed for the reason of errno; "" where nothing is known that does. */
const char *file_advice(const char *path, int reason);

/*
 * Creates path with these contents and mode unless it is there, whole or not at
 * all, also when two try at once. Made by root, it belongs to the folder's owner. OK when it exists
 * afterwards, whoever made it.
 */
int file_create_once(const char *path, const char *text, mode_t mode, struct error *e);

/* Makes the folder, with missing ones above it. */
int file_make_dir(const char *path, mode_t mode, struct error *e);

/*
 * As open(2) with O_CREAT and O_CLOEXEC. Made by root, the file belongs to the folder's owner: a
 * person who runs a command of ours as root must not lock out the programs.
 */
int file_open_ours(const char *path, int flags, mode_t mode);

/*
 * Where path leads, also when it is a link and nothing is there yet; of ctx. NULL when there is
 * neither file nor link.
 */
char *file_target(void *ctx, const char *path);

/* Syncs the folder that path is in, so that its name survives a power cut; as far as possible. */
void file_sync_name(const char *path);

/* name itself when it is absolute, else dir/name; belongs to ctx. */
char *file_path(void *ctx, const char *dir, const char *name);

/* Writes all n bytes; false with errno when that is not possible. */
bool file_write_all(int fd, const char *bytes, size_t n);

#endif
