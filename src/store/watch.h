/*
 * Waiting until somebody has written the store, whatever program that is. The kernel tells when its
 * files change; where it does not, one looks now and then.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

struct store_watch;

/* Of the store at that path, which need not be there yet. Closed with ctx. */
struct store_watch *store_watch_open(void *ctx, const char *path);

/*
 * Returns when the store may have been written since the last call, or after some seconds. What is
 * written is seen by readers a moment later: for a while it returns again and again.
 */
void store_watch_wait(struct store_watch *w);

#endif
