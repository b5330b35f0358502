/* What Better Stack's documents and webhooks have in common. */
#ifndef PLATFORM_BETTERSTACK_H
#define PLATFORM_BETTERSTACK_H

/*
 * The status of a resource in our words; others stay: "not_monitored" is neither up nor down.
 */
const char *betterstack_word(const char *word);

#endif
