/* Words that refer to an option by its place or label. Texts are folded. */
#ifndef MADOGUCHI_OPTION_REFS_H
#define MADOGUCHI_OPTION_REFS_H

#include <stddef.h>

/*
 * What a sentence that says nothing else refers to among n options: 1 to n for a place in
 * their order (「前者でお願いします」, "右端で", "真ん中です", "左から2番目"); a digit or
 * small letter, as a character, for a label ("2", 「bでお願いします」); 0 for neither.
 */
int option_reference(const char *sentence, size_t n);

#endif
