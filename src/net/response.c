/* What a transfer says of its answer. See response.h. */
#include "net/response.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "net/request.h"

#define DIGITS	   "0123456789"
#define AGE_DIGITS 9 /* of seconds: thirty years */

static const char *find_header(CURL *easy, const char *name)
{
	struct curl_header *header;

	if (curl()->easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
		return NULL;
	return request_header_is_fit(header->value) ? header->value : NULL;
}

/* RFC 9111, 5.1: a number of seconds. What is none is no age. */
static int64_t read_age(CURL *easy)
{
	const char *value = find_header(easy, "Age");
	size_t digits = value != NULL ? strspn(value, DIGITS) : 0;

	if (digits == 0 || digits > AGE_DIGITS || value[digits] != '\0')
		return 0;
	return strtoll(value, NULL, 10) * 1000;
}

/*
 * RFC 9110, 10.2.3: a number of seconds, or a date. libcurl takes a number beyond its range for none,
 * and one of eight digits for a date where it can be one.
 */
static int64_t read_retry_after(CURL *easy)
{
	const char *value = find_header(easy, "Retry-After");
	curl_off_t seconds = 0;

	if (value == NULL)
		return 0; /* libcurl would tell that of a redirect */
	if (value[strspn(value, DIGITS)] == '\0')
		seconds = strtoll(value, NULL, 10);
	else
		curl()->easy_getinfo(easy, CURLINFO_RETRY_AFTER, &seconds);
	if (seconds > LIMIT_RETRY_AFTER_S)
		seconds = LIMIT_RETRY_AFTER_S;
	return seconds > 0 ? seconds * 1000 : 0;
}

void response_read(CURL *easy, struct http_response *out)
{
	const char *url = NULL;
	long status = 0;

	curl()->easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	curl()->easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
	out->status = (int)status;
	out->etag = find_header(easy, "ETag");
	out->last_modified = find_header(easy, "Last-Modified");
	out->age_ms = read_age(easy);
	out->retry_after_ms = read_retry_after(easy);
	if (url != NULL && strlen(url) <= LIMIT_URL)
		out->final_url = url;
}

/* libcurl tells lists of "Name:value", the server's own certificate first. */
int64_t response_certificate(CURL *easy)
{
	static const char name[] = "Expire date:";
	struct curl_certinfo *chain;
	time_t until;

	if (curl()->easy_getinfo(easy, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
	    chain->num_of_certs == 0)
		return TIME_NONE;
	for (struct curl_slist *at = chain->certinfo[0]; at != NULL; at = at->next)
		if (strncmp(at->data, name, strlen(name)) == 0 &&
		    (until = curl()->getdate(at->data + strlen(name), NULL)) > 0)
			return (int64_t)until * 1000;
	return TIME_NONE;
}
