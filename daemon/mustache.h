/*
 * Mustache over JSON data: variables, dotted names, the implicit iterator, sections,
 * inverted sections, comments, partials with indentation, set-delimiter tags and the
 * standalone-line rules of the Mustache specification. No lambdas, no inheritance.
 *
 * False are null, false, the empty list, the empty string and whatever is not there; the
 * number 0 is true. A parsed template is read-only and knows nothing of files or mails.
 */
#ifndef MADOGUCHI_MUSTACHE_H
#define MADOGUCHI_MUSTACHE_H

#include "buf.h"
#include "err.h"
#include "mem.h"

#include <jansson.h>

struct mustache;

/* What a tag does; comments and delimiters leave no tag behind. */
enum mustache_tag {
	MUSTACHE_TAG_VARIABLE,
	MUSTACHE_TAG_SECTION,
	MUSTACHE_TAG_INVERTED,
	MUSTACHE_TAG_PARTIAL
};

/* text need not outlive the call. first_line numbers its first line in messages. NULL
 * with e filled, as "LINE: what" ("7: unclosed section 'x' opened on line 3"). */
struct mustache *mustache_parse(
    const char *text, size_t first_line, struct err *e) MUST_CHECK;
void mustache_free(struct mustache *m);

/* How a rendering meets the world. All pointers are borrowed. */
struct mustache_env {
	bool escape_html; /* for {{x}}; {{{x}}} and {{&x}} never are */
	bool one_line;    /* a line break in a value becomes a space (header lines) */
	/* The partial of that name, NULL when there is none (renders as nothing). */
	const struct mustache *(*partial)(void *arg, const char *name);
	void *arg;
};

/* Control characters in values are removed (tab and line feed stay), likewise the
 * characters that turn the direction of text. False when partials or sections nest too
 * deeply or the output becomes absurdly large. */
bool mustache_render(const struct mustache *m, const json_t *data,
    const struct mustache_env *env, struct buf *out, struct err *e) MUST_CHECK;

/* Calls visit for each tag in order. path: the sections around the tag, outermost first,
 * each as it is written. Stops and returns false when visit does. */
typedef bool mustache_visit(void *arg, enum mustache_tag tag, const char *name,
    size_t line, const struct strlist *path);
bool mustache_walk(const struct mustache *m, mustache_visit *visit, void *arg);

#endif
