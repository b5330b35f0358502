/*
 * Fuzz harness: any bytes without NUL through base/escape.c. What comes out is UTF-8 and
 * acts on nothing; JSON says the same text again when it was UTF-8.
 */
#include "fuzz.h"

#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/escape", "tests/fixtures/webhook", NULL};

static void check_json(void *ctx, const char *text)
{
	struct json *value;
	const char *said;
	struct buf out;

	buf_init(&out, ctx, 6 * strlen(text) + 2);
	json_str(&out, text);
	must(!out.overflow, "no byte becomes more than six");
	must(fuzz_is_tame(ctx, out.data, out.len, false), "json_str is tame");
	must(json_read(ctx, out.data, out.len, &value, NULL) == OK && value != NULL,
	    "json_str makes JSON");
	said = json_text_of(ctx, value, SIZE_MAX);
	if (utf8_is_valid(text, strlen(text)))
		must(strcmp(said != NULL ? said : "", text) == 0, "it says the same text");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const verbs[])(struct buf *, const char *) = {log_text, terminal_text};
	TALLOC_CTX *ctx = mem_context(NULL);
	const char *text = fuzz_text(ctx, data, n);
	size_t size = strlen(text), count;
	struct buf out;

	must(utf8_is_valid(text, size) == (fuzz_decode(ctx, text, size, &count) != NULL),
	    "utf8.c and iconv() agree on what is UTF-8");
	check_json(ctx, text);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		buf_init(&out, ctx, 6 * size);
		verbs[i](&out, text);
		must(!out.overflow, "no byte becomes more than six");
		must(fuzz_is_tame(ctx, out.data, out.len, verbs[i] == terminal_text),
		    "log_text and terminal_text are tame");
	}
	talloc_free(ctx);
	return 0;
}
