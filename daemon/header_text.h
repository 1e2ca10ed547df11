/* Small steps that words (header_words.c) and parameters (header_param.c) of header
 * fields share. */
#ifndef MADOGUCHI_HEADER_TEXT_H
#define MADOGUCHI_HEADER_TEXT_H

#include "buf.h"

/* 0 to 15, -1 when it is no digit. */
int text_hex(char c);
/* Adds s with its escapes undone; mark is '=' for Q words and '%' for parameters. */
void text_unescape(struct buf *out, const char *s, size_t n, char mark);
bool text_is_blank(char c);
/* Line ends go away, the white space after them stays as one space. Owned. */
char *text_unfold(const char *raw);
/* To one line without control characters, in place. */
void text_drop_controls(char *s);
/* Where an ISO-2022-JP shift runs (ESC $ … to the next ESC), bytes are no syntax: the
 * length of such a run at s, or 0. */
size_t text_jis_run(const char *s);

#endif
