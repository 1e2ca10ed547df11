/*
 * A mail's text taken apart: the sender's own newest words, what was quoted or forwarded,
 * and the signature. Works on text alone, so it serves chat and test corpora as well.
 */
#ifndef MADOGUCHI_SPLIT_H
#define MADOGUCHI_SPLIT_H

#include "message.h"

/* Fills text, quoted, signature and, of a forwarded mail, fwd_from, fwd_subject and
 * fwd_text of the innermost original. Both texts may be NULL. */
void split_body(const char *subject, const char *body, struct message *m);

/* Where the parts begin, as 0-based lines of body; -1 for none. */
struct split_marks {
	long text;
	long quoted;
};

struct split_marks split_marks(const char *subject, const char *body);

#endif
