/*
 * Reading JSON of strangers with json-c. Whatever a document lacks or gets wrong
 * is simply not there: every getter takes NULL for its object and answers NULL,
 * TIME_NONE or false, so that parsers need no ladders of checks.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <json-c/json_object.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/*
 * Parses n bytes that are followed by a NUL. The document lives as long as ctx.
 * E_INPUT when it is not JSON (bad UTF-8 and trailing bytes included); E_LIMIT
 * when it is nested too deep. *root is NULL for the document "null".
 */
int json_read(void *ctx, const char *bytes, size_t n, struct json_object **root, struct error *e);

bool json_is_object(struct json_object *o);

/* The member, when it is an object or an array; NULL otherwise. */
struct json_object *json_member(struct json_object *o, const char *key);
struct json_object *json_list(struct json_object *o, const char *key);

/* Length of an array, at most max; 0 for NULL. */
size_t json_list_size(struct json_object *list, size_t max);
struct json_object *json_list_at(struct json_object *list, size_t i);

/*
 * A string, or a number as its digits; NULL when absent, null, empty or something
 * else, or a number beyond 64 bits, which json-c cannot tell apart. Cut to max bytes at
 * a character, a NUL inside becomes U+FFFD. Lives as long as ctx and the document,
 * whichever ends first.
 */
const char *json_text(void *ctx, struct json_object *o, const char *key, size_t max);

/* Likewise of a value itself, such as an entry of a list. */
const char *json_text_of(void *ctx, struct json_object *value, size_t max);

/* An RFC 3339 time; TIME_NONE when there is none that can be read. */
int64_t json_time(struct json_object *o, const char *key);

bool json_flag(struct json_object *o, const char *key);

/* Whether the key is there at all, be it null. */
bool json_has(struct json_object *o, const char *key);

#endif
