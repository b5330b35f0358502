/*
 * The files and ports that are left, by Landlock. See sandbox.h. The interface is described in
 * the kernel's Documentation/userspace-api/landlock.rst; glibc has no functions for it, and the
 * headers of older systems only the first of its versions, so that it is named here.
 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/sandbox_parts.h"

struct ruleset {
	uint64_t files;
	uint64_t net;	 /* since version 4 */
	uint64_t scoped; /* since version 6 */
};

struct below {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

#define ASK_VERSION 1u
#define RULE_BELOW  1

#define FILE_WRITE    (UINT64_C(1) << 1)
#define FILE_READ     (UINT64_C(1) << 2)
#define DIR_READ      (UINT64_C(1) << 3)
#define DIR_REMOVE    (UINT64_C(1) << 4)
#define FILE_REMOVE   (UINT64_C(1) << 5)
#define DIR_MAKE      (UINT64_C(1) << 7)
#define FILE_MAKE     (UINT64_C(1) << 8)
#define FILE_TRUNCATE (UINT64_C(1) << 14)

#define OF_FILES  (FILE_READ | FILE_WRITE | FILE_TRUNCATE)
#define READABLE  (FILE_READ | DIR_READ)
#define WRITABLE  (OF_FILES | DIR_READ | FILE_REMOVE | FILE_MAKE)
#define ALL_FIRST ((UINT64_C(1) << 13) - 1)

#define TCP_BIND    (UINT64_C(1) << 0)
#define TCP_CONNECT (UINT64_C(1) << 1)

/* Abstract unix sockets of others, and signals to them. */
#define SCOPED_ALL UINT64_C(3)

int sandbox_files_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);

	return version > 0 ? (int)version : 0;
}

/* What is refused where no rule allows it: as much as this version knows of. */
static struct ruleset refused(const struct sandbox *s, int version)
{
	struct ruleset r = {.files = ALL_FIRST};

	if (version >= 2)
		r.files |= UINT64_C(1) << 13; /* moving to another folder */
	if (version >= 3)
		r.files |= FILE_TRUNCATE;
	if (version >= 5)
		r.files |= UINT64_C(1) << 15; /* ioctl() on devices */
	if (version >= 4)
		r.net = TCP_BIND | (s->outbound ? 0 : TCP_CONNECT);
	if (version >= 6)
		r.scoped = SCOPED_ALL;
	return r;
}

static int allow(int ruleset, const char *path, uint64_t allowed, struct error *e)
{
	struct below rule = {.parent = open(path, O_PATH | O_CLOEXEC)};
	struct stat st;
	int rc = OK;

	if (rule.parent < 0)
		return OK; /* what is not there needs no rule, and makes no hole */
	rule.allowed = allowed;
	if (fstat(rule.parent, &st) == 0 && !S_ISDIR(st.st_mode))
		rule.allowed &= OF_FILES;
	if (syscall(SYS_landlock_add_rule, ruleset, RULE_BELOW, &rule, 0) != 0 && errno != EBADFD)
		rc = error_set_errno(e, E_SYSTEM, "Landlock does not take a rule for %s", path);
	close(rule.parent);
	return rc;
}

static int allow_all(int ruleset, const struct sandbox *s, uint64_t known, struct error *e)
{
	int rc = SANDBOX_SANITIZED ? allow(ruleset, "/proc", READABLE, e) : OK;

	for (size_t i = 0; rc == OK && i < SANDBOX_FOLDERS && s->writable[i] != NULL; i++)
		rc = allow(ruleset, s->writable[i], WRITABLE & known, e);
	for (size_t i = 0; rc == OK && i < SANDBOX_FOLDERS && s->readable[i] != NULL; i++)
		rc = allow(ruleset, s->readable[i], READABLE & known, e);
	return rc;
}

int sandbox_files(const struct sandbox *s, int version, struct error *e)
{
	struct ruleset r = refused(s, version);
	int fd = (int)syscall(SYS_landlock_create_ruleset, &r, sizeof(r), 0), rc;

	if (fd < 0)
		return error_set_errno(e, E_SYSTEM, "Landlock makes no ruleset");
	if ((rc = allow_all(fd, s, r.files, e)) == OK &&
	    syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		rc = error_set_errno(e, E_SYSTEM, "Landlock cannot be put in force");
	close(fd);
	return rc;
}
