/* Pages whose id is known at last. See adopt.h. */
#include "store/adopt.h"

#include "base/mem.h"
#include "model/identity.h"
#include "store/statement.h"

static int adopt_rows(
    struct store *s, enum query q, const char *from, const char *to, struct error *e)
{
	struct statement st = statement_use(s, q);

	bind_text(&st, from);
	bind_text(&st, to);
	return statement_run(&st, e);
}

static int adopt_keys(struct store *s, struct key_range from, struct key_range to, struct error *e)
{
	struct statement st = statement_use(s, QUERY_DEDUP_ADOPT);

	bind_text(&st, from.from);
	bind_text(&st, from.before);
	bind_text(&st, to.from);
	return statement_run(&st, e);
}

int store_adopt(struct store *s, const char *from, const char *to, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	int rc = adopt_rows(s, QUERY_INCIDENTS_ADOPT, from, to, e);

	if (rc == OK)
		rc = adopt_rows(s, QUERY_COMPONENTS_ADOPT, from, to, e);
	for (size_t kind = 0; rc == OK && kind < IDENTITY_KINDS; kind++)
		rc = adopt_keys(
		    s, identity_of_page(ctx, kind, from), identity_of_page(ctx, kind, to), e);
	talloc_free(ctx);
	return rc;
}
