/* The table of sinks. See sink.h. */
#include "sink/sink.h"

static const struct sink *const sinks[] = {
    [LOG_PRETTY] = &sink_log_pretty,
    [LOG_JSON] = &sink_log_json,
};

const struct sink *sink_find(enum log_format format)
{
	return sinks[format];
}
