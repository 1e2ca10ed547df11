/* What a writer puts between the lines of a letter that he answers. */
#ifndef MADOGUCHI_SPLIT_COMMENTS_H
#define MADOGUCHI_SPLIT_COMMENTS_H

#include "split_lines.h"

/* Takes the writer's comments out of the quoted lines: those behind an arrow, and those
 * behind the name of whom the letter is for, "【山田】". */
void split_comments(struct lines *l);

#endif
