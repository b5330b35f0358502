/* Whose certificates are believed. See trust.h. */
#include "net/trust.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

void trust_find(void *ctx, struct trust *t)
{
	const curl_version_info_data *built = curl()->version_info(CURLVERSION_NOW);
	const char *file = getenv("SSL_CERT_FILE"), *dir = getenv("SSL_CERT_DIR");

	if (t->file != NULL || t->dir != NULL)
		return;
	if (file != NULL && *file != '\0')
		t->file = mem_strdup(ctx, file);
	else if (dir != NULL && *dir != '\0')
		t->dir = mem_strdup(ctx, dir);
	else if (built->capath != NULL && access(built->capath, R_OK | X_OK) == 0)
		t->dir = built->capath;
	else
		t->file = built->cainfo;
}

CURLcode trust_set(const struct trust *t, CURL *easy)
{
	/*
	 * Only one of CAINFO and CAPATH, which libcurl sets both: with both it reads the whole
	 * bundle again for each connection.
	 */
	const struct {
		CURLoption option;
		const char *path;
	} paths[] = {
	    {CURLOPT_CAINFO, t->file},
	    {CURLOPT_CAPATH, t->dir},
	    {CURLOPT_PROXY_CAINFO, t->file},
	    {CURLOPT_PROXY_CAPATH, t->dir},
	};
	const struct {
		CURLoption option;
		long value;
	} checks[] = {
	    {CURLOPT_SSL_VERIFYPEER, 1},
	    {CURLOPT_SSL_VERIFYHOST, 2},
	    {CURLOPT_PROXY_SSL_VERIFYPEER, 1},
	    {CURLOPT_PROXY_SSL_VERIFYHOST, 2},
	};
	CURLcode rc = CURLE_OK;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && rc == CURLE_OK; i++)
		rc = curl()->easy_setopt(easy, paths[i].option, paths[i].path);
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && rc == CURLE_OK; i++)
		rc = curl()->easy_setopt(easy, checks[i].option, checks[i].value);
	return rc;
}
