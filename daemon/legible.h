/* Whether a text can be read at all: what came may be empty, or bytes that are no text.
 */
#ifndef MADOGUCHI_LEGIBLE_H
#define MADOGUCHI_LEGIBLE_H

enum legible { LEGIBLE_TEXT, LEGIBLE_EMPTY, LEGIBLE_NOT };

/* Of a normalised text; signs and blanks alone are nothing to read. */
enum legible legible(const char *text);

#endif
