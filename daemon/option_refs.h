/* Words that refer to an option by its place or label. Texts are folded. */
#ifndef MADOGUCHI_OPTION_REFS_H
#define MADOGUCHI_OPTION_REFS_H

#include <stddef.h>

/* Which of n options a text of a few words names by its place ("右端で", "真ん中です",
 * "左から2番目"), from 1; 0 when none. */
size_t option_place(const char *text, size_t n);
/*
 * What a sentence that says nothing else refers to: 1 to 3 for a place in the order
 * (「前者でお願いします」, 「後者です」, 「三番目で」); a digit or small letter, as a
 * character, for a label ("2", 「bでお願いします」); 0 for neither.
 */
int option_reference(const char *sentence);

#endif
