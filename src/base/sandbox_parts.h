/* The two halves of the sandbox; for sandbox.c only. */
#ifndef BASE_SANDBOX_PARTS_H
#define BASE_SANDBOX_PARTS_H

#include "base/sandbox.h"

/*
 * Sanitizers look into /proc, and search for leaks from a process that traces us. A program that
 * was built with them is for tests.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/* The version of the kernel's Landlock, 0 for none. */
int sandbox_files_version(void);

/* Landlock; no_new_privs must be set. */
int sandbox_files(const struct sandbox *s, int version, struct error *e);

/* seccomp; *in_force tells whether the kernel has it. */
int sandbox_calls(const struct sandbox *s, bool *in_force, struct error *e);

#endif
