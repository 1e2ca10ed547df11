/*
 * A small XML document as a tree, bounded: 64 levels, 100,000 elements, and a size that
 * the caller bounds. Entities of one's own and external ones do not exist here. Names are
 * as written; namespaces are attributes. The only file that knows GLib's parser is xml.c.
 */
#ifndef MADOGUCHI_XML_H
#define MADOGUCHI_XML_H

#include "buf.h"
#include "err.h"

struct xml {
	char *name;
	struct buf text; /* all that stands directly in it, joined */
	char **attr;
	size_t attr_n; /* names and values in turn: attr has twice as many */
	struct xml *child, *next;
	struct xml *parent, *last_child; /* while it is read */
};

/* NULL with e. */
struct xml *xml_parse(const char *bytes, size_t n, struct err *e) MUST_CHECK;
void xml_free(struct xml *x);
/* The first child of a name (NULL: of any); NULL none. x may be NULL. */
const struct xml *xml_child(const struct xml *x, const char *name);
/* The next one of the same parent and name. */
const struct xml *xml_next(const struct xml *x, const char *name);
/* "" where there is none. x may be NULL. */
const char *xml_attr(const struct xml *x, const char *name);
const char *xml_text(const struct xml *x);
/* The first child of a name and namespace. */
const struct xml *xml_child_ns(const struct xml *x, const char *name, const char *ns);
/* A text as it stands in XML, between tags or in an attribute; what XML cannot hold is
 * left out. Owned. */
char *xml_escape(const char *text);

#endif
