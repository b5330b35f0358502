/* How each provider is as a whole. See overall.h. */
#include "ctl/overall.h"

#include "base/mem.h"
#include "store/state.h"

/* Nothing when no provider has that key: the page is not in the configuration any more. */
static void worsen(const struct app *app, enum rollup *all, const char *key, enum rollup by)
{
	const struct provider *p = provider_find(&app->providers, key);

	if (p != NULL) {
		enum rollup *its = &all[p - app->providers.list];

		*its = rollup_worse(*its, by);
	}
}

int overall_read(
    void *ctx, const struct app *app, struct store *s, enum rollup **out, struct error *e)
{
	enum rollup *all = mem_array(ctx, enum rollup, app->providers.n);
	struct incident_state *open;
	struct component_state *bad;
	size_t n;
	int rc;

	if ((rc = store_incidents_open(ctx, s, NULL, &open, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		worsen(app, all, open[i].provider,
		    rollup_of_incident(open[i].maintenance, open[i].status, open[i].impact));
	if ((rc = store_components_not(ctx, s, "operational", &bad, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		worsen(app, all, bad[i].provider, rollup_of_word(bad[i].status));
	*out = all;
	return OK;
}
