/*
 * talloc with one difference: it never returns NULL. Running out of memory ends
 * the process here, in one place; a supervisor or cron starts it again, and what
 * was answered is in the store. Sizes beyond a ceiling are refused by their owners.
 * mem_pool() is a context whose first so many bytes cost one allocation.
 * mem_grow() needs n > 0: talloc_realloc() to nothing frees.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <talloc.h>

#define mem_new(ctx, type)	    ((type *)mem_check(talloc_zero(ctx, type)))
#define mem_array(ctx, type, n)	    ((type *)mem_check(talloc_zero_array(ctx, type, n)))
#define mem_grow(ctx, ptr, type, n) ((type *)mem_check(talloc_realloc(ctx, ptr, type, n)))
#define mem_context(parent)	    ((TALLOC_CTX *)mem_check(talloc_new(parent)))
#define mem_pool(parent, bytes)	    ((TALLOC_CTX *)mem_check(talloc_pool(parent, bytes)))
#define mem_strdup(ctx, s)	    ((char *)mem_check(talloc_strdup(ctx, s)))
#define mem_strndup(ctx, s, n)	    ((char *)mem_check(talloc_strndup(ctx, s, n)))
#define mem_memdup(ctx, p, n)	    (mem_check(talloc_memdup(ctx, p, n)))
#define mem_printf(ctx, ...)	    ((char *)mem_check(talloc_asprintf(ctx, __VA_ARGS__)))

/* Returns p; ends the process with a message, by the name it was called by, when p is NULL. */
void *mem_check(void *p);

#endif
