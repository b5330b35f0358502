/*
 * JSON as values in memory. See json.h. yajl tells the pieces of a document one after the
 * other; here they become a tree, in few allocations: a page of 100 KB has 5000 values.
 */
#include "base/json.h"

#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "base/utf8.h"

enum json_kind {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_LIST,
	JSON_OBJECT
};

/* Small: there are thousands. */
struct json {
	enum json_kind kind;
	uint32_t size;	   /* bytes of the text, or how many are inside */
	uint32_t key_size; /* of a member of an object */
	const char *key;
	union {
		const char *text;  /* of a string or number, NUL-ended */
		struct json **all; /* what is inside a list or an object */
	};
	struct json *next; /* in the same list or object, while that is read */
};

/* The size of the blocks that values and texts are cut from; the first one fits the document. */
#define BLOCK_LEAST 1024
#define BLOCK_MOST  ((size_t)64 * 1024)

struct level {
	struct json *value; /* a list or an object */
	struct json *first, *last;
};

struct reading {
	void *ctx; /* the document */
	char *block;
	size_t left; /* in the block */
	size_t block_size;
	const char *bytes, *end; /* what is read */
	struct level
	    levels[LIMIT_JSON_DEPTH + 1]; /* those that are open; the first holds the root */
	size_t depth;
	size_t n_values;
	const char *key; /* of the member that follows */
	uint32_t key_size;
};

/* Not aligned when size is no multiple of a pointer's. */
static void *cut(struct reading *r, size_t size)
{
	void *piece;

	if (size > r->left) {
		r->left = size > r->block_size ? size : r->block_size;
		r->block = mem_check(talloc_size(r->ctx, r->left));
		r->block_size = BLOCK_MOST;
	}
	piece = r->block;
	r->block += size;
	r->left -= size;
	return piece;
}

static void *cut_aligned(struct reading *r, size_t size)
{
	size_t skip = -(uintptr_t)r->block % _Alignof(struct json);

	if (r->left < skip + size)
		r->left = 0;
	else
		cut(r, skip);
	return cut(r, size);
}

static const char *cut_text(struct reading *r, const char *s, size_t n)
{
	char *text = cut(r, n + 1);

	memcpy(text, s, n);
	text[n] = '\0';
	return text;
}

/*
 * yajl makes the bytes of an escape that is half of a surrogate pair as if it were a character.
 * Only what had escapes can have that; it comes from a buffer of yajl's.
 */
static const char *mend(struct reading *r, const char *s, size_t *n)
{
	char *out;

	if ((s >= r->bytes && s < r->end) || utf8_is_valid(s, *n))
		return s;
	out = cut(r, *n);
	memcpy(out, s, *n);
	for (size_t i = 0; i + 2 < *n; i++)
		if (out[i] == '\xed' && (unsigned char)out[i + 1] >= 0xa0)
			memcpy(out + i, "\xef\xbf\xbd", 3);
	return out;
}

/* Adds it where we are; NULL when that is too deep, or one too many. */
static struct json *add(struct reading *r, enum json_kind kind)
{
	struct level *level = &r->levels[r->depth];
	struct json *value;

	if (r->depth == LIMIT_JSON_DEPTH || r->n_values == LIMIT_JSON_VALUES)
		return NULL;
	r->n_values++;
	value = cut_aligned(r, sizeof(*value));
	*value = (struct json){.kind = kind, .key = r->key, .key_size = r->key_size};
	r->key = NULL;
	if (level->last != NULL)
		level->last->next = value;
	else
		level->first = value;
	level->last = value;
	if (level->value != NULL)
		level->value->size++;
	return value;
}

static int add_text(struct reading *r, enum json_kind kind, const char *s, size_t n)
{
	struct json *value = add(r, kind);

	if (value == NULL)
		return 0;
	value->text = cut_text(r, s, n);
	value->size = (uint32_t)n;
	return 1;
}

static int open_level(struct reading *r, enum json_kind kind)
{
	struct json *value = add(r, kind);

	if (value == NULL)
		return 0;
	r->levels[++r->depth] = (struct level){.value = value};
	return 1;
}

static int on_null(void *r)
{
	return add(r, JSON_NULL) != NULL;
}

static int on_boolean(void *r, int is_true)
{
	return add(r, is_true ? JSON_TRUE : JSON_FALSE) != NULL;
}

static int on_number(void *r, const char *s, size_t n)
{
	return add_text(r, JSON_NUMBER, s, n);
}

static int on_string(void *user, const unsigned char *s, size_t n)
{
	return add_text(user, JSON_STRING, mend(user, (const char *)s, &n), n);
}

static int on_key(void *user, const unsigned char *s, size_t n)
{
	struct reading *r = user;

	r->key = cut_text(r, mend(r, (const char *)s, &n), n);
	r->key_size = (uint32_t)n;
	return 1;
}

static int on_object(void *r)
{
	return open_level(r, JSON_OBJECT);
}

static int on_list(void *r)
{
	return open_level(r, JSON_LIST);
}

static int on_end(void *user)
{
	struct reading *r = user;
	struct level *level = &r->levels[r->depth--];
	struct json *inside = level->first;

	level->value->all = cut_aligned(r, level->value->size * sizeof(struct json *));
	for (size_t i = 0; inside != NULL; inside = inside->next)
		level->value->all[i++] = inside;
	return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_list,
    .yajl_end_array = on_end,
};

static void *yajl_allocate(void *ctx, size_t n)
{
	return mem_check(talloc_size(ctx, n));
}

static void *yajl_reallocate(void *ctx, void *p, size_t n)
{
	return mem_check(talloc_realloc_size(ctx, p, n));
}

static void yajl_release(void *ctx, void *p)
{
	(void)ctx;
	if (p != NULL)
		talloc_free(p);
}

static int explain(const struct reading *r, yajl_handle h, yajl_status status, struct error *e)
{
	char *why;

	if (status == yajl_status_client_canceled && r->n_values == LIMIT_JSON_VALUES)
		return error_set(e, E_LIMIT, "it has more than %d values", LIMIT_JSON_VALUES);
	if (status == yajl_status_client_canceled)
		return error_set(e, E_LIMIT, "nested deeper than %d levels", LIMIT_JSON_DEPTH);
	why = (char *)yajl_get_error(h, 0, NULL, 0);
	if (strstr(why, "premature EOF") != NULL)
		error_set(e, E_INPUT, "not JSON: it ends in the middle");
	else
		error_set(e, E_INPUT, "not JSON: %.*s at byte %zu", (int)strcspn(why, "\n"), why,
		    yajl_get_bytes_consumed(h));
	yajl_free_error(h, (unsigned char *)why);
	return E_INPUT;
}

static int parse(struct reading *r, struct error *e)
{
	TALLOC_CTX *scratch = mem_pool(NULL, BLOCK_LEAST);
	yajl_alloc_funcs memory = {yajl_allocate, yajl_reallocate, yajl_release, scratch};
	yajl_handle h = yajl_alloc(&callbacks, &memory, r);
	yajl_status status;
	int rc = OK;

	yajl_config(h, yajl_dont_validate_strings, 1); /* they are UTF-8 */
	status = yajl_parse(h, (const unsigned char *)r->bytes, (size_t)(r->end - r->bytes));
	if (status == yajl_status_ok)
		status = yajl_complete_parse(h);
	if (status != yajl_status_ok)
		rc = explain(r, h, status, e);
	talloc_free(scratch);
	return rc;
}

static bool only_blanks(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strchr(" \t\r\n", s[i]) == NULL || s[i] == '\0')
			return false;
	return true;
}

/* null is nothing. */
static struct json *something(struct json *value)
{
	return value != NULL && value->kind != JSON_NULL ? value : NULL;
}

int json_read(void *ctx, const char *bytes, size_t n, struct json **root, struct error *e)
{
	struct reading r = {.block_size = BLOCK_MOST};
	int rc;

	*root = NULL;
	if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		n -= 3;
	}
	if (n > UINT32_MAX)
		return error_set(e, E_LIMIT, "too large");
	if (only_blanks(bytes, n))
		return error_set(e, E_INPUT, "not JSON: it is empty");
	if (!utf8_is_valid(bytes, n)) /* yajl would take overlong forms and surrogates */
		return error_set(e, E_INPUT, "not JSON: it is not UTF-8");
	if (memchr(bytes, '\v', n) != NULL ||
	    memchr(bytes, '\f', n) != NULL) /* yajl would take them for blanks */
		return error_set(e, E_INPUT, "not JSON: a control character is in it");
	r.ctx = mem_context(ctx);
	r.bytes = bytes;
	r.end = bytes + n;
	if (n < BLOCK_MOST / 4)
		r.block_size = 4 * n > BLOCK_LEAST ? 4 * n : BLOCK_LEAST;
	if ((rc = parse(&r, e)) != OK)
		talloc_free(r.ctx);
	else
		*root = something(r.levels[0].first);
	return rc;
}

bool json_is_object(const struct json *value)
{
	return value != NULL && value->kind == JSON_OBJECT;
}

bool json_is_list(const struct json *value)
{
	return value != NULL && value->kind == JSON_LIST;
}

static bool is_text(const struct json *value)
{
	return value != NULL && (value->kind == JSON_STRING || value->kind == JSON_NUMBER);
}

/* From the end: of a key twice the last counts. */
static struct json *find(const struct json *o, const char *key)
{
	size_t n = strlen(key);

	for (size_t i = json_members(o); i-- > 0;)
		if (o->all[i]->key_size == n && memcmp(o->all[i]->key, key, n) == 0)
			return o->all[i];
	return NULL;
}

struct json *json_member(const struct json *o, const char *key)
{
	struct json *value = find(o, key);

	return json_is_object(value) ? value : NULL;
}

struct json *json_list(const struct json *o, const char *key)
{
	struct json *value = find(o, key);

	return json_is_list(value) ? value : NULL;
}

size_t json_list_size(const struct json *list, size_t max)
{
	size_t n = json_is_list(list) ? list->size : 0;

	return n < max ? n : max;
}

struct json *json_list_at(const struct json *list, size_t i)
{
	return i < json_list_size(list, SIZE_MAX) ? something(list->all[i]) : NULL;
}

size_t json_members(const struct json *o)
{
	return json_is_object(o) ? o->size : 0;
}

struct json *json_member_at(const struct json *o, size_t i, const char **key)
{
	*key = o->all[i]->key;
	return something(o->all[i]);
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

const char *json_text_of(void *ctx, const struct json *value, size_t max)
{
	size_t n;

	if (!is_text(value) || value->size == 0)
		return NULL;
	n = utf8_cut(value->text, value->size, max);
	if (memchr(value->text, '\0', n) != NULL)
		return without_nul(ctx, value->text, n, max);
	return n == value->size ? value->text : mem_strndup(ctx, value->text, n);
}

const char *json_text(void *ctx, const struct json *o, const char *key, size_t max)
{
	return json_text_of(ctx, find(o, key), max);
}

int64_t json_time(const struct json *o, const char *key)
{
	const struct json *value = find(o, key);
	int64_t ms = TIME_NONE;

	if (value != NULL && value->kind == JSON_STRING)
		time_parse(value->text, &ms);
	return ms;
}

bool json_flag(const struct json *o, const char *key)
{
	const struct json *value = find(o, key);

	return value != NULL && value->kind == JSON_TRUE;
}

bool json_has(const struct json *o, const char *key)
{
	return find(o, key) != NULL;
}

bool json_has_null(const struct json *o, const char *key)
{
	const struct json *value = find(o, key);

	return value != NULL && value->kind == JSON_NULL;
}
