/* Labels and cells of mails about the list; for expert_form_read.c. */
#ifndef MADOGUCHI_FORM_PARTS_H
#define MADOGUCHI_FORM_PARTS_H

#include "expert_form.h"

/* How the value hangs on its label. */
enum joint {
	JOINT_COLON,  /* 料金：… */
	JOINT_TOPIC,  /* 料金は… */
	JOINT_OBJECT, /* 料金を…に */
	JOINT_INTO    /* 地域に…を追加, 地域から…を外し */
};

struct form_label {
	enum expert_field field;
	bool number; /* the registration number, which is found otherwise */
	enum joint joint;
	const char *start, *value;
};

/* The label that begins at p, with its joint. at_start: of a line. */
bool form_label_read(const char *p, bool at_start, struct form_label *out) MUST_CHECK;
/* Whether one may begin at p, by what stands before it in the line. */
bool form_label_may_begin(const char *start, const char *p);
const char *form_skip_any(const char *p, const char *const *words, size_t n);

/* Cuts at the first of the words, in place. */
void form_cut_at(char *s, const char *const *words, size_t n);
bool form_has_any(const char *s, const char *const *words, size_t n);
/* Cuts white space and the signs that separate, at both ends, in place. */
char *form_tidy(char *s);
/* です, に変えてください and the like at the end, in place. */
void form_cut_courtesy(char *s);
/* Behind the last arrow: 企業勤務 → 独立. */
char *form_behind_arrow(char *s);
/* Unchanged, or a question. */
bool form_says_nothing_new(const char *s);
/* Without brackets that hold more than a word or two: remarks, not items. all: without
 * any. Owned. */
char *form_without_remarks(const char *s, bool all);
/* What the fee is, of a sentence about it: the last clause with an amount. Owned, or
 * NULL. */
char *form_fee_clause(const char *value);
/* The cell as the list would have it. sender: for "this address"; or NULL. Owned; NULL:
 * nothing to be read. */
char *form_cell(enum expert_field field, const char *value, const char *sender);

#endif
