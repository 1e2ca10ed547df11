/*
 * What a mail about the list asks for: a wish, a registration number, and fields of the
 * entry as they were written. Nothing here decides; the operator verifies. Cells are read
 * as those of the list are (expert_cells.h).
 */
#ifndef MADOGUCHI_EXPERT_FORM_H
#define MADOGUCHI_EXPERT_FORM_H

#include "expert_field.h"

enum form_wish { WISH_ENTRY, WISH_PAUSE, WISH_RESUME, WISH_REMOVE };

struct form_line {
	enum expert_field field;
	char op; /* '=' set, '+' add, '-' take away */
	char *cell;
};

struct form {
	enum form_wish wish;
	char *registration_no; /* NULL: none, or more than one */
	struct form_line *v;
	size_t n;
	struct strlist troubles; /* in words, for the operator: "料金: 「…」は…" */
};

const char *form_wish_name(enum form_wish w); /* entry pause resume remove */
const char *form_wish_label(enum form_wish w);
enum form_wish form_wish_find(const char *name);

/* Reads the subject and the sender's own text (expert_form_read.c). sender: his address,
 * for "this address"; or NULL. Linear in the text's size. */
void expert_form_read(
    const char *subject, const char *text, const char *sender, struct form *out);
void expert_form_free(struct form *f);
/* Copies cell. '=' makes void what was said of the field before. */
void expert_form_add(struct form *f, enum expert_field field, char op, const char *cell);
/* Whether the field is spoken of. */
bool expert_form_has(const struct form *f, enum expert_field field);
/* Changes the entry (which owns its texts) as the form says. What cannot be read is added
 * to troubles (may be NULL) and changes nothing. */
void expert_form_apply(const struct form *f, struct expert *e, struct strlist *troubles);
/* The lines as JSON, and back; owned. */
char *expert_form_json(const struct form *f);
void expert_form_from_json(struct form *f, const char *json);
/* A newer form on top of an older one. */
void expert_form_join(struct form *newer, const struct form *older);
/* What the entry lacks to be listed, as field labels; today: ISO date. An expiry that is
 * over, or more than four years away, is as good as none: a registration is for three. */
void expert_form_lacks(
    const struct expert *e, const char *today, bool english, struct strlist *out);

#endif
