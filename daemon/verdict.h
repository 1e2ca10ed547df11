/*
 * The operator's word on what a message is, in place of the desk's own reading: from the
 * command line into a reading that handlers act upon (`review case`, `review as`).
 */
#ifndef MADOGUCHI_VERDICT_H
#define MADOGUCHI_VERDICT_H

#include "reading.h"

struct verdict_kind {
	const char *word, *label; /* on the command line; in Japanese, taken as well */
	enum kind kind;
	enum reply_kind reply; /* REPLY_NONE: as the text is read in its conversation */
};
/* Kind i of the table; NULL behind the last one. */
const struct verdict_kind *verdict_kind(size_t i);
const struct verdict_kind *verdict_kind_find(const char *word);

/* What an option of `review case` states. All borrowed; NULL and 0: as read. */
struct verdict {
	const struct verdict_kind *kind; /* NULL: as read, only the case is another */
	char category;
	const char *submenu;
	int theme;
	const char *prefecture, *company, *contact, *phone, *email, *industry, *format;
	long budget_yen, employees; /* -1: as read */
	bool urgent;
};

/* Puts it into what was read. A request whose category nobody knows is asked for with the
 * menu; everything else goes on. */
void verdict_apply(const struct verdict *v, struct reading *r);

#endif
