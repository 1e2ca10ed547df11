/*
 * A line that lists options, with or without marks: one ("[○] 辞退する", "辞退 ←これ",
 * "承諾する場合: 山田") or several ("○承諾 ×辞退", "*承諾* / 辞退"). Texts are folded.
 */
#ifndef MADOGUCHI_OPTION_LINES_H
#define MADOGUCHI_OPTION_LINES_H

#include "option_words.h"

#define OPTIONS_MAX 4 /* in one list */

struct option_item {
	enum reply_kind kind;
	char label; /* digit or small letter; '\0' none */
	bool chosen;
	bool crossed;
	bool noted; /* something is said of it beside the mark */
	bool bound; /* that makes it conditional */
};

/* False when the line is no option, or says more than one. */
bool option_item(const char *line, struct option_item *item);

/* What stands beside an option of a row. */
enum row_mark {
	MARK_NONE,
	MARK_CHOSEN,
	MARK_EMPTY, /* an empty box */
	MARK_CROSS,
	MARK_STRUCK /* --辞退-- */
};

struct option_row {
	enum reply_kind option[OPTIONS_MAX];
	enum row_mark mark[OPTIONS_MAX];
	size_t n;
	bool unclear;     /* it cannot be told which option a mark belongs to */
	const char *rest; /* what stands behind an arrow at its end; "" for nothing */
};

/* Folds a line of a row; white space, which divides its options, stays as '|'. Owned. */
char *option_row_fold(const char *line);
/* False when it is no list of two options or more. brief: see option_word. */
bool option_row(const char *folded, bool brief, struct option_row *row);
/* The one that is marked, stands behind the arrow, or is left when the others are struck
 * out; REPLY_NONE when none or more than one is, or it is unclear. */
enum reply_kind option_row_choice(const struct option_row *row);

#endif
