/* libcurl's codes in the words of this program. See failure.h. */
#include "net/failure.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

struct explanation {
	CURLcode code;
	enum failure_kind kind;
	const char *before; /* the host */
	const char *after;
	bool with_detail; /* libcurl's own words follow */
};

#define TEXT_OF_(number) #number
#define TEXT_OF(number)	 TEXT_OF_(number)

static const struct explanation explanations[] = {
    {.code = CURLE_URL_MALFORMAT,
	.kind = FAILURE_URL,
	.before = "the address of ",
	.after = " is not a valid URL"},
    {.code = CURLE_UNSUPPORTED_PROTOCOL,
	.kind = FAILURE_NO_HTTP,
	.after = " is not HTTP, or redirects to what is not",
	.with_detail = true},
    {.code = CURLE_COULDNT_RESOLVE_HOST,
	.kind = FAILURE_NAME,
	.before = "no address was found for the name "},
    {.code = CURLE_COULDNT_RESOLVE_PROXY,
	.kind = FAILURE_PROXY,
	.before = "no address was found for the proxy that leads to "},
    {.code = CURLE_COULDNT_CONNECT, .kind = FAILURE_CONNECTION, .before = "cannot connect to "},
    {.code = CURLE_OPERATION_TIMEDOUT, .kind = FAILURE_TIME, .after = " did not answer in time"},
    {.code = CURLE_PEER_FAILED_VERIFICATION,
	.kind = FAILURE_CERTIFICATE,
	.before = "the certificate of ",
	.after = " cannot be trusted",
	.with_detail = true},
    {.code = CURLE_SSL_CONNECT_ERROR,
	.kind = FAILURE_OTHER,
	.before = "no TLS connection to ",
	.with_detail = true},
    {.code = CURLE_SSL_CACERT_BADFILE,
	.kind = FAILURE_TRUST,
	.before = "the certificates to trust, needed for ",
	.after = ", cannot be read",
	.with_detail = true},
    {.code = CURLE_TOO_MANY_REDIRECTS,
	.kind = FAILURE_REDIRECT,
	.after = " redirects more than " TEXT_OF(LIMIT_REDIRECTS) " times"},
    {.code = CURLE_GOT_NOTHING,
	.kind = FAILURE_NO_HTTP,
	.after = " closed the connection without an answer"},
    {.code = CURLE_SEND_ERROR,
	.kind = FAILURE_NO_HTTP,
	.before = "the connection to ",
	.after = " broke",
	.with_detail = true},
    {.code = CURLE_RECV_ERROR,
	.kind = FAILURE_NO_HTTP,
	.before = "the connection to ",
	.after = " broke",
	.with_detail = true},
    {.code = CURLE_PARTIAL_FILE,
	.kind = FAILURE_OTHER,
	.before = "the answer of ",
	.after = " broke off"},
    {.code = CURLE_BAD_CONTENT_ENCODING,
	.kind = FAILURE_OTHER,
	.before = "the answer of ",
	.after = " cannot be decompressed"},
};

static const struct explanation *explanation_find(CURLcode code)
{
	for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++)
		if (explanations[i].code == code)
			return &explanations[i];
	return NULL;
}

const char *failure_host(void *ctx, const char *url)
{
	CURLU *u = mem_check(curl()->url());
	const char *copy = NULL;
	char *host = NULL;

	if (curl()->url_set(u, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl()->url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK && *host != '\0')
		copy = mem_strndup(ctx, host, LIMIT_NAME);
	curl()->free(host);
	curl()->url_cleanup(u);
	return copy;
}

/* libcurl's doubt of a peer begins with the handshake, and ends with its success. */
static bool is_in_doubt(CURL *easy, CURLINFO of_whom)
{
	long doubt = 0;

	return curl()->easy_getinfo(easy, of_whom, &doubt) == CURLE_OK && doubt != 0;
}

bool failure_is_at_proxy(CURL *easy, CURLcode code)
{
	return code == CURLE_COULDNT_CONNECT || is_in_doubt(easy, CURLINFO_PROXY_SSL_VERIFYRESULT);
}

bool failure_is_astray(CURL *easy)
{
	long n = 0;

	return curl()->easy_getinfo(easy, CURLINFO_REDIRECT_COUNT, &n) == CURLE_OK && n > 0;
}

static const char *text_of(
    void *ctx, CURL *easy, const struct explanation *x, const char *host, const char *detail)
{
	long system_error = 0;

	if (!x->with_detail)
		detail = "";
	if (x->code == CURLE_COULDNT_CONNECT &&
	    curl()->easy_getinfo(easy, CURLINFO_OS_ERRNO, &system_error) == CURLE_OK &&
	    system_error != 0)
		detail = strerror((int)system_error);
	return mem_printf(ctx, "%s%s%s%s%s", x->before != NULL ? x->before : "", host,
	    x->after != NULL ? x->after : "", *detail != '\0' ? ": " : "", detail);
}

/* Of where a redirect leads as of what was asked for. */
static bool leads_nowhere(CURLcode code)
{
	return code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

static struct failure no_tls(void *ctx, const char *host, const char *what)
{
	return (struct failure){
	    FAILURE_NO_TLS, mem_printf(ctx, "%s %s, but does not begin with TLS", host, what)};
}

struct failure failure_of(
    void *ctx, CURL *easy, CURLcode code, const char *host, const char *detail)
{
	const struct explanation *x = explanation_find(code);
	struct failure failure;

	/* So OpenSSL calls a first answer that is not of TLS; libcurl has no code for it. */
	if (code == CURLE_SSL_CONNECT_ERROR && strstr(detail, "wrong version number") != NULL)
		return no_tls(ctx, host, "answers there");
	if (code == CURLE_OPERATION_TIMEDOUT && is_in_doubt(easy, CURLINFO_SSL_VERIFYRESULT))
		return no_tls(ctx, host, "can be connected to");
	if (x == NULL)
		return (struct failure){FAILURE_OTHER,
		    mem_printf(ctx, "asking %s failed: %s", host, curl()->easy_strerror(code))};
	failure = (struct failure){x->kind, text_of(ctx, easy, x, host, detail)};
	if (leads_nowhere(code) && failure_is_astray(easy))
		failure.kind = FAILURE_REDIRECT;
	return failure;
}
