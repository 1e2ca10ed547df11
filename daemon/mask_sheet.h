/*
 * A text while it is being masked: each byte is marked with the sort of what it belongs
 * to, and the marks are written out at the end. For the parts of mask.h alone.
 */
#ifndef MADOGUCHI_MASK_SHEET_H
#define MADOGUCHI_MASK_SHEET_H

#include "mask.h"

enum mask_sort {
	MASK_NOTHING,
	MASK_COMPANY,
	MASK_PERSON,
	MASK_MAIL,
	MASK_URL,
	MASK_NUMBER,
	MASK_CODE,
	MASK_STREET,
	MASK_PLACE,
	MASK_SORTS
};

struct sheet {
	char *text;          /* normalised */
	unsigned char *sort; /* of each byte of text */
	size_t n;
};

/* Marks [from, to) of the text; what has a mark keeps it. */
void sheet_mark(struct sheet *s, const char *from, const char *to, enum mask_sort sort);
bool sheet_marked(const struct sheet *s, const char *p);

/* Mail addresses, links, figures, identifiers, places and streets (mask_figures.c,
 * mask_place.c). */
void mask_figures(struct sheet *s);
void mask_places(struct sheet *s);
/* Length of a figure at p, also in kanji; 0: none. */
size_t mask_digit(const char *p);
/* Companies and people by the words around them (mask_names.c); found names are learnt.
 */
void mask_names(struct sheet *s, struct mask *k);
/* What the desk's own search finds in a text is learnt; k->lists is there. */
void mask_search(struct mask *k, const char *text);
/* The same by weaker signs (mask_context.c); after mask_names. */
void mask_context(struct sheet *s, struct mask *k);
/* The normal form of a text in which 髙橋 is 高橋: lists know names in one way of
 * writing. Owned. */
char *mask_norm(const char *text);
/* Length of a legal form of companies at p, normalised (mask_names.c); 0: none. */
size_t mask_legal_form(const char *p);
/* Every place where a known name stands (mask_known.c). */
void mask_known(struct sheet *s, const struct mask *k);
bool mask_holds_known(const char *text, const struct mask *k);

/* Learning (mask_known.c). Too short or too common words are not taken. */
void mask_learn_word(struct mask *k, const char *word, enum mask_sort sort);
void mask_learn_company(struct mask *k, const char *name);
void mask_learn_person(struct mask *k, const char *name);
/* The words of a mail address: yamada@tsubame-seiki.example.jp. */
void mask_learn_address(struct mask *k, const char *addr);

#endif
