/* CSV out of memory. See csv.h. */
#include "csv.h"

#include "buf.h"

#include <string.h>

enum { CELL_MAX_BYTES = 65536, CELLS_MAX = 512 };

/* Outside of quotation marks there are CR, and no LF. */
static bool
ends_with_cr(const char *text, size_t n)
{
	bool inside = false, cr = false;

	for (size_t i = 0; i < n; i++) {
		inside = inside != (text[i] == '"');
		if (text[i] == '\n' && !inside)
			return false;
		cr = cr || (text[i] == '\r' && !inside);
	}
	return cr;
}

static const char *
line_end(const struct csv *c, const char *from)
{
	return memchr(from, c->cr ? '\r' : '\n', (size_t)(c->end - from));
}

void
csv_open(struct csv *c, const char *text, size_t n)
{
	const char *eol;
	size_t first;

	*c = (struct csv){.at = text,
	    .end = text + n,
	    .separator = ',',
	    .line = 1,
	    .cr = ends_with_cr(text, n)};
	eol = line_end(c, text);
	first = eol ? (size_t)(eol - text) : n;
	if (memchr(text, '\t', first) && !memchr(text, ',', first))
		c->separator = '\t';
}

void
csv_row_free(struct csv_row *row)
{
	strlist_free(&row->cells);
	*row = (struct csv_row){0};
}

static bool
at_line_end(const struct csv *c)
{
	return c->at == c->end || *c->at == '\n' ||
	       (*c->at == '\r' && (c->cr || c->at + 1 == c->end || c->at[1] == '\n'));
}

static void
skip_line_end(struct csv *c)
{
	if (c->at < c->end && *c->at == '\r') {
		c->at++;
		c->line += c->cr;
		if (c->cr)
			return;
	}
	if (c->at < c->end && *c->at == '\n') {
		c->at++;
		c->line++;
	}
}

/* Behind the opening mark; line breaks within become LF. */
static bool
quoted(struct csv *c, struct buf *cell, struct err *e)
{
	int line = c->line;

	for (; c->at < c->end; c->at++) {
		if (*c->at == '"' && (c->at + 1 == c->end || c->at[1] != '"')) {
			c->at++;
			return true;
		}
		if (*c->at == '"')
			c->at++;
		if (*c->at == '\n' || (c->cr && *c->at == '\r'))
			c->line++;
		if (c->cr && *c->at == '\r')
			buf_addc(cell, '\n');
		else if (*c->at != '\r' || c->at + 1 == c->end || c->at[1] != '\n')
			buf_addc(cell, *c->at);
		if (cell->len > CELL_MAX_BYTES)
			return err_set(e,
			    "引用符で囲まれたセルが長すぎます（%d行目から。"
			    "閉じる引用符の抜けがないか確認してください）",
			    line);
	}
	return err_set(e, "%d行目で始まる引用符が閉じられていません", line);
}

static bool
plain(struct csv *c, struct buf *cell, struct err *e)
{
	while (!at_line_end(c) && *c->at != c->separator) {
		buf_addc(cell, *c->at++);
		if (cell->len > CELL_MAX_BYTES)
			return err_set(e, "セルが長すぎます");
	}
	return true;
}

static bool
read_cell(struct csv *c, struct csv_row *row, struct err *e)
{
	struct buf cell = {0};
	bool ok = true;

	if (c->at < c->end && *c->at == '"') {
		c->at++;
		ok = quoted(c, &cell, e);
	}
	/* What follows a closing mark belongs to the cell, as spreadsheets have it. */
	ok = ok && plain(c, &cell, e);
	if (ok && row->cells.n >= CELLS_MAX)
		ok = err_set(e, "列が%dを超えています", CELLS_MAX);
	if (ok)
		strlist_take(&row->cells, buf_steal(&cell));
	buf_free(&cell);
	return ok;
}

/* An open quotation mark would swallow the rest of the file: go on with the next line. */
static void
resume_behind(struct csv *c, const char *start, int line)
{
	const char *eol = line_end(c, start);

	c->at = eol ? eol + 1 : c->end;
	c->line = eol ? line + 1 : line;
}

enum csv_result
csv_next(struct csv *c, struct csv_row *row, struct err *e)
{
	const char *start;

	csv_row_free(row);
	while (c->at < c->end && at_line_end(c))
		skip_line_end(c);
	if (c->at == c->end)
		return CSV_END;
	start = c->at;
	row->line = c->line;
	for (;;) {
		if (!read_cell(c, row, e)) {
			resume_behind(c, start, row->line);
			return CSV_BAD;
		}
		if (at_line_end(c)) {
			skip_line_end(c);
			return CSV_ROW;
		}
		c->at++;
	}
}
