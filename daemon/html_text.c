/* HTML to readable text. See html_text.h. */
#include "html_text.h"

#include "arena.h"
#include "charset.h"

#include <gumbo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	HTML_MAX = 2 * 1024 * 1024,
	QUOTE_MAX = 20,
	NESTING_MAX = 4000,
	LISTS_MAX = 20,
	TAG_WORDS_MAX = 6000
};

enum role {
	ROLE_INLINE,
	ROLE_SKIP,
	ROLE_BLOCK,
	ROLE_PARAGRAPH,
	ROLE_BREAK,
	ROLE_RULE,
	ROLE_LIST,
	ROLE_NUMBERED,
	ROLE_ITEM,
	ROLE_CELL,
	ROLE_QUOTE,
	ROLE_PRE
};

static const unsigned char roles[GUMBO_TAG_LAST + 1] = {
    [GUMBO_TAG_HEAD] = ROLE_SKIP,
    [GUMBO_TAG_STYLE] = ROLE_SKIP,
    [GUMBO_TAG_SCRIPT] = ROLE_SKIP,
    [GUMBO_TAG_NOSCRIPT] = ROLE_SKIP,
    [GUMBO_TAG_TEMPLATE] = ROLE_SKIP,
    [GUMBO_TAG_TITLE] = ROLE_SKIP,
    [GUMBO_TAG_OBJECT] = ROLE_SKIP,
    [GUMBO_TAG_RP] = ROLE_SKIP,
    [GUMBO_TAG_RT] = ROLE_SKIP, /* furigana would double every name */
    [GUMBO_TAG_DIV] = ROLE_BLOCK,
    [GUMBO_TAG_TR] = ROLE_BLOCK,
    [GUMBO_TAG_TABLE] = ROLE_BLOCK,
    [GUMBO_TAG_SECTION] = ROLE_BLOCK,
    [GUMBO_TAG_ARTICLE] = ROLE_BLOCK,
    [GUMBO_TAG_HEADER] = ROLE_BLOCK,
    [GUMBO_TAG_FOOTER] = ROLE_BLOCK,
    [GUMBO_TAG_ADDRESS] = ROLE_BLOCK,
    [GUMBO_TAG_FORM] = ROLE_BLOCK,
    [GUMBO_TAG_CENTER] = ROLE_BLOCK,
    [GUMBO_TAG_DL] = ROLE_BLOCK,
    [GUMBO_TAG_DT] = ROLE_BLOCK,
    [GUMBO_TAG_DD] = ROLE_BLOCK,
    [GUMBO_TAG_UL] = ROLE_LIST,
    [GUMBO_TAG_OL] = ROLE_NUMBERED,
    [GUMBO_TAG_P] = ROLE_PARAGRAPH,
    [GUMBO_TAG_H1] = ROLE_PARAGRAPH,
    [GUMBO_TAG_H2] = ROLE_PARAGRAPH,
    [GUMBO_TAG_H3] = ROLE_PARAGRAPH,
    [GUMBO_TAG_H4] = ROLE_PARAGRAPH,
    [GUMBO_TAG_BR] = ROLE_BREAK,
    [GUMBO_TAG_HR] = ROLE_RULE,
    [GUMBO_TAG_LI] = ROLE_ITEM,
    [GUMBO_TAG_TD] = ROLE_CELL,
    [GUMBO_TAG_TH] = ROLE_CELL,
    [GUMBO_TAG_BLOCKQUOTE] = ROLE_QUOTE,
    [GUMBO_TAG_PRE] = ROLE_PRE,
};

struct writer {
	struct buf out;
	unsigned quote;            /* depth of the open blockquotes */
	unsigned pre;              /* depth of open <pre> */
	size_t line_start;         /* where the current line's own text begins */
	bool in_line;              /* the line has its mark, if any */
	bool space;                /* a space is due before the next word */
	bool empty_due;            /* an empty line is due before the next text */
	unsigned lists;            /* depth of the open lists */
	unsigned items[LISTS_MAX]; /* items so far, of those that are numbered */
	bool numbered[LISTS_MAX];
};

static void
write_marks(struct writer *w)
{
	for (unsigned i = 0; i < w->quote && i < QUOTE_MAX; i++)
		buf_adds(&w->out, "> ");
}

static void
begin_line(struct writer *w)
{
	if (w->in_line)
		return;
	if (w->empty_due && w->out.len) {
		write_marks(w);
		buf_addc(&w->out, '\n');
	}
	w->empty_due = false;
	write_marks(w);
	w->in_line = true;
	w->line_start = w->out.len;
}

static void
end_line(struct writer *w)
{
	if (w->in_line)
		buf_addc(&w->out, '\n');
	w->in_line = false;
	w->space = false;
}

static void
line_break(struct writer *w)
{
	begin_line(w);
	end_line(w);
}

static void
write_word(struct writer *w, const char *s, size_t n)
{
	begin_line(w);
	if (w->space && w->out.len > w->line_start)
		buf_addc(&w->out, ' ');
	w->space = false;
	buf_add(&w->out, s, n);
}

static void
write_pre(struct writer *w, const char *s)
{
	for (; *s; s++) {
		if (*s == '\n') {
			line_break(w);
		} else if (*s != '\r') {
			begin_line(w);
			buf_addc(&w->out, *s);
		}
	}
}

static void
write_text(struct writer *w, const char *s)
{
	static const char blank[] = " \t\r\n\f";

	if (w->pre) {
		write_pre(w, s);
		return;
	}
	while (*s) {
		size_t n = strspn(s, blank);

		w->space = w->space || n > 0;
		s += n;
		n = strcspn(s, blank);
		if (n)
			write_word(w, s, n);
		s += n;
	}
}

static const char *
attribute(const GumboNode *node, const char *name)
{
	const GumboAttribute *a = gumbo_get_attribute(&node->v.element.attributes, name);

	return a ? a->value : NULL;
}

/* True when the style says that the property has a value which begins so. */
static bool
style_says(const char *style, const char *property, const char *value)
{
	size_t n = strlen(property);
	const char *at = style;

	while ((at = str_ifind(at, property)) != NULL) {
		bool whole = at == style || strchr("; \t\r\n", at[-1]);

		at += n;
		if (whole && str_istarts(at + strspn(at, " \t:"), value))
			return true;
	}
	return false;
}

/* Text for machines, or for the preview in a list of mails. */
static bool
is_hidden(const GumboNode *node)
{
	const char *style = attribute(node, "style");

	if (attribute(node, "hidden"))
		return true;
	if (!style)
		return false;
	return style_says(style, "display", "none") ||
	       style_says(style, "visibility", "hidden") ||
	       style_says(style, "mso-hide", "all") ||
	       (style_says(style, "max-height", "0") &&
	           style_says(style, "overflow", "hidden"));
}

/* Editors indent by a quotation without a border. */
static bool
is_indent(const GumboNode *node)
{
	const char *style = attribute(node, "style");

	return style && !attribute(node, "type") && !attribute(node, "cite") &&
	       !attribute(node, "class") &&
	       (style_says(style, "border", "none") || style_says(style, "border", "0"));
}

static enum role
role_of(const GumboNode *node)
{
	if (node->type != GUMBO_NODE_ELEMENT)
		return ROLE_INLINE;
	if (node->v.element.attributes.length && is_hidden(node))
		return ROLE_SKIP;
	if (node->v.element.tag == GUMBO_TAG_BLOCKQUOTE && is_indent(node))
		return ROLE_BLOCK;
	return (enum role)roles[node->v.element.tag];
}

static void
open_list(struct writer *w, bool numbered)
{
	end_line(w);
	if (w->lists < LISTS_MAX) {
		w->items[w->lists] = 0;
		w->numbered[w->lists] = numbered;
	}
	w->lists++;
}

static void
open_item(struct writer *w)
{
	char number[16];
	unsigned i = w->lists - 1;

	end_line(w);
	if (w->lists == 0 || i >= LISTS_MAX || !w->numbered[i]) {
		write_text(w, "・");
		return;
	}
	(void)snprintf(number, sizeof(number), "%u. ", ++w->items[i]);
	write_text(w, number);
}

static void
enter(struct writer *w, enum role role)
{
	switch (role) {
	case ROLE_BREAK: line_break(w); break;
	case ROLE_RULE:
		end_line(w);
		write_text(w, "________________________________");
		end_line(w);
		break;
	case ROLE_PARAGRAPH:
		end_line(w);
		w->empty_due = true;
		break;
	case ROLE_LIST:
	case ROLE_NUMBERED: open_list(w, role == ROLE_NUMBERED); break;
	case ROLE_ITEM: open_item(w); break;
	case ROLE_CELL: w->space = true; break;
	case ROLE_QUOTE:
		end_line(w);
		w->quote++;
		break;
	case ROLE_PRE:
		end_line(w);
		w->pre++;
		break;
	case ROLE_BLOCK: end_line(w); break;
	case ROLE_INLINE:
	case ROLE_SKIP: break;
	}
}

static void
leave(struct writer *w, enum role role, unsigned depth_before)
{
	switch (role) {
	case ROLE_PARAGRAPH:
		end_line(w);
		w->empty_due = true;
		break;
	case ROLE_QUOTE:
		end_line(w);
		w->quote = depth_before;
		break;
	case ROLE_PRE:
		end_line(w);
		w->pre--;
		break;
	case ROLE_LIST:
	case ROLE_NUMBERED:
		end_line(w);
		w->lists -= w->lists > 0;
		break;
	case ROLE_BLOCK:
	case ROLE_ITEM: end_line(w); break;
	case ROLE_CELL: w->space = true; break;
	case ROLE_INLINE:
	case ROLE_SKIP:
	case ROLE_BREAK:
	case ROLE_RULE: break;
	}
}

static const GumboVector *
children_of(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_DOCUMENT)
		return &node->v.document.children;
	return node->type == GUMBO_NODE_ELEMENT ? &node->v.element.children : NULL;
}

/* Text, or the element's opening; true when the walk should go down into it. */
static bool
visit(struct writer *w, const GumboNode *node)
{
	enum role role = role_of(node);

	if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_CDATA)
		write_text(w, node->v.text.text);
	else if (node->type == GUMBO_NODE_WHITESPACE)
		write_text(w, w->pre ? node->v.text.text : " ");
	if (role == ROLE_SKIP)
		return false;
	enter(w, role);
	return children_of(node) && children_of(node)->length > 0;
}

static unsigned
quotes_above(const struct writer *w)
{
	return w->quote ? w->quote - 1 : 0;
}

/* By parent pointers, not by recursion: the depth is the sender's choice. */
static void
walk(struct writer *w, const GumboNode *root)
{
	const GumboNode *node = root;

	for (;;) {
		if (visit(w, node)) {
			node = children_of(node)->data[0];
			continue;
		}
		if (role_of(node) != ROLE_SKIP)
			leave(w, role_of(node), quotes_above(w));
		for (;;) {
			const GumboNode *parent = node->parent;
			size_t next = node->index_within_parent + 1;

			if (node == root || !parent)
				return;
			if (next < children_of(parent)->length) {
				node = children_of(parent)->data[next];
				break;
			}
			node = parent;
			leave(w, role_of(node), quotes_above(w));
		}
	}
}

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Elements that HTML closes by itself, or that hold nothing: their number is no depth. */
static bool
closes_itself(const char *s, size_t n)
{
	static const char *const names[] = {"p", "br", "li", "td", "tr", "th", "hr",
	    "img", "meta", "link", "input", "col", "dd", "dt", "option", "area", "base",
	    "wbr"};
	size_t len = 0;

	while (len < n && len < 8 && s[len] != '>' && s[len] != '/' &&
	       (unsigned char)s[len] > ' ')
		len++;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i]) == len && strncasecmp(s, names[i], len) == 0)
			return true;
	return false;
}

/* An element that is being written: its attributes are counted by the blanks and signs
 * between them. */
struct tag_scan {
	size_t start;
	size_t words;
	bool open;
	bool value; /* behind a '=' */
	char quote; /* that ends the value, 0 outside of one */
};

/* True when the element has more attributes than any program writes. */
static bool
scan_tag(struct tag_scan *t, const char *html, size_t i)
{
	char c = html[i];

	if (!t->open) {
		if (c == '<' && (html[i + 1] == '/' || is_letter(html[i + 1])))
			*t = (struct tag_scan){.start = i, .open = true};
	} else if (t->quote) {
		t->quote = c == t->quote ? '\0' : t->quote;
	} else if (t->value && (c == '"' || c == '\'')) {
		t->quote = c;
		t->value = false;
	} else if (c == '>') {
		t->open = false;
	} else if (c == '=') {
		t->value = true;
		t->words++;
	} else if (strchr(" \t\r\n\f/", c)) {
		t->words++;
	} else {
		t->value = false;
	}
	return t->words > TAG_WORDS_MAX;
}

/* gumbo's time grows with the square of the depth, and of the attributes of an element:
 * returns where the text goes beyond what any program writes, else n. */
static size_t
shallow_length(const char *html, size_t n)
{
	struct tag_scan tag = {0};
	size_t depth = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		if (scan_tag(&tag, html, i))
			return tag.start;
		if (html[i] != '<')
			continue;
		if (html[i + 1] == '/') {
			depth -= depth > 0 && !closes_itself(html + i + 2, n - i - 2);
			continue;
		}
		if (!is_letter(html[i + 1]) || closes_itself(html + i + 1, n - i - 1))
			continue;
		if (++depth > NESTING_MAX)
			return i;
	}
	return n;
}

/* No-break spaces become ordinary ones: to a reader they are the same. */
static void
plain_spaces(struct buf *b)
{
	char *to = b->data;

	for (size_t i = 0; i < b->len; i++) {
		if (b->data[i] == '\xC2' && b->data[i + 1] == '\xA0') {
			*to++ = ' ';
			i++;
		} else {
			*to++ = b->data[i];
		}
	}
	if (to)
		*to = '\0';
	b->len = to ? (size_t)(to - b->data) : 0;
}

char *
html_text(const char *html, size_t n, bool *cut)
{
	struct arena arena = {0};
	GumboOptions options = kGumboDefaultOptions;
	struct writer w = {0};
	size_t keep = shallow_length(html, utf8_fit(html, n, HTML_MAX));
	GumboOutput *tree;

	if (cut)
		*cut = keep < n;
	options.allocator = arena_alloc;
	options.deallocator = arena_ignore;
	options.userdata = &arena;
	options.max_errors = 0;
	tree = gumbo_parse_with_options(&options, html, keep);
	if (tree && tree->root)
		walk(&w, tree->root);
	arena_free(&arena);
	plain_spaces(&w.out);
	return buf_steal(&w.out);
}
