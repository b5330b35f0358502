/*
 * Fuzz harness: any bytes as an answer of the model, and any text as what a page or a model says.
 * Nothing of it acts or links, and what a text claims stands in itself.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "summary/chat.h"
#include "summary/claims.h"
#include "summary/plain.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/chat", "tests/fixtures/webhook", NULL};

static void check_plain(void *ctx, const char *plain)
{
	must(fuzz_is_tame(ctx, plain, strlen(plain), false), "plain text is tame");
	must(strchr(plain, '\n') == NULL && strstr(plain, "  ") == NULL, "it is one paragraph");
	must(*plain != ' ' && (*plain == '\0' || plain[strlen(plain) - 1] != ' '), "without edges");
	must(strstr(plain, "://") == NULL && strchr(plain, '@') == NULL, "no link is in it");
	must(claims_are_in(plain, plain), "it claims what it says");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	const char *bytes = fuzz_bytes(ctx, data, n), *text = fuzz_text(ctx, data, n);
	const char *plain = plain_text(ctx, text);
	struct chat_answer answer = chat_answer_read(ctx, bytes, n);

	must(strlen(plain) <= strlen(text), "plain text is not longer");
	check_plain(ctx, plain);
	must((answer.text == NULL) != (answer.flaw == NULL), "there is a text, or a flaw");
	if (answer.text != NULL) {
		must(*answer.text != '\0' && strlen(answer.text) <= LIMIT_SUMMARY_BYTES,
		    "a text has its bounds");
		check_plain(ctx, answer.text);
	}
	chat_is_unpaid(bytes, n);
	talloc_free(ctx);
	return 0;
}
