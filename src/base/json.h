/*
 * Reading JSON of strangers, with yajl. Whatever a document lacks or gets wrong
 * is simply not there: every getter takes NULL for its value and answers NULL,
 * TIME_NONE or false, so that parsers need no ladders of checks.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct json; /* a value in a document; null is NULL */

/*
 * Parses n bytes. The document lives as long as ctx, the bytes need not. E_INPUT when it
 * is not JSON (bad UTF-8 and trailing bytes included); E_LIMIT when it is nested too deep or
 * has too many values. *root is NULL then, and for the document "null".
 */
int json_read(void *ctx, const char *bytes, size_t n, struct json **root, struct error *e);

bool json_is_object(const struct json *value);
bool json_is_list(const struct json *value);

/* The member, when it is an object or a list; NULL otherwise. Of a key twice the last counts. */
struct json *json_member(const struct json *o, const char *key);
struct json *json_list(const struct json *o, const char *key);

/* Length of a list, at most max; 0 for NULL. */
size_t json_list_size(const struct json *list, size_t max);
struct json *json_list_at(const struct json *list, size_t i);

/* How many members an object has, one of them in the order of the document, and its key. */
size_t json_members(const struct json *o);
struct json *json_member_at(const struct json *o, size_t i, const char **key);

/*
 * A string, or a number as its digits; NULL when absent, null, empty or something else. Cut
 * to max bytes at a character, a NUL inside becomes U+FFFD. Lives as long as ctx and the
 * document, whichever ends first.
 */
const char *json_text(void *ctx, const struct json *o, const char *key, size_t max);

/* Likewise of a value itself, such as an entry of a list. */
const char *json_text_of(void *ctx, const struct json *value, size_t max);

/* An RFC 3339 time; TIME_NONE when there is none that can be read. */
int64_t json_time(const struct json *o, const char *key);

bool json_flag(const struct json *o, const char *key);

/* Whether the key is there at all, be it null; whether it is there and null. */
bool json_has(const struct json *o, const char *key);
bool json_has_null(const struct json *o, const char *key);

#endif
