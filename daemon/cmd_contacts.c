/*
 * `madoguchi contacts import`: who took part in an event, as the organiser lists them.
 * They are known from then on, and counted (stats, programme), whether they ever ask for
 * anything or not; nobody is written to.
 */
#include "cmd.h"

#include "buf.h"
#include "clock.h"
#include "csv.h"
#include "store_case.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 16 * 1024 * 1024 };

enum column { COMPANY, NAME, MAIL, PHONE, COLUMNS };

static const char *const heads[COLUMNS] = {[COMPANY] = "会社名",
    [NAME] = "氏名",
    [MAIL] = "メールアドレス",
    [PHONE] = "電話番号"};

struct table {
	size_t at[COLUMNS]; /* index + 1; 0: the file has no such column */
	long taken, bad;
};

static const char *
cell(const struct table *t, const struct csv_row *row, enum column c)
{
	size_t at = t->at[c];

	return at && at <= row->cells.n ? row->cells.v[at - 1] : "";
}

static bool
read_heads(struct table *t, const struct csv_row *row)
{
	for (size_t i = 0; i < row->cells.n; i++)
		for (int c = 0; c < COLUMNS; c++)
			if (str_eq(row->cells.v[i], heads[c]))
				t->at[c] = i + 1;
	return t->at[MAIL] != 0;
}

/* One @ with something on both sides, and nothing that an address never holds. */
static bool
is_address(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at > s && at[1] && !strchr(at + 1, '@') &&
	       strcspn(s, " \t\r\n<>,;\"()") == strlen(s) && strlen(s) <= 254;
}

static void
take_row(struct table *t, struct store *s, const char *path, const struct csv_row *row)
{
	const char *mail = cell(t, row, MAIL);

	if (!is_address(mail)) {
		(void)fprintf(stderr, "madoguchi: %s:%d: no mail address: %s\n", path,
		    row->line, mail);
		t->bad++;
		return;
	}
	(void)store_person(s, mail, cell(t, row, NAME), cell(t, row, COMPANY),
	    cell(t, row, PHONE), clock_now());
	t->taken++;
}

static int
take_all(struct table *t, struct store *s, const char *path, struct buf *text)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t skip = str_starts(buf_str(text), mark) ? sizeof(mark) - 1 : 0;
	struct csv csv;
	struct csv_row row = {0};
	struct err e = {0};
	enum csv_result result;
	bool heads_read = false;

	csv_open(&csv, buf_str(text) + skip, text->len - skip);
	while ((result = csv_next(&csv, &row, &e)) != CSV_END) {
		if (result == CSV_BAD) {
			(void)fprintf(stderr, "madoguchi: %s: %s\n", path, e.text);
			t->bad++;
		} else if (heads_read) {
			take_row(t, s, path, &row);
		} else if (!(heads_read = read_heads(t, &row))) {
			break;
		}
	}
	csv_row_free(&row);
	return heads_read ? t->bad ? CMD_NO : CMD_OK
	                  : cmd_fail(CMD_USAGE, "%s: no column %s", path, heads[MAIL]);
}

static int
import_file(struct cmd *c, const char *path)
{
	struct table t = {0};
	struct buf text = {0};
	struct store *s;
	struct err e = {0};
	int code;

	if (!buf_read_file(&text, path, FILE_MAX_BYTES)) {
		buf_free(&text);
		return cmd_fail(CMD_USAGE, "%s: %s", path, strerror(errno));
	}
	s = cmd_store(c);
	if (!s || !store_begin(s)) {
		code = CMD_SYSTEM;
	} else {
		code = take_all(&t, s, path, &text);
		if (!store_commit(s, &e))
			code = cmd_fail(CMD_SYSTEM, "%s", e.text);
	}
	if (s)
		store_close(s);
	buf_free(&text);
	if (code <= CMD_NO && c->json)
		cmd_print_json(json_pack("{s:I, s:I}", "taken", (json_int_t)t.taken,
		    "bad", (json_int_t)t.bad));
	else if (code <= CMD_NO)
		(void)printf("%ld名を取り込みました\n", t.taken);
	return code;
}

int
cmd_contacts(struct cmd *c)
{
	int n;

	if (!cmd_options(c, NULL, 0, &n))
		return CMD_USAGE;
	if (n != 2 || !str_eq(c->argv[1], "import"))
		return cmd_fail(CMD_USAGE, "contacts: import FILE.csv was expected");
	return import_file(c, c->argv[2]);
}
