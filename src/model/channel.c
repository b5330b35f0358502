/* Names of the channels. See channel.h. */
#include "model/channel.h"

const char *channel_name(enum channel c)
{
	switch (c) {
	case CHANNEL_WEBHOOK:
		return "webhook";
	case CHANNEL_EMAIL:
		return "email";
	case CHANNEL_POLLER:
		return "poller";
	}
	return "unknown";
}
