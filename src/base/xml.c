/* Reading XML and HTML of strangers. See xml.h. */
#include "base/xml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/uri.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/library.h"
#include "base/limits.h"
#include "base/mem.h"

/* Few pages are XML, and libxml2 brings the tables of all the world's characters along. */
#define XML_CALLS(CALL)                                                                            \
	CALL(htmlCtxtReadMemory)                                                                   \
	CALL(htmlFreeParserCtxt)                                                                   \
	CALL(htmlNewParserCtxt)                                                                    \
	CALL(xmlBuildURI)                                                                          \
	CALL(xmlCtxtReadMemory)                                                                    \
	CALL(xmlFree)                                                                              \
	CALL(xmlFreeParserCtxt)                                                                    \
	CALL(xmlNewParserCtxt)                                                                     \
	CALL(xmlStopParser)

struct libxml {
#define CALL(name) __typeof__(name) *name;
	XML_CALLS(CALL)
#undef CALL
};

static struct libxml loaded;

static void load(void)
{
	static const struct library_call names[] = {
#define CALL(name) {#name, &loaded.name},
	    XML_CALLS(CALL)
#undef CALL
	};

	library_load(XML_SONAME, names, sizeof(names) / sizeof(names[0]));
}

static const struct libxml *libxml(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return &loaded;
}

/* One document under way. */
struct walk {
	const struct xml_visitor *visitor;
	void *user;
	xmlParserCtxt *parser;
	size_t depth;
	bool too_deep;
	bool has_type;
};

/* The parser may call on for a while after it was stopped. */
static bool is_over(const struct walk *w)
{
	return w->too_deep || w->has_type;
}

static void on_begin(void *user, const xmlChar *name, const xmlChar **attributes)
{
	struct walk *w = user;

	if (++w->depth > LIMIT_XML_DEPTH && !is_over(w)) {
		w->too_deep = true;
		libxml()->xmlStopParser(w->parser);
	}
	if (!is_over(w))
		w->visitor->begin(w->user, (const char *)name, (const char *const *)attributes);
}

static void on_end(void *user, const xmlChar *name)
{
	struct walk *w = user;

	w->depth--;
	if (!is_over(w))
		w->visitor->end(w->user, (const char *)name);
}

static void on_text(void *user, const xmlChar *bytes, int n)
{
	struct walk *w = user;

	if (!is_over(w))
		w->visitor->text(w->user, (const char *)bytes, (size_t)n);
}

/* Before what it declares is read. HTML has one as a matter of course. */
static void on_type(
    void *user, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
	struct walk *w = user;

	(void)name, (void)external_id, (void)system_id;
	w->has_type = true;
	libxml()->xmlStopParser(w->parser);
}

/* No handler looks up an entity or loads anything, and none prints. */
static void prepare(struct walk *w, xmlParserCtxt *parser)
{
	*parser->sax = (xmlSAXHandler){
	    .startElement = on_begin,
	    .endElement = on_end,
	    .characters = on_text,
	    .ignorableWhitespace = on_text,
	    .cdataBlock = on_text,
	    .initialized = 1, /* without the mark of version 2, whose handlers differ */
	};
	parser->userData = w;
	w->parser = parser;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
	for (; attributes != NULL && *attributes != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

const char *xml_reference(void *ctx, const char *base, const char *reference)
{
	xmlChar *url =
	    strlen(reference) < LIMIT_URL
		? libxml()->xmlBuildURI((const xmlChar *)reference, (const xmlChar *)base)
		: NULL;
	const char *copy = url != NULL ? mem_strdup(ctx, (const char *)url) : NULL;

	(*libxml()->xmlFree)(url);
	return copy;
}

static int explain(const struct walk *w, struct error *e)
{
	const xmlParserCtxt *parser = w->parser;

	if (w->has_type)
		return error_set(e, E_INPUT, "XML with a document type, which is not read");
	if (w->too_deep)
		return error_set(e, E_LIMIT, "nested deeper than %d levels", LIMIT_XML_DEPTH);
	if (parser->errNo == XML_ERR_NO_MEMORY)
		mem_check(NULL);
	/* libxml2's own words repeat those of the stranger. */
	return error_set(e, E_INPUT, "not XML: it is wrong, or ends too early, in line %d",
	    parser->lastError.line);
}

int xml_walk(const char *bytes, size_t n, const struct xml_visitor *v, void *user, struct error *e)
{
	struct walk w = {.visitor = v, .user = user};
	xmlParserCtxt *parser;
	int rc = OK;

	if (n == 0 || n > INT_MAX)
		return error_set(
		    e, n == 0 ? E_INPUT : E_LIMIT, n == 0 ? "not XML: it is empty" : "too large");
	parser = mem_check(libxml()->xmlNewParserCtxt());
	prepare(&w, parser);
	parser->sax->internalSubset = on_type;
	/* It gives no tree: none of the handlers makes one. */
	libxml()->xmlCtxtReadMemory(parser, bytes, (int)n, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (!parser->wellFormed || is_over(&w))
		rc = explain(&w, e);
	libxml()->xmlFreeParserCtxt(parser);
	return rc;
}

void html_walk(const char *bytes, size_t n, const struct xml_visitor *v, void *user)
{
	struct walk w = {.visitor = v, .user = user};
	htmlParserCtxt *parser;

	if (n == 0 || n > INT_MAX)
		return;
	parser = mem_check(libxml()->htmlNewParserCtxt());
	prepare(&w, parser);
	libxml()->htmlCtxtReadMemory(parser, bytes, (int)n, NULL, "UTF-8",
	    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
	if (parser->errNo == XML_ERR_NO_MEMORY)
		mem_check(NULL);
	libxml()->htmlFreeParserCtxt(parser);
}
