/*
 * The Mustache engine, see mustache.h. A template is parsed once into a flat list of
 * nodes; a section knows where its content ends. Rendering walks the list with a stack of
 * contexts that lives on the C stack, so its depth is limited.
 */
#include "mustache.h"

#include "utf8.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	DEPTH_MAX = 64,   /* nested sections and partials while rendering */
	NESTING_MAX = 64, /* open sections while parsing */
	DELIM_MAX = 16,   /* bytes of a delimiter */
	OUTPUT_MAX = 16 * 1024 * 1024
};

enum node_kind { NODE_TEXT, NODE_VARIABLE, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

struct node {
	enum node_kind kind;
	char *str;    /* owned: the text, or the name */
	char *indent; /* owned; partials that stand alone on their line */
	size_t line;
	size_t end; /* sections: the first node after the content */
	bool raw;   /* variables: never escaped */
	bool bol;   /* first on its line: the indentation of a partial goes before it */
};

struct mustache {
	struct node *v;
	size_t n, cap;
};

/* --- parsing --- */

struct parser {
	struct mustache *m;
	const char *text, *pos, *end;
	const char *counted; /* lines are counted up to here */
	size_t line;
	char open[DELIM_MAX + 1], close[DELIM_MAX + 1];
	size_t stack[NESTING_MAX]; /* nodes of the open sections */
	size_t depth;
	struct err *e;
};

/* One tag as it stands in the source. */
struct tag {
	char sigil; /* 0 a variable */
	const char *start, *end;
	const char *name;
	size_t name_len;
	size_t line;
};

static struct node *
add_node(struct mustache *m, enum node_kind kind, const char *s, size_t n, size_t line)
{
	struct node *node;

	if (m->n == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 16;
		m->v = xreallocarray(m->v, m->cap, sizeof(*m->v));
	}
	node = &m->v[m->n++];
	*node = (struct node){.kind = kind, .str = xstrndup(s, n), .line = line};
	return node;
}

static bool
at_line_start(const struct parser *p, const char *s)
{
	return s == p->text || s[-1] == '\n';
}

/* Text becomes a node a line, so that each can be indented. */
static void
add_text(struct parser *p, const char *from, const char *to)
{
	while (from < to) {
		const char *nl = memchr(from, '\n', (size_t)(to - from));
		const char *stop = nl ? nl + 1 : to;
		struct node *node =
		    add_node(p->m, NODE_TEXT, from, (size_t)(stop - from), p->line);

		node->bol = at_line_start(p, from) && *from != '\n' && *from != '\r';
		from = stop;
	}
}

static size_t
line_of(struct parser *p, const char *at)
{
	for (; p->counted < at; p->counted++)
		p->line += *p->counted == '\n';
	return p->line;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_space(char c)
{
	return is_blank(c) || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static void
trim(const char **s, size_t *n)
{
	while (*n && is_space(**s)) {
		(*s)++;
		(*n)--;
	}
	while (*n && is_space((*s)[*n - 1]))
		(*n)--;
}

/* Whether the tag is alone on its line: then the line goes with it. *from is where the
 * line starts, *to where the next one does. */
static bool
standalone(
    const struct parser *p, const struct tag *t, const char **from, const char **to)
{
	const char *a = t->start, *b = t->end;

	while (a > p->text && is_blank(a[-1]))
		a--;
	if (!at_line_start(p, a))
		return false;
	while (b < p->end && is_blank(*b))
		b++;
	if (b < p->end && *b == '\r' && b + 1 < p->end && b[1] == '\n')
		b++;
	if (b < p->end && *b != '\n')
		return false;
	*from = a;
	*to = b < p->end ? b + 1 : b;
	return true;
}

/* Finds the end of the tag that starts at t->start. */
static bool
scan_tag(struct parser *p, struct tag *t)
{
	const char *s = t->start + strlen(p->open), *stop;
	char close[DELIM_MAX + 2];

	t->line = line_of(p, t->start);
	t->sigil = s < p->end && strchr("#^/>!=&{", *s) ? *s : '\0';
	if (t->sigil)
		s++;
	(void)snprintf(close, sizeof(close), "%s%s",
	    t->sigil == '{'   ? "}"
	    : t->sigil == '=' ? "="
	                      : "",
	    p->close);
	stop = strstr(s, close);
	if (!stop)
		return err_set(p->e, "%zu: unclosed tag", t->line);
	t->end = stop + strlen(close);
	t->name = s;
	t->name_len = (size_t)(stop - s);
	trim(&t->name, &t->name_len);
	if (!t->name_len && t->sigil != '!')
		return err_set(p->e, "%zu: empty tag", t->line);
	return true;
}

static bool
check_name(struct parser *p, const struct tag *t)
{
	for (size_t i = 0; i < t->name_len; i++) {
		if (is_space(t->name[i]))
			return err_set(p->e, "%zu: white space in the name '%.*s'",
			    t->line, (int)t->name_len, t->name);
	}
	return true;
}

static bool
set_delimiters(struct parser *p, const struct tag *t)
{
	const char *s = t->name, *end = s + t->name_len, *gap = s, *second;

	while (gap < end && !is_space(*gap))
		gap++;
	for (second = gap; second < end && is_space(*second);)
		second++;
	if (second == end || gap - s > DELIM_MAX || end - second > DELIM_MAX)
		return err_set(p->e, "%zu: two delimiters are needed", t->line);
	for (const char *c = second; c < end; c++) {
		if (is_space(*c))
			return err_set(p->e, "%zu: two delimiters are needed", t->line);
	}
	(void)snprintf(p->open, sizeof(p->open), "%.*s", (int)(gap - s), s);
	(void)snprintf(p->close, sizeof(p->close), "%.*s", (int)(end - second), second);
	return true;
}

static bool
open_section(struct parser *p, const struct tag *t, bool bol)
{
	struct node *node;

	if (p->depth == NESTING_MAX)
		return err_set(p->e, "%zu: sections nest too deeply", t->line);
	node = add_node(p->m, t->sigil == '#' ? NODE_SECTION : NODE_INVERTED, t->name,
	    t->name_len, t->line);
	node->bol = bol;
	p->stack[p->depth++] = p->m->n - 1;
	return true;
}

static bool
close_section(struct parser *p, const struct tag *t, bool bol)
{
	struct node *node;

	if (!p->depth)
		return err_set(p->e, "%zu: no section '%.*s' is open here", t->line,
		    (int)t->name_len, t->name);
	node = &p->m->v[p->stack[--p->depth]];
	if (strlen(node->str) != t->name_len ||
	    memcmp(node->str, t->name, t->name_len) != 0)
		return err_set(p->e,
		    "%zu: '%.*s' is closed, but section '%s' opened on line %zu is open",
		    t->line, (int)t->name_len, t->name, node->str, node->line);
	node->end = p->m->n;
	if (bol)
		add_node(p->m, NODE_TEXT, "", 0, t->line)->bol = true;
	return true;
}

/* indent: what stands before a tag that is alone on its line, else NULL. */
static bool
use_tag(struct parser *p, const struct tag *t, const char *indent, bool bol)
{
	struct node *node;

	switch (t->sigil) {
	case '!': return true;
	case '=': return set_delimiters(p, t);
	default: break;
	}
	if (!check_name(p, t))
		return false;
	switch (t->sigil) {
	case '#':
	case '^': return open_section(p, t, bol);
	case '/': return close_section(p, t, bol);
	case '>':
		node = add_node(p->m, NODE_PARTIAL, t->name, t->name_len, t->line);
		node->bol = bol;
		node->indent =
		    indent ? xstrndup(indent, (size_t)(t->start - indent)) : NULL;
		return true;
	default:
		node = add_node(p->m, NODE_VARIABLE, t->name, t->name_len, t->line);
		node->bol = bol;
		node->raw = t->sigil == '{' || t->sigil == '&';
		return true;
	}
}

/* Takes the text up to the next tag, and the tag. */
static bool
parse_step(struct parser *p)
{
	struct tag t = {.start = strstr(p->pos, p->open), .end = p->end};
	const char *from, *to;
	bool alone;

	if (!t.start) {
		(void)line_of(p, p->pos);
		add_text(p, p->pos, p->end);
		p->pos = p->end;
		return true;
	}
	if (!scan_tag(p, &t))
		return false;
	alone = t.sigil && !strchr("{&", t.sigil) && standalone(p, &t, &from, &to);
	if (!alone) {
		from = t.start;
		to = t.end;
	}
	if (from > p->pos)
		add_text(p, p->pos, from);
	if (!use_tag(p, &t, alone ? from : NULL, !alone && at_line_start(p, t.start)))
		return false;
	p->pos = to;
	return true;
}

struct mustache *
mustache_parse(const char *text, size_t first_line, struct err *e)
{
	struct parser p = {.m = xcalloc(1, sizeof(*p.m)),
	    .text = text,
	    .pos = text,
	    .end = text + strlen(text),
	    .counted = text,
	    .line = first_line,
	    .open = "{{",
	    .close = "}}",
	    .e = e};
	bool ok = true;

	while (ok && p.pos < p.end)
		ok = parse_step(&p);
	if (ok && p.depth) {
		const struct node *node = &p.m->v[p.stack[p.depth - 1]];

		ok = err_set(e, "%zu: unclosed section '%s' opened on line %zu",
		    line_of(&p, p.end), node->str, node->line);
	}
	if (ok)
		return p.m;
	mustache_free(p.m);
	return NULL;
}

void
mustache_free(struct mustache *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++) {
		free(m->v[i].str);
		free(m->v[i].indent);
	}
	free(m->v);
	free(m);
}

/* --- values --- */

struct frame {
	const json_t *value;
	const struct frame *up;
};

static const json_t *
get(const json_t *object, const char *name, size_t n)
{
	const json_t *found;
	char *key;

	if (!json_is_object(object))
		return NULL;
	key = xstrndup(name, n);
	found = json_object_get(object, key);
	free(key);
	return found;
}

/* The first part of a dotted name is looked for in every context, the others only in what
 * was found. */
static const json_t *
lookup(const struct frame *top, const char *name)
{
	size_t n = strcspn(name, ".");
	const json_t *found = NULL;

	if (strcmp(name, ".") == 0)
		return top->value;
	for (const struct frame *f = top; f && !found; f = f->up)
		found = get(f->value, name, n);
	while (found && name[n] == '.') {
		name += n + 1;
		n = strcspn(name, ".");
		found = get(found, name, n);
	}
	return found;
}

static bool
truthy(const json_t *v)
{
	if (!v || json_is_null(v) || json_is_false(v))
		return false;
	if (json_is_array(v))
		return json_array_size(v) > 0;
	if (json_is_string(v))
		return json_string_length(v) > 0;
	return true;
}

/* The shortest decimal form that reads back as the same number. */
static void
real_text(double x, char *out, size_t n)
{
	if (fabs(x) < 1e15 && rint(x) >= x && rint(x) <= x) {
		(void)snprintf(out, n, "%.0f", x);
		return;
	}
	for (int digits = 1; digits <= 17; digits++) {
		double back;

		(void)snprintf(out, n, "%.*g", digits, x);
		back = strtod(out, NULL);
		if (back >= x && back <= x)
			return;
	}
}

static const char *
html_entity(char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	default: return NULL;
	}
}

/* U+2028 and U+2029 break lines in some programs, U+0085 is among the C1 controls. */
static bool
line_separator(const char *s, size_t left)
{
	return left >= 3 &&
	       (memcmp(s, "\xe2\x80\xa8", 3) == 0 || memcmp(s, "\xe2\x80\xa9", 3) == 0);
}

static void
put_string(struct buf *out, const char *s, size_t n, bool escape, bool one_line)
{
	for (size_t i = 0; i < n; i++) {
		size_t skip = utf8_unsafe(s + i, n - i);
		const char *entity = escape ? html_entity(s[i]) : NULL;

		if (one_line && s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n')) {
			buf_addc(out, ' ');
		} else if (skip) {
			i += skip - 1;
		} else if (line_separator(s + i, n - i)) {
			buf_addc(out, one_line ? ' ' : '\n');
			i += 2;
		} else if (entity) {
			buf_adds(out, entity);
		} else {
			buf_addc(out, one_line && s[i] == '\n' ? ' ' : s[i]);
		}
	}
}

static void
put_value(struct buf *out, const json_t *v, const struct mustache_env *env, bool escape)
{
	char number[512];

	switch (v ? json_typeof(v) : JSON_NULL) {
	case JSON_STRING:
		put_string(out, json_string_value(v), json_string_length(v), escape,
		    env->one_line);
		break;
	case JSON_INTEGER:
		buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
		break;
	case JSON_REAL:
		real_text(json_real_value(v), number, sizeof(number));
		buf_adds(out, number);
		break;
	case JSON_TRUE: buf_adds(out, "true"); break;
	case JSON_FALSE: buf_adds(out, "false"); break;
	default: break; /* lists and objects have no text */
	}
}

/* --- rendering --- */

struct render {
	const struct mustache_env *env;
	struct buf *out;
	struct err *e;
	int depth;
};

static bool render_range(struct render *r, const struct mustache *m, size_t from,
    size_t to, const struct frame *top, const char *indent);

static bool
enter(struct render *r, const struct node *node)
{
	if (r->depth++ < DEPTH_MAX)
		return true;
	return err_set(r->e, "'%s' on line %zu nests too deeply", node->str, node->line);
}

static bool
render_section(struct render *r, const struct mustache *m, size_t at,
    const struct frame *top, const char *indent)
{
	const struct node *node = &m->v[at];
	const json_t *value = lookup(top, node->str);
	size_t n = json_is_array(value) ? json_array_size(value) : 1;
	bool ok = true;

	if (truthy(value) == (node->kind == NODE_INVERTED))
		return true;
	if (!enter(r, node))
		return false;
	if (node->kind == NODE_INVERTED) {
		ok = render_range(r, m, at + 1, node->end, top, indent);
	} else {
		for (size_t i = 0; ok && i < n; i++) {
			struct frame f = {
			    json_is_array(value) ? json_array_get(value, i) : value, top};

			ok = render_range(r, m, at + 1, node->end, &f, indent);
		}
	}
	r->depth--;
	return ok;
}

/* A partial alone on its line is indented as its tag is, each line of it. */
static bool
render_partial(struct render *r, const struct node *node, const struct frame *top,
    const char *indent)
{
	const struct mustache *m =
	    r->env->partial ? r->env->partial(r->env->arg, node->str) : NULL;
	char *deeper;
	bool ok;

	if (!m)
		return true;
	if (!enter(r, node))
		return false;
	deeper = xasprintf(
	    "%s%s", node->indent ? indent : "", node->indent ? node->indent : "");
	ok = render_range(r, m, 0, m->n, top, deeper);
	free(deeper);
	r->depth--;
	return ok;
}

static bool
render_range(struct render *r, const struct mustache *m, size_t from, size_t to,
    const struct frame *top, const char *indent)
{
	for (size_t i = from; i < to;) {
		const struct node *node = &m->v[i];
		bool section = node->kind == NODE_SECTION || node->kind == NODE_INVERTED;
		bool ok = true;

		if (node->bol)
			buf_adds(r->out, indent);
		if (node->kind == NODE_TEXT)
			buf_adds(r->out, node->str);
		else if (node->kind == NODE_VARIABLE)
			put_value(r->out, lookup(top, node->str), r->env,
			    r->env->escape_html && !node->raw);
		else if (node->kind == NODE_PARTIAL)
			ok = render_partial(r, node, top, indent);
		else
			ok = render_section(r, m, i, top, indent);
		if (!ok)
			return false;
		if (r->out->len > OUTPUT_MAX)
			return err_set(
			    r->e, "the text grows beyond %d bytes", OUTPUT_MAX);
		i = section ? node->end : i + 1;
	}
	return true;
}

bool
mustache_render(const struct mustache *m, const json_t *data,
    const struct mustache_env *env, struct buf *out, struct err *e)
{
	struct render r = {.env = env, .out = out, .e = e};
	struct frame root = {data, NULL};

	return render_range(&r, m, 0, m->n, &root, "");
}

/* --- looking at a template --- */

static enum mustache_tag
tag_of(enum node_kind kind)
{
	switch (kind) {
	case NODE_SECTION: return MUSTACHE_TAG_SECTION;
	case NODE_INVERTED: return MUSTACHE_TAG_INVERTED;
	case NODE_PARTIAL: return MUSTACHE_TAG_PARTIAL;
	default: return MUSTACHE_TAG_VARIABLE;
	}
}

static bool
walk_range(const struct mustache *m, size_t from, size_t to, struct strlist *path,
    mustache_visit *visit, void *arg)
{
	for (size_t i = from; i < to;) {
		const struct node *node = &m->v[i];
		bool ok;

		if (node->kind == NODE_TEXT) {
			i++;
			continue;
		}
		if (!visit(arg, tag_of(node->kind), node->str, node->line, path))
			return false;
		if (node->kind != NODE_SECTION && node->kind != NODE_INVERTED) {
			i++;
			continue;
		}
		/* An inverted section adds no context of its own. */
		if (node->kind == NODE_SECTION)
			strlist_add(path, node->str);
		ok = walk_range(m, i + 1, node->end, path, visit, arg);
		if (node->kind == NODE_SECTION)
			free(path->v[--path->n]);
		if (!ok)
			return false;
		i = node->end;
	}
	return true;
}

bool
mustache_walk(const struct mustache *m, mustache_visit *visit, void *arg)
{
	struct strlist path = {0};
	bool ok = walk_range(m, 0, m->n, &path, visit, arg);

	strlist_free(&path);
	return ok;
}
