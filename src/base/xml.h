/*
 * Reading XML and HTML of strangers with libxml2, which only xml.c knows. A document is walked from
 * its beginning to its end and not kept. Nothing is fetched, and no entity is expanded but those
 * of XML itself: a document that declares any, or has a type at all, is refused.
 */
#ifndef BASE_XML_H
#define BASE_XML_H

#include <stddef.h>

#include "base/error.h"

/*
 * Called for each element as it begins and ends, and for the text between, which comes in pieces.
 * Names have their prefix ("content:encoded"), and are in lower case in HTML. The attributes are
 * names and values in turn, up to a NULL; NULL when there are none. All UTF-8, except perhaps
 * for a character that is cut in two where two pieces meet.
 */
struct xml_visitor {
	void (*begin)(void *user, const char *name, const char *const *attributes);
	void (*text)(void *user, const char *bytes, size_t n);
	void (*end)(void *user, const char *name);
};

/* NULL when the element has no such attribute, or one without a value. */
const char *xml_attribute(const char *const *attributes, const char *name);

/* What a reference in a document at base means, an address; of ctx. NULL when it means nothing. */
const char *xml_reference(void *ctx, const char *base, const char *reference);

/*
 * E_INPUT when it is not well-formed XML, or has a document type; E_LIMIT when it is nested too
 * deep. What the visitor saw until then is half a document.
 */
int xml_walk(const char *bytes, size_t n, const struct xml_visitor *v, void *user, struct error *e);

/*
 * HTML, UTF-8, or a part of it: there is no wrong one. Elements may begin that are only implied.
 * What is nested too deep, and all after it, is left out.
 */
void html_walk(const char *bytes, size_t n, const struct xml_visitor *v, void *user);

#endif
