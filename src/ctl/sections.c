/* Sections and their pages. See sections.h. */
#include "ctl/sections.h"

#include "base/mem.h"

struct section *section_find(const struct sections *all, const char *key)
{
	const struct provider *p = provider_find(all->providers, key);

	return p != NULL ? &all->list[p - all->providers->list] : NULL;
}

static struct section *first_of_page(const struct sections *all, const char *page_id)
{
	size_t at = page_id != NULL ? names_find(all->by_page, page_id) : NAMES_NONE;

	return at != NAMES_NONE ? &all->list[at] : NULL;
}

const struct section *section_concerned(
    const struct sections *all, const char *key, const char *page_id, const struct section *last)
{
	const struct section *own = section_find(all, key), *next;

	if (last == NULL && own != NULL)
		return own;
	next = last == own ? first_of_page(all, page_id) : last->twin;
	return next != NULL && next == own ? own->twin : next;
}

static void link_twin(struct sections *all, size_t i)
{
	struct section *section = &all->list[i], *first;

	section->tail = section;
	if (section->state.page_id == NULL || names_add(all->by_page, section->state.page_id, i))
		return;
	first = first_of_page(all, section->state.page_id);
	first->tail->twin = section;
	first->tail = section;
}

int sections_read(
    void *ctx, const struct app *app, struct store *s, struct sections *out, struct error *e)
{
	const struct providers *providers = &app->providers;
	struct provider_state *states;
	size_t n;
	int rc;

	*out = (struct sections){
	    .providers = providers,
	    .list = mem_array(ctx, struct section, providers->n),
	    .n = providers->n,
	    .by_page = names_new(ctx),
	};
	for (size_t i = 0; i < out->n; i++) {
		out->list[i].provider = &providers->list[i];
		out->list[i].state.key = providers->list[i].key;
	}
	if ((rc = store_providers(ctx, s, &states, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct section *section = section_find(out, states[i].key);

		if (section != NULL)
			section->state = states[i];
	}
	for (size_t i = 0; i < out->n; i++)
		link_twin(out, i);
	return OK;
}
