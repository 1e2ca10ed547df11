/* The fields of an expert's entry. See expert_field.h. */
#include "expert_field.h"

#include "buf.h"
#include "slots.h"
#include "theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum shape {
	SHAPE_TEXT,
	SHAPE_ADDRESS, /* case does not count */
	SHAPE_AFFILIATION,
	SHAPE_THEMES,
	SHAPE_INDUSTRIES,
	SHAPE_AREAS,
	SHAPE_FORMS,
	SHAPE_FEE,
	SHAPE_PREFECTURES,
	SHAPE_CAPACITY
};

#define AT(member) offsetof(struct expert, member)

static const struct {
	const char *name, *label, *label_en;
	enum shape shape;
	size_t at; /* of its text; 0 where it has none */
} fields[FIELD_COUNT] = {
    [FIELD_NAME] = {"name", "氏名", "Name", SHAPE_TEXT, AT(name)},
    [FIELD_AFFILIATION] = {"affiliation", "所属状況", "Employment", SHAPE_AFFILIATION,
        AT(affiliation)},
    [FIELD_ORGANISATION] = {"organisation", "所属先", "Organisation", SHAPE_TEXT,
        AT(organisation)},
    [FIELD_RESIDENCE] = {"residence", "居住地", "Residence", SHAPE_TEXT, AT(residence)},
    [FIELD_EMAIL] = {"email", "メールアドレス", "Mail address", SHAPE_ADDRESS, AT(email)},
    [FIELD_THEMES] = {"themes", "指導テーマ", "Themes", SHAPE_THEMES, 0},
    [FIELD_QUALIFICATIONS] = {"qualifications", "保有資格", "Qualifications", SHAPE_TEXT,
        AT(qualifications)},
    [FIELD_INDUSTRIES] = {"industries", "得意とする業界", "Industries", SHAPE_INDUSTRIES,
        AT(industries)},
    [FIELD_RECORD] = {"track_record", "支援実績", "Track record", SHAPE_TEXT,
        AT(track_record)},
    [FIELD_AREAS] = {"areas", "支援領域", "Areas of skill", SHAPE_AREAS, 0},
    [FIELD_FORMS] = {"forms", "支援形態", "Forms of support", SHAPE_FORMS, 0},
    [FIELD_FEE] = {"fee", "支援料金", "Fee", SHAPE_FEE, AT(fee)},
    [FIELD_PERIODS] = {"periods", "支援期間", "Periods", SHAPE_TEXT, AT(periods)},
    [FIELD_PREFECTURES] = {"prefectures", "支援対象地域", "Prefectures",
        SHAPE_PREFECTURES, 0},
    [FIELD_CAPACITY] = {"capacity", "受入可能件数", "Cases at a time", SHAPE_CAPACITY, 0},
    [FIELD_VALID_UNTIL] = {"valid_until", "登録有効期限", "Registration valid until",
        SHAPE_TEXT, AT(valid_until)},
    [FIELD_PR] = {"pr", "自己PR", "Self-introduction", SHAPE_TEXT, AT(pr)},
};

const char *
expert_field_name(enum expert_field f)
{
	return fields[f].name;
}

const char *
expert_field_label(enum expert_field f)
{
	return fields[f].label;
}

const char *
expert_field_label_en(enum expert_field f)
{
	return fields[f].label_en;
}

enum expert_field
expert_field_find(const char *name)
{
	for (int f = 0; f < FIELD_COUNT; f++)
		if (str_eq(fields[f].name, name))
			return (enum expert_field)f;
	return FIELD_NONE;
}

static const char *
text_at(const struct expert *e, size_t at)
{
	const char *const *slot =
	    (const char *const *)(const void *)((const char *)e + at);

	return *slot ? *slot : "";
}

static void
item(struct buf *b, const char *text)
{
	buf_addf(b, "%s%s", b->len ? "、" : "", text);
}

static void
add_themes(struct buf *b, const struct expert *e)
{
	for (int t = 1; t <= theme_last(); t++)
		if (e->themes & 1u << t) {
			char number[16];

			(void)snprintf(number, sizeof(number), "%d", t);
			item(b, number);
		}
}

static void
add_forms(struct buf *b, const struct expert *e)
{
	static const char *const names[] = {"訪問コンサルティング",
	    "オンラインコンサルティング", "講習・研修", "製品の選定・導入支援"};

	for (unsigned i = 0; i < ARRAY_LEN(names); i++)
		if (e->forms & 1u << i)
			item(b, names[i]);
}

static void
add_prefectures(struct buf *b, const struct expert *e)
{
	for (int n = 1; n <= 47; n++)
		if (e->prefectures >> (n - 1) & 1)
			item(b, prefecture_name(n));
}

static void
add_areas(struct buf *b, const struct expert *e)
{
	for (int i = 0; i < 8; i++)
		if (e->areas[i] != '-') {
			char *text = xasprintf("%d%s", i, e->areas[i] == 'O' ? "◎" : "○");

			item(b, text);
			free(text);
		}
}

/* A mere number, as an operator enters it, is of yen. */
static void
add_fee(struct buf *b, const char *text)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || text[digits]) {
		buf_adds(b, text);
		return;
	}
	for (size_t i = 0; i < digits; i++)
		buf_addf(b, "%s%c", i && (digits - i) % 3 == 0 ? "," : "", text[i]);
	buf_adds(b, "円");
}

char *
expert_field_text(const struct expert *e, enum expert_field f)
{
	struct buf b = {0};
	const char *text = fields[f].at ? text_at(e, fields[f].at) : "";

	switch (fields[f].shape) {
	case SHAPE_AFFILIATION:
		return xstrdup(str_eq(text, "independent") ? "独立"
		               : str_eq(text, "employed")  ? "企業勤務"
		                                           : text);
	case SHAPE_THEMES: add_themes(&b, e); break;
	case SHAPE_AREAS: add_areas(&b, e); break;
	case SHAPE_FORMS: add_forms(&b, e); break;
	case SHAPE_PREFECTURES: add_prefectures(&b, e); break;
	case SHAPE_CAPACITY: buf_addf(&b, "%d", e->capacity); break;
	case SHAPE_FEE: add_fee(&b, text); break;
	case SHAPE_TEXT:
	case SHAPE_ADDRESS:
	case SHAPE_INDUSTRIES: return xstrdup(text);
	}
	return buf_steal(&b);
}

bool
expert_field_same(const struct expert *a, const struct expert *b, enum expert_field f)
{
	size_t at = fields[f].at;

	switch (fields[f].shape) {
	case SHAPE_ADDRESS: return str_ieq(text_at(a, at), text_at(b, at));
	case SHAPE_THEMES: return a->themes == b->themes;
	case SHAPE_AREAS: return str_eq(a->areas, b->areas);
	case SHAPE_FORMS: return a->forms == b->forms;
	case SHAPE_PREFECTURES: return a->prefectures == b->prefectures;
	case SHAPE_CAPACITY: return a->capacity == b->capacity;
	case SHAPE_INDUSTRIES:
		return a->industry_bits == b->industry_bits &&
		       str_eq(text_at(a, at), text_at(b, at));
	case SHAPE_FEE:
		return a->fee_min == b->fee_min && a->fee_max == b->fee_max &&
		       str_eq(text_at(a, at), text_at(b, at));
	case SHAPE_TEXT:
	case SHAPE_AFFILIATION: break;
	}
	return str_eq(text_at(a, at), text_at(b, at));
}

static void
copy_rest(struct expert *to, const struct expert *from, enum shape shape)
{
	switch (shape) {
	case SHAPE_THEMES: to->themes = from->themes; break;
	case SHAPE_AREAS: memcpy(to->areas, from->areas, sizeof(to->areas)); break;
	case SHAPE_FORMS: to->forms = from->forms; break;
	case SHAPE_PREFECTURES: to->prefectures = from->prefectures; break;
	case SHAPE_CAPACITY: to->capacity = from->capacity; break;
	case SHAPE_INDUSTRIES: to->industry_bits = from->industry_bits; break;
	case SHAPE_FEE:
		to->fee_min = from->fee_min;
		to->fee_max = from->fee_max;
		break;
	case SHAPE_TEXT:
	case SHAPE_ADDRESS:
	case SHAPE_AFFILIATION: break;
	}
}

void
expert_field_copy(struct expert *to, const struct expert *from, enum expert_field f)
{
	size_t at = fields[f].at;

	copy_rest(to, from, fields[f].shape);
	if (at) {
		char **slot = (char **)(void *)((char *)to + at);
		const char *text = text_at(from, at);

		set_str(slot, *text ? text : NULL);
	}
}
