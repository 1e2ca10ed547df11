/* HTML to readable text: line breaks where a reader sees them, quotations marked with
 * '> ' so that they can be told from the sender's own words. Wraps gumbo. */
#ifndef MADOGUCHI_HTML_TEXT_H
#define MADOGUCHI_HTML_TEXT_H

#include "buf.h"

/* html is UTF-8; at most 2 MB of it, and no absurd depth, is read (*cut says so,
 * may be NULL). Owned. */
char *html_text(const char *html, size_t n, bool *cut);

#endif
