/*
 * CSV for spreadsheets (RFC 4180): CRLF, every cell in quotation marks, and a byte order
 * mark first, without which Excel in Japan takes UTF-8 for cp932.
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe before it: text
 * comes from strangers, and `=HYPERLINK(…)` in a name must stay a name.
 */
#ifndef MADOGUCHI_CSV_OUT_H
#define MADOGUCHI_CSV_OUT_H

#include "buf.h"

void csv_out_begin(struct buf *out);
/* cells NULL: empty ones. */
void csv_out_row(struct buf *out, const char *const *cells, size_t n);

#endif
