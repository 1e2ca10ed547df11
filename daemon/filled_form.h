/*
 * Forms that the desk sends with a letter (visit reports, the survey) and gets back by
 * reply: lines of "label: value", filled in above or within the quotation, or typed anew.
 * Nothing is judged here; a value is what stands behind the label, in the writer's words.
 */
#ifndef MADOGUCHI_FILLED_FORM_H
#define MADOGUCHI_FILLED_FORM_H

#include "message.h"

struct form_field {
	/* Alternatives with '|' between them, small letters; of two that fit the longer
	 * one counts. form: as in the desk's own letter, looked for in the quotation,
	 * too; more: as people write it by themselves, in their own text alone; NULL
	 * none. */
	const char *form, *more;
	bool loose; /* a blank behind the label is enough: "Q1 達成" */
};

/* values[0 … n-1]: owned, or NULL where a field was not filled in. A value goes on over
 * the lines below its label up to the next label or empty line. Returns how many were
 * filled. */
size_t form_filled(
    const struct message *m, const struct form_field *fields, size_t n, char **values);
/* Lines "1) …", "2) …" from 1 on, each once and at most `most` of them: items[0 … n-1]
 * owned, without their numbers. Other lines may stand between them. Returns n; 0 where
 * the numbers are none of such a list. */
size_t form_numbered(const char *text, size_t most, char **items);
void form_values_free(char **values, size_t n);

#endif
