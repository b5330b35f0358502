/* Reading JSON of strangers. See json.h. */
#include "base/json.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json_tokener.h>
#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "base/utf8.h"

/* What a number may be made of. */
#define NUMBER_BYTES "0123456789+-.eE"
/* So many of them json-c keeps without an allocation. */
#define NUMBER_ROOM 30

struct document {
	struct json_object *root;
};

static int document_free(struct document *d)
{
	json_object_put(d->root);
	return 0;
}

static bool only_blanks(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strchr(" \t\r\n", s[i]) == NULL || s[i] == '\0')
			return false;
	return true;
}

static int explain(struct json_tokener *tok, size_t end, struct error *e)
{
	enum json_tokener_error why = json_tokener_get_error(tok);

	if (why == json_tokener_error_depth)
		return error_set(e, E_LIMIT, "nested deeper than %d levels", LIMIT_JSON_DEPTH);
	if (why == json_tokener_continue)
		return error_set(e, E_INPUT, "not JSON: it ends in the middle");
	return error_set(e, E_INPUT, "not JSON: %s at byte %zu", json_tokener_error_desc(why), end);
}

static bool begins_number(char c)
{
	return c == '-' || isdigit((unsigned char)c);
}

/* How many bytes come before the next number begins. *in_string goes on. */
static size_t piece_size(const char *bytes, size_t n, bool *in_string)
{
	size_t i = !*in_string && begins_number(bytes[0]) ? strspn(bytes, NUMBER_BYTES) : 0;

	if (i > NUMBER_ROOM)
		return i; /* json-c has to allocate for the digits before it forgets errno */
	for (; i < n; i++) {
		if (*in_string && bytes[i] == '\\' && i + 1 < n)
			i++;
		else if (bytes[i] == '"')
			*in_string = !*in_string;
		else if (!*in_string && begins_number(bytes[i]))
			break;
	}
	return i;
}

/*
 * json-c does not say when memory runs out, but leaves out what it could not allocate: only
 * errno tells, until it is set to 0 for the next number. So it is looked at before each.
 */
static struct json_object *parse(struct json_tokener *tok, const char *bytes, size_t n, size_t *end)
{
	struct json_object *root = NULL;
	bool in_string = false;
	size_t piece;

	*end = 0;
	errno = 0;
	do {
		piece = piece_size(bytes + *end, n - *end, &in_string);
		root = json_tokener_parse_ex(tok, bytes + *end, (int)piece);
		if (errno == ENOMEM)
			mem_check(NULL);
		*end += json_tokener_get_parse_end(tok);
	} while (*end < n && json_tokener_get_error(tok) == json_tokener_continue);
	return root;
}

int json_read(void *ctx, const char *bytes, size_t n, struct json_object **root, struct error *e)
{
	struct json_tokener *tok;
	struct document *d;
	size_t end;
	int rc = OK;

	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		n -= 3;
	}
	if (n >= INT_MAX)
		return error_set(e, E_LIMIT, "too large");
	if (only_blanks(bytes, n))
		return error_set(e, E_INPUT, "not JSON: it is empty");
	if (!utf8_is_valid(bytes, n)) /* json-c takes overlong forms and surrogates */
		return error_set(e, E_INPUT, "not JSON: it is not UTF-8");
	tok = mem_check(json_tokener_new_ex(LIMIT_JSON_DEPTH));
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	/* The NUL after the last byte tells json-c that a bare number ends there. */
	*root = parse(tok, bytes, n + 1, &end);
	if (json_tokener_get_error(tok) != json_tokener_success)
		rc = explain(tok, end, e);
	else if (end < n && !only_blanks(bytes + end, n - end))
		rc = error_set(e, E_INPUT, "not JSON: more follows at byte %zu", end);
	json_tokener_free(tok);
	if (rc != OK) {
		json_object_put(*root);
		*root = NULL;
		return rc;
	}
	d = mem_new(ctx, struct document);
	d->root = *root;
	talloc_set_destructor(d, document_free);
	return OK;
}

bool json_is_object(struct json_object *o)
{
	return json_object_is_type(o, json_type_object) != 0;
}

static struct json_object *member(struct json_object *o, const char *key)
{
	struct json_object *value;

	return json_is_object(o) && json_object_object_get_ex(o, key, &value) ? value : NULL;
}

struct json_object *json_member(struct json_object *o, const char *key)
{
	struct json_object *value = member(o, key);

	return json_is_object(value) ? value : NULL;
}

struct json_object *json_list(struct json_object *o, const char *key)
{
	struct json_object *value = member(o, key);

	return json_object_is_type(value, json_type_array) ? value : NULL;
}

size_t json_list_size(struct json_object *list, size_t max)
{
	size_t n = json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;

	return n < max ? n : max;
}

struct json_object *json_list_at(struct json_object *list, size_t i)
{
	return i < json_list_size(list, SIZE_MAX) ? json_object_array_get_idx(list, i) : NULL;
}

static const char *without_nul(void *ctx, const char *s, size_t n, size_t max)
{
	char *out = mem_strdup(ctx, "");

	while (n > 0) {
		size_t part = strnlen(s, n);

		out = mem_check(talloc_strndup_append_buffer(out, s, part));
		if (part < n)
			out = mem_check(talloc_strdup_append_buffer(out, "\xef\xbf\xbd"));
		s += part < n ? part + 1 : part;
		n -= part < n ? part + 1 : part;
	}
	out[utf8_cut(out, strlen(out), max)] = '\0';
	return out;
}

/* json-c makes all integers beyond 64 bits the same: what it cannot tell apart is not an id. */
static bool is_number(struct json_object *value)
{
	if (!json_object_is_type(value, json_type_int))
		return json_object_is_type(value, json_type_double) != 0;
	return json_object_get_uint64(value) != UINT64_MAX &&
	       json_object_get_int64(value) != INT64_MIN;
}

const char *json_text_of(void *ctx, struct json_object *value, size_t max)
{
	const char *s;
	size_t n, cut;

	if (is_number(value)) {
		s = json_object_get_string(value);
		n = strlen(s);
	} else if (json_object_is_type(value, json_type_string)) {
		s = json_object_get_string(value);
		n = (size_t)json_object_get_string_len(value);
	} else {
		return NULL;
	}
	if (n == 0)
		return NULL;
	cut = utf8_cut(s, n, max);
	if (memchr(s, '\0', cut) != NULL)
		return without_nul(ctx, s, cut, max);
	return cut == n ? s : mem_strndup(ctx, s, cut);
}

const char *json_text(void *ctx, struct json_object *o, const char *key, size_t max)
{
	return json_text_of(ctx, member(o, key), max);
}

int64_t json_time(struct json_object *o, const char *key)
{
	struct json_object *value = member(o, key);
	int64_t ms = TIME_NONE;

	if (json_object_is_type(value, json_type_string))
		time_parse(json_object_get_string(value), &ms);
	return ms;
}

bool json_flag(struct json_object *o, const char *key)
{
	struct json_object *value = member(o, key);

	return json_object_is_type(value, json_type_boolean) && json_object_get_boolean(value);
}

bool json_has(struct json_object *o, const char *key)
{
	return json_is_object(o) && json_object_object_get_ex(o, key, NULL);
}
