/* CSV for spreadsheets. See csv_out.h. */
#include "csv_out.h"

#include <string.h>

void
csv_out_begin(struct buf *out)
{
	buf_adds(out, "\xef\xbb\xbf");
}

/* Where the cell begins for a program that skips what is not seen. */
static const char *
first_seen(const char *s)
{
	for (;;) {
		if (*s && (unsigned char)*s <= 0x20)
			s++;
		else if (str_starts(s, "　"))
			s += strlen("　");
		else if (str_starts(s, "\xc2\xa0") || str_starts(s, "\xef\xbb\xbf"))
			s += *s == '\xc2' ? 2 : 3;
		else
			return s;
	}
}

/* Full-width signs as well: a spreadsheet made for Japan narrows them. */
static bool
looks_like_formula(const char *cell)
{
	static const char *const signs[] = {
	    "=", "+", "-", "@", "＝", "＋", "－", "＠", "−"};
	const char *s = first_seen(cell);

	if (*cell == '\t' || *cell == '\r' || *cell == '\n')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (str_starts(s, signs[i]))
			return true;
	return false;
}

static void
put_cell(struct buf *out, const char *cell)
{
	buf_addc(out, '"');
	if (looks_like_formula(cell))
		buf_addc(out, '\'');
	for (; *cell; cell++) {
		if (*cell == '"')
			buf_addc(out, '"');
		buf_addc(out, *cell);
	}
	buf_addc(out, '"');
}

void
csv_out_row(struct buf *out, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(out, ',');
		put_cell(out, cells[i] ? cells[i] : "");
	}
	buf_adds(out, "\r\n");
}
