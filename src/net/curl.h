/*
 * libcurl, which is loaded when it is first called. With the libraries it brings along it takes
 * most of the time of a start, and most starts ask nobody: those of status-poller when nothing is
 * due, and nearly all of statusctl.
 *
 *	easy = curl()->easy_init();
 */
#ifndef NET_CURL_H
#define NET_CURL_H

#include <curl/curl.h>

/* What is called, without the "curl_" in front. */
#define CURL_CALLS(CALL)                                                                           \
	CALL(easy_cleanup)                                                                         \
	CALL(easy_getinfo)                                                                         \
	CALL(easy_header)                                                                          \
	CALL(easy_init)                                                                            \
	CALL(easy_reset)                                                                           \
	CALL(easy_setopt)                                                                          \
	CALL(easy_strerror)                                                                        \
	CALL(free)                                                                                 \
	CALL(getdate)                                                                              \
	CALL(global_init)                                                                          \
	CALL(multi_add_handle)                                                                     \
	CALL(multi_cleanup)                                                                        \
	CALL(multi_info_read)                                                                      \
	CALL(multi_init)                                                                           \
	CALL(multi_perform)                                                                        \
	CALL(multi_poll)                                                                           \
	CALL(multi_remove_handle)                                                                  \
	CALL(multi_setopt)                                                                         \
	CALL(multi_strerror)                                                                       \
	CALL(slist_append)                                                                         \
	CALL(slist_free_all)                                                                       \
	CALL(url)                                                                                  \
	CALL(url_cleanup)                                                                          \
	CALL(url_get)                                                                              \
	CALL(url_set)                                                                              \
	CALL(version_info)

struct curl_calls {
#define CALL(name) __typeof__(curl_##name) *name;
	CURL_CALLS(CALL)
#undef CALL
};

/* Loads and prepares libcurl the first time, in whichever thread. */
const struct curl_calls *curl(void);

#endif
