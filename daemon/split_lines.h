/*
 * The lines of a mail's text, each judged by split_rules.c, and what opens a quotation
 * between them: attributions, header blocks, rules. split.c makes parts of them.
 */
#ifndef MADOGUCHI_SPLIT_LINES_H
#define MADOGUCHI_SPLIT_LINES_H

#include "split_rules.h"

struct line {
	struct piece_of_text raw, inner; /* inner: without quotation marks */
	unsigned depth;
	enum opener opener;
	enum label label;
	struct piece_of_text value; /* of the label */
	size_t attribution; /* lines of the attribution that begins here, 0 for none */
	bool blank;
	bool quoted; /* belongs to the quoted part; the caller's to set */
};

struct lines {
	struct line *v;
	size_t n;
	bool guessed; /* whose some lines are was guessed; the caller's to set */
};

/* What opens a quotation at a line, and where its own text begins. */
struct opening {
	enum opener kind; /* OPENER_NONE: nothing opens here */
	size_t block;     /* first header line; 0 lines when block == text */
	size_t text;
};

/* Points into body, which must stay. */
struct lines lines_read(const char *body);
void lines_free(struct lines *l);
/* The first line from i on that is not blank; l->n when there is none. */
size_t lines_next_filled(const struct lines *l, size_t i);
struct opening lines_opening(const struct lines *l, size_t i);
/* What header line i says, with the lines that it was broken over. Owned. */
char *lines_value(const struct lines *l, size_t i, size_t end);

#endif
