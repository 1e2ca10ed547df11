/*
 * CSV (RFC 4180) out of memory, forgiving where spreadsheets are not strict: LF or CRLF,
 * quotation marks within a cell, a last line without end.
 */
#ifndef MADOGUCHI_CSV_H
#define MADOGUCHI_CSV_H

#include "err.h"

enum csv_result {
	CSV_ROW,
	CSV_BAD, /* e says what; reading goes on behind the line where the row began */
	CSV_END
};

struct csv {
	const char *at, *end; /* borrowed text */
	char separator;
	int line; /* of at, from 1 */
	bool cr;  /* lines end with CR alone, as of old Macintosh programs */
};

struct csv_row {
	struct strlist cells; /* quotation marks resolved, white space kept */
	int line;             /* where the row begins */
};

/* Tabs separate where the first line holds tabs and no comma. */
void csv_open(struct csv *c, const char *text, size_t n);
/* Fills row anew; frees what it held. Empty lines are skipped. */
enum csv_result csv_next(struct csv *c, struct csv_row *row, struct err *e) MUST_CHECK;
void csv_row_free(struct csv_row *row);

#endif
