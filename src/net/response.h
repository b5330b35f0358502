/* What a transfer that has ended says of its answer, beside the body. */
#ifndef NET_RESPONSE_H
#define NET_RESPONSE_H

#include "net/curl.h"
#include "net/http.h"

/* Its status, headers and address; what they point to lives until the next transfer. */
void response_read(CURL *easy, struct http_response *out);

/* When the server's certificate expires; TIME_NONE when CURLOPT_CERTINFO was not set. */
int64_t response_certificate(CURL *easy);

#endif
