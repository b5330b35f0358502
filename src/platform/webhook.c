/* The table of readers. See webhook.h and webhook_reader.h. */
#include "platform/webhook.h"

#include "base/json.h"
#include "platform/webhook_reader.h"

/* In the order in which they are asked: the narrower shape first. */
static const struct webhook_reader *const readers[] = {
    &webhook_mail,
    &webhook_betterstack,
    &webhook_instatus,
    &webhook_statusio,
    &webhook_statuspage,
};

int webhook_read(void *ctx, const char *bytes, size_t n, struct report *out, struct error *e)
{
	struct json *root;
	int rc;

	*out = (struct report){.kind = REPORT_UNKNOWN};
	if ((rc = json_read(ctx, bytes, n, &root, e)) != OK)
		return rc;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (readers[i]->recognises(ctx, root))
			return readers[i]->read(ctx, root, out, e);
	return OK;
}
