/*
 * The prefecture that a text speaks of: full and short names, municipalities, well-known
 * places and postal codes, each mention weighed by how surely it is a place and by what
 * stands around it. Texts are normalised (norm_text).
 */
#ifndef MADOGUCHI_PLACE_H
#define MADOGUCHI_PLACE_H

#include "err.h"

#include <stddef.h>

struct places;

/* Reads name<TAB>prefecture number[<TAB>flags], one a line; '#' starts a comment. Flags:
 * f a family name, too; p likewise with its suffix; w a ward of a city; o counts only as
 * written, with its 市, 区, 町 or 村; s counts always. */
struct places *places_load(const char *const *paths, size_t n, struct err *e) MUST_CHECK;
void places_free(struct places *p);

/* Evidence for each prefecture, over one or more texts. {0} is none. */
struct place_votes {
	int sure[48];  /* mentions that mean this prefecture alone */
	int maybe[48]; /* names that other prefectures have too */
	int mentions;  /* the first one of all weighs more */
};

/* Adds the mentions of a text, each counted so many times. */
void places_vote(
    const struct places *p, const char *text, int times, struct place_votes *v);
/* Adds the place that a name (of a company, of an office) begins with. */
void places_hint(
    const struct places *p, const char *name, int times, struct place_votes *v);
/* Whether these bytes are the name of a place. */
bool place_is(const struct places *p, const char *s, size_t len);
/* Length of a place and the の behind it, with which a text begins (博多の…); 0: none. */
size_t place_lead(const struct places *p, const char *s);
/* The prefecture with the most evidence; 0 when there is none. */
int places_winner(const struct place_votes *v);

#endif
