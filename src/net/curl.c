/* Loading libcurl. See curl.h. */
#include "net/curl.h"

#include <pthread.h>

#include "base/library.h"
#include "base/mem.h"

static struct curl_calls calls;

static void load(void)
{
	static const struct library_call names[] = {
#define CALL(name) {"curl_" #name, &calls.name},
	    CURL_CALLS(CALL)
#undef CALL
	};

	library_load(CURL_SONAME, names, sizeof(names) / sizeof(names[0]));
	if (calls.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		mem_check(NULL);
}

const struct curl_calls *curl(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return &calls;
}
