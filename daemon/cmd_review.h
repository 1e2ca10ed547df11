/* What the files of `madoguchi review` share: cmd_review.c (the list, the table of
 * words), cmd_review_show.c (one item in full) and cmd_review_act.c (what settles it). */
#ifndef MADOGUCHI_CMD_REVIEW_H
#define MADOGUCHI_CMD_REVIEW_H

#include "cmd.h"

#include "inbox_message.h"

struct review {
	struct cmd *cmd;
	struct store *store;
	struct desk *desk; /* NULL: the word needs the store alone */
	struct box *box;   /* made when first needed */
	char sign; /* e an event, m a message, o a mail; ?: only digits were given */
	int64_t id;
	/* Options of `case` and `as`; NULL: not given. */
	struct {
		const char *number, *category, *submenu, *theme, *prefecture, *company,
		    *contact, *email, *phone, *industry, *employees, *budget, *format,
		    *urgent;
	} o;
};

/* Takes the options out of argv, as cmd_options. */
bool review_options(struct review *r, int *operands) MUST_CHECK;
/* Releases the box. */
void review_end(struct review *r);

/* The message, read anew in the box. */
bool review_message(
    struct review *r, int64_t inbox_id, struct message *m, struct err *e) MUST_CHECK;
/* Who wrote it, and how it begins; as much of it as is still kept. */
struct review_words {
	char *from, *subject;
	struct strlist lines;
	bool more;
};
void review_words(struct review *r, int64_t inbox_id, size_t lines, size_t chars,
    struct review_words *out);
void review_words_free(struct review_words *w);

/* What a message was taken for, in Japanese. */
const char *review_kind_label(const char *kind);

int review_show(struct review *r);
int review_ignore(struct review *r);
int review_case(struct review *r);
int review_attach(struct review *r);
int review_as(struct review *r);
int review_send(struct review *r);

#endif
