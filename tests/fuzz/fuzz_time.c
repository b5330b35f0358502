/*
 * Fuzz harness: a time as a page writes it, through base/timetext.c and back: what was read
 * is written so that it is read again as the same.
 */
#include "fuzz.h"

#include "base/timetext.h"

const char *const fuzz_inputs[] = {"tests/fuzz/corpus/time", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	char full[TIME_RFC3339_SIZE], line[TIME_LOG_SIZE], minute[TIME_MINUTE_SIZE];
	int64_t ms = -7, again = 0;

	if (time_parse(fuzz_text(ctx, data, n), &ms)) {
		must(ms > 0, "a time is after the first instant of 1970");
		time_rfc3339(full, ms);
		time_log(line, ms);
		time_minute(minute, ms);
		must(time_parse(full, &again), "a time that was written can be read");
		must(again == ms, "and is the same");
		must(strlen(full) == TIME_RFC3339_SIZE - 1 && strlen(line) == TIME_LOG_SIZE - 1 &&
			 strlen(minute) == TIME_MINUTE_SIZE - 1,
		    "a written time has its width");
	} else {
		must(ms == -7, "what is no time leaves *ms untouched");
	}
	talloc_free(ctx);
	return 0;
}
