/* A small XML tree. See xml.h. */
#include "xml.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 64, ELEMENTS_MAX = 100000 };

struct reader {
	struct xml *root, *at;
	size_t depth, elements;
};

static void
refuse(GError **error, const char *why)
{
	g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "%s", why);
}

static void
on_start(GMarkupParseContext *context, const char *name, const char **names,
    const char **values, void *data, GError **error)
{
	struct reader *r = data;
	struct xml *x;

	(void)context;
	if (r->root && !r->at) {
		refuse(error, "more than one document");
		return;
	}
	if (++r->depth > DEPTH_MAX || ++r->elements > ELEMENTS_MAX) {
		refuse(error, "nested too deeply, or too much of it");
		return;
	}
	x = xcalloc(1, sizeof(*x));
	x->name = xstrdup(name);
	while (names[x->attr_n])
		x->attr_n++;
	x->attr = xcalloc(2 * x->attr_n + 1, sizeof(*x->attr));
	for (size_t i = 0; i < x->attr_n; i++) {
		x->attr[2 * i] = xstrdup(names[i]);
		x->attr[2 * i + 1] = xstrdup(values[i]);
	}
	x->parent = r->at;
	if (!r->at)
		r->root = x;
	else if (r->at->last_child)
		r->at->last_child->next = x;
	else
		r->at->child = x;
	if (r->at)
		r->at->last_child = x;
	r->at = x;
}

static void
on_end(GMarkupParseContext *context, const char *name, void *data, GError **error)
{
	struct reader *r = data;

	(void)context;
	(void)name;
	(void)error;
	r->depth--;
	r->at = r->at->parent;
}

static void
on_text(
    GMarkupParseContext *context, const char *text, size_t n, void *data, GError **error)
{
	struct reader *r = data;

	(void)context;
	(void)error;
	if (r->at)
		buf_add(&r->at->text, text, n);
}

struct xml *
xml_parse(const char *bytes, size_t n, struct err *e)
{
	static const GMarkupParser parser = {
	    .start_element = on_start, .end_element = on_end, .text = on_text};
	struct reader r = {0};
	GError *error = NULL;
	GMarkupParseContext *context =
	    g_markup_parse_context_new(&parser, (GMarkupParseFlags)0, &r, NULL);
	bool ok = !memchr(bytes, '\0', n) &&
	          g_markup_parse_context_parse(context, bytes, (gssize)n, &error) &&
	          g_markup_parse_context_end_parse(context, &error);

	if (!ok) {
		(void)err_retry(e, "the answer is no XML: %.200s",
		    error ? error->message : "a zero byte");
		xml_free(r.root);
		r.root = NULL;
	}
	g_clear_error(&error);
	g_markup_parse_context_free(context);
	return r.root;
}

/* Down to the leaves and back up by the parents: no recursion. */
void
xml_free(struct xml *x)
{
	while (x) {
		struct xml *up = x->parent;

		if (x->child) {
			struct xml *first = x->child;

			x->child = first->next;
			first->next = NULL;
			x = first;
			continue;
		}
		for (size_t i = 0; i < 2 * x->attr_n; i++)
			free(x->attr[i]);
		free(x->attr);
		free(x->name);
		buf_free(&x->text);
		free(x);
		x = up;
	}
}

const struct xml *
xml_next(const struct xml *x, const char *name)
{
	do
		x = x ? x->next : NULL;
	while (x && name && !str_eq(x->name, name));
	return x;
}

const struct xml *
xml_child(const struct xml *x, const char *name)
{
	const struct xml *child = x ? x->child : NULL;

	if (!child || !name || str_eq(child->name, name))
		return child;
	return xml_next(child, name);
}

const struct xml *
xml_child_ns(const struct xml *x, const char *name, const char *ns)
{
	const struct xml *child = xml_child(x, name);

	while (child && !str_eq(xml_attr(child, "xmlns"), ns))
		child = xml_next(child, name);
	return child;
}

const char *
xml_attr(const struct xml *x, const char *name)
{
	for (size_t i = 0; x && i < x->attr_n; i++)
		if (str_eq(x->attr[2 * i], name))
			return x->attr[2 * i + 1];
	return "";
}

const char *
xml_text(const struct xml *x)
{
	return x ? buf_str(&x->text) : "";
}

char *
xml_escape(const char *text)
{
	struct buf b = {0};

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		switch (c) {
		case '<': buf_adds(&b, "&lt;"); break;
		case '>': buf_adds(&b, "&gt;"); break;
		case '&': buf_adds(&b, "&amp;"); break;
		case '"': buf_adds(&b, "&quot;"); break;
		case '\'': buf_adds(&b, "&apos;"); break;
		default:
			if (c >= ' ' || c == '\n' || c == '\t')
				buf_addc(&b, (char)c);
		}
	}
	return buf_steal(&b);
}
