/*
 * The chat completions of OpenAI's API, which other servers have too: the document that asks, and
 * what came back. https://platform.openai.com/docs/api-reference/chat
 */
#ifndef SUMMARY_CHAT_H
#define SUMMARY_CHAT_H

#include <stdbool.h>
#include <stddef.h>

/* Behind the base URL, which ends without a slash. */
#define CHAT_PATH "/chat/completions"

/* Asks the model to sum up the source's json. Belongs to ctx. */
const char *chat_request(void *ctx, const char *model, const char *source_json);

/* An answer with status 200: one of the two is NULL. */
struct chat_answer {
	const char *text; /* one paragraph of plain text, at most LIMIT_SUMMARY_BYTES */
	const char *flaw; /* what is wrong with it, for a person; no text of the answer */
};

struct chat_answer chat_answer_read(void *ctx, const char *bytes, size_t n);

/* Whether an answer with another status says that there is nothing left to pay it with. */
bool chat_is_unpaid(const char *bytes, size_t n);

#endif
