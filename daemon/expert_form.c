/* Forms: their lines, and what these make of an entry. See expert_form.h. */
#include "expert_form.h"

#include "expert_cells.h"
#include "theme.h"
#include "utf8.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name, *label;
} wishes[] = {
    [WISH_ENTRY] = {"entry", "掲載・変更"},
    [WISH_PAUSE] = {"pause", "掲載の一時停止"},
    [WISH_RESUME] = {"resume", "掲載の再開"},
    [WISH_REMOVE] = {"remove", "掲載の終了"},
};

const char *
form_wish_name(enum form_wish w)
{
	return wishes[w].name;
}

const char *
form_wish_label(enum form_wish w)
{
	return wishes[w].label;
}

enum form_wish
form_wish_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(wishes); i++)
		if (str_eq(wishes[i].name, name))
			return (enum form_wish)i;
	return WISH_ENTRY;
}

static void
drop_lines(struct form *f, enum expert_field field)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].field == field)
			free(f->v[i].cell);
		else
			f->v[kept++] = f->v[i];
	f->n = kept;
}

void
expert_form_add(struct form *f, enum expert_field field, char op, const char *cell)
{
	enum { LINES_MAX = 100 };

	if (op == '=')
		drop_lines(f, field);
	if (f->n >= LINES_MAX)
		return;
	f->v = xreallocarray(f->v, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = (struct form_line){field, op, xstrdup(cell)};
}

bool
expert_form_has(const struct form *f, enum expert_field field)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].field == field)
			return true;
	return false;
}

void
expert_form_free(struct form *f)
{
	for (size_t i = 0; i < f->n; i++)
		free(f->v[i].cell);
	free(f->v);
	free(f->registration_no);
	strlist_free(&f->troubles);
	*f = (struct form){0};
}

/* --- on an entry --- */

static const struct cell_column *
column_of(enum expert_field field)
{
	const struct cell_column *c;

	for (size_t i = 0; (c = cell_column(i)); i++)
		if (c->field == field)
			return c;
	return NULL;
}

/* Messages of the cells begin with a file and a line, which a mail has not. */
static void
take_words(struct strlist *to, const struct strlist *from)
{
	for (size_t i = 0; to && i < from->n; i++)
		strlist_add(
		    to, str_starts(from->v[i], ":0: ") ? from->v[i] + 4 : from->v[i]);
}

/* The cell alone, on an empty entry. False: it cannot be read. */
static bool
read_cell(const struct form_line *line, struct expert *out, struct strlist *troubles)
{
	const struct cell_column *c = column_of(line->field);
	struct expert_list list = {0};
	struct reading_row r = {.file = "",
	    .column = expert_field_label(line->field),
	    .e = out,
	    .list = &list};
	char *cell = utf8_drop_unsafe(xstrdup(line->cell));

	expert_init(out);
	c->put(&r, cell, -1);
	free(cell);
	take_words(troubles, &list.problems);
	take_words(troubles, &list.warnings);
	expert_list_free(&list);
	return !r.bad;
}

static void
join_text(char **slot, const char *more)
{
	char *joined;

	if (str_empty(more) || (*slot && strstr(*slot, more)))
		return;
	joined = *slot ? xasprintf("%s、%s", *slot, more) : xstrdup(more);
	free(*slot);
	*slot = joined;
}

/* False: this field cannot be added to, or taken from, without a person. */
static bool
change(struct expert *e, const struct expert *said, const struct form_line *line)
{
	bool add = line->op == '+';

	switch (line->field) {
	case FIELD_THEMES:
		e->themes = add ? e->themes | said->themes : e->themes & ~said->themes;
		return said->themes != 0;
	case FIELD_FORMS:
		e->forms = add ? e->forms | said->forms : e->forms & ~said->forms;
		return said->forms != 0;
	case FIELD_PREFECTURES:
		e->prefectures = add ? e->prefectures | said->prefectures
		                     : e->prefectures & ~said->prefectures;
		return said->prefectures != 0;
	case FIELD_INDUSTRIES:
		if (add)
			e->industry_bits |= said->industry_bits;
		if (add)
			join_text(&e->industries, said->industries);
		return add;
	case FIELD_QUALIFICATIONS:
		if (add)
			join_text(&e->qualifications, said->qualifications);
		return add;
	case FIELD_RECORD:
		if (add)
			join_text(&e->track_record, said->track_record);
		return add;
	default: return false;
	}
}

void
expert_form_apply(const struct form *f, struct expert *e, struct strlist *troubles)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct form_line *line = &f->v[i];
		struct expert said;

		if (read_cell(line, &said, troubles)) {
			if (line->op == '=')
				expert_field_copy(e, &said, line->field);
			else if (!change(e, &said, line) && troubles)
				strlist_addf(troubles,
				    "%s: 「%s」を%s（担当者が改めてください）",
				    expert_field_label(line->field), line->cell,
				    line->op == '+' ? "追加" : "削除");
		}
		expert_free(&said);
	}
}

/* --- in the store --- */

char *
expert_form_json(const struct form *f)
{
	json_t *list = json_array();
	char *text;

	for (size_t i = 0; i < f->n; i++) {
		const char op[] = {f->v[i].op, '\0'};

		(void)json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "field",
		                                      expert_field_name(f->v[i].field),
		                                      "op", op, "cell", f->v[i].cell));
	}
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

void
expert_form_from_json(struct form *f, const char *json)
{
	json_t *list = json ? json_loads(json, 0, NULL) : NULL, *o;
	size_t i;

	json_array_foreach(list, i, o)
	{
		const char *name = json_string_value(json_object_get(o, "field")),
		           *op = json_string_value(json_object_get(o, "op")),
		           *cell = json_string_value(json_object_get(o, "cell"));
		enum expert_field field = name ? expert_field_find(name) : FIELD_NONE;

		if (field != FIELD_NONE && op && *op && strchr("=+-", *op) && cell)
			expert_form_add(f, field, *op, cell);
	}
	json_decref(list);
}

static bool
is_set(const struct form *f, enum expert_field field)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].field == field && f->v[i].op == '=')
			return true;
	return false;
}

void
expert_form_join(struct form *newer, const struct form *older)
{
	struct form joined = {0};

	for (size_t i = 0; i < older->n; i++)
		if (!is_set(newer, older->v[i].field))
			expert_form_add(
			    &joined, older->v[i].field, older->v[i].op, older->v[i].cell);
	for (size_t i = 0; i < newer->n; i++) {
		expert_form_add(
		    &joined, newer->v[i].field, newer->v[i].op, newer->v[i].cell);
		free(newer->v[i].cell);
	}
	free(newer->v);
	newer->v = joined.v;
	newer->n = joined.n;
	if (!newer->registration_no)
		newer->registration_no = xstrdup_null(older->registration_no);
	if (newer->wish == WISH_ENTRY)
		newer->wish = older->wish;
}

/* --- what is missing --- */

/* Between today and four years from now. */
static bool
plausible_end(const char *until, const char *today)
{
	char *last;
	bool ok;

	if (!until || strcmp(until, today) < 0)
		return false;
	last = xasprintf("%04ld%s", strtol(today, NULL, 10) + 4, today + 4);
	ok = strcmp(until, last) <= 0;
	free(last);
	return ok;
}

void
expert_form_lacks(
    const struct expert *e, const char *today, bool english, struct strlist *out)
{
	char themes_ja[64], themes_en[32];
	const struct {
		bool lacking;
		const char *ja, *en;
	} needs[] = {
	    {!e->registration_no, "登録番号（6桁の数字）",
	        "Registration number (six digits)"},
	    {str_empty(e->name), "氏名", "Name"},
	    {str_empty(e->email), "メールアドレス", "Mail address"},
	    {!e->themes, themes_ja, themes_en},
	    {!e->forms, "支援形態（訪問、オンライン、講習・研修、製品の選定）",
	        "Forms of support (visits, online, training, choosing products)"},
	    {!e->prefectures && !(e->forms & FORM_ONLINE), "支援対象地域（都道府県）",
	        "Prefectures"},
	    {!e->fee, "支援料金（1回2時間あたり）", "Fee (for a session of two hours)"},
	    {!plausible_end(e->valid_until, today), "登録有効期限（年月日）",
	        "Registration valid until (date)"},
	};

	(void)snprintf(themes_ja, sizeof(themes_ja), "指導テーマ（1～%d）", theme_last());
	(void)snprintf(themes_en, sizeof(themes_en), "Themes (1 to %d)", theme_last());
	for (size_t i = 0; i < ARRAY_LEN(needs); i++)
		if (needs[i].lacking)
			strlist_add(out, english ? needs[i].en : needs[i].ja);
}
