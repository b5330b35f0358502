/* How a report reached us. The numbers are stored; do not renumber. */
#ifndef MODEL_CHANNEL_H
#define MODEL_CHANNEL_H

enum channel { CHANNEL_WEBHOOK = 1, CHANNEL_EMAIL = 2, CHANNEL_POLLER = 3 };

/* "webhook", "email", "poller"; the log calls it the source. */
const char *channel_name(enum channel c);

#endif
