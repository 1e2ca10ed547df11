/* Set words about a course and its visits that the reading has no kind for. */
#ifndef MADOGUCHI_COURSE_WORDS_H
#define MADOGUCHI_COURSE_WORDS_H

#include "mem.h"

/* All take the writer's own newest words as they are (NULL: none). */

/* The visit did not take place: nobody came, nobody was there. */
bool course_words_not_held(const char *text);
/* It was put off, or called off; asked of a visit, that one is meant. */
bool course_words_put_off(const char *text);
/* The text speaks of visits, and not of this one. */
bool course_words_other_visit(const char *text, int no);
/* The course is to end with the visits that were held. */
bool course_words_end(const char *text);
/* To the question whether it may end: 1 yes, -1 it should go on, 0 not clear. */
int course_words_agree(const char *text);

#endif
