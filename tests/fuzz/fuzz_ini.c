/*
 * Fuzz harness: a configuration file through base/ini.c and model/provider.c. A line that
 * begins with "[" is a section, or the file is refused; what is refused is at a line.
 */
#include "fuzz.h"

#include <ctype.h>

#include "base/url.h"
#include "model/provider.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/ini", "conf", NULL};

static size_t count_headings(const char *text)
{
	size_t n = 0;

	while (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");
		const char *end = text + line + (text[line] == '\n');

		while (text < end && isspace((unsigned char)*text))
			text++;
		n += text < end && *text == '[';
		text = end;
	}
	return n;
}

static void check(const struct ini *ini, const struct providers *providers, size_t headings)
{
	size_t unnamed = ini->n_sections > 0 && ini->sections[0].name[0] == '\0';

	must(ini->n_sections <= headings + unnamed, "every section has a heading");
	must(ini->n_sections >= headings, "every heading is a section");
	for (size_t i = 0; i < providers->n; i++) {
		const struct provider *p = &providers->list[i];

		must(p->key != NULL && p->name != NULL && p->url != NULL, "a provider is whole");
		must(url_is_http(p->url), "a provider's page is at a URL");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	const char *text = fuzz_text(ctx, data, n);
	struct providers providers;
	struct error e = {0};
	struct ini ini;
	int rc = ini_read(ctx, "F", text, &ini, &e);

	if (rc == OK)
		rc = providers_load(ctx, &ini, &providers, &e);
	if (rc == OK)
		check(&ini, &providers, count_headings(text));
	else
		must(rc == E_CONFIG && e.code == E_CONFIG && strncmp(e.text, "F:", 2) == 0 &&
			 isdigit((unsigned char)e.text[2]) && e.text[2] != '0',
		    "what is refused is at a line");
	talloc_free(ctx);
	return 0;
}
