/* Where in a line a value begins, and what it is of. See form_parts.h. */
#include "form_parts.h"

#include "expert_cells.h"

#include <string.h>
#include <strings.h>

enum { LABEL_BYTES = 64 };

/* Names besides the headings of the list. */
static const struct {
	const char *names;
	enum expert_field field;
} more_names[] = {
    {"お名前|Name", FIELD_NAME},
    {"区分", FIELD_AFFILIATION},
    {"住所|住まい|Residence", FIELD_RESIDENCE},
    {"新しいメールアドレス|新メールアドレス|新しいアドレス|新アドレス|メアド|アドレス|"
     "E-mail|Mail address",
        FIELD_EMAIL},
    {"対応テーマ|対応可能なテーマ|指導できるテーマ|支援可能テーマ|支援可能なテーマ|"
     "指導の題目|Themes|Theme",
        FIELD_THEMES},
    {"他の資格|ほかの資格|その他の資格|他資格|資格欄|Qualifications",
        FIELD_QUALIFICATIONS},
    {"得意業種|得意な業種|得意な業界|得意とする業種|Industries", FIELD_INDUSTRIES},
    {"Track record", FIELD_RECORD},
    {"Forms|Form of support", FIELD_FORMS},
    {"料金帯|料金欄|料金の帯|料金の区分|単価|謝金|Fee|Fees", FIELD_FEE},
    {"Period", FIELD_PERIODS},
    {"対応可能地域|支援可能地域|支援可能な地域|活動地域|対応エリア|エリア|地域|支援対象|"
     "対象|"
     "Prefectures|Areas|Area",
        FIELD_PREFECTURES},
    {"お受けできる数|お受けできる件数|受入可能数|Capacity", FIELD_CAPACITY},
    {"登録の有効期限|新しい有効期限|更新後の有効期限|Valid until|Expiry",
        FIELD_VALID_UNTIL},
};

/* The bytes of the longest of the names (with |) that p begins with. */
static size_t
longest_name(const char *p, const char *names)
{
	size_t best = 0;

	while (*names) {
		size_t n = strcspn(names, "|");

		if (n > best && n < LABEL_BYTES && strncasecmp(p, names, n) == 0)
			best = n;
		names += n + (names[n] == '|');
	}
	return best;
}

/* The label at p; its bytes, 0 when there is none. */
static size_t
label_at(const char *p, struct form_label *out)
{
	const struct cell_column *c;
	size_t best = longest_name(
	    p, "登録番号|登録セキスペ番号|Registration number|Registration no.");

	out->number = best > 0;
	out->field = FIELD_NONE;
	for (size_t i = 0; (c = cell_column(i)); i++) {
		size_t n = c->field == FIELD_NONE ? 0 : longest_name(p, c->names);

		if (n > best) {
			best = n;
			out->number = false;
			out->field = c->field;
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(more_names); i++) {
		size_t n = longest_name(p, more_names[i].names);

		if (n > best) {
			best = n;
			out->number = false;
			out->field = more_names[i].field;
		}
	}
	return best;
}

const char *
form_skip_any(const char *p, const char *const *words, size_t n)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < n; i++)
			if (*p && str_starts(p, words[i])) {
				p += strlen(words[i]);
				again = true;
			}
	}
	return p;
}

/* （1回2時間あたり） behind a label. */
static const char *
skip_bracket(const char *p)
{
	static const struct {
		const char *open, *close;
	} brackets[] = {{"（", "）"}, {"(", ")"}};

	for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
		const char *end;

		if (!str_starts(p, brackets[i].open))
			continue;
		end = strstr(p, brackets[i].close);
		if (end && (size_t)(end - p) < LABEL_BYTES)
			return end + strlen(brackets[i].close);
	}
	return p;
}

/* What joins label and value at p; its bytes, 0 when nothing does. */
static size_t
joint_at(const char *p, bool at_start, const struct form_label *l, enum joint *joint)
{
	static const struct {
		const char *sign;
		enum joint joint;
		bool start; /* at the beginning of a line alone */
	} signs[] = {{"：", JOINT_COLON, false}, {":", JOINT_COLON, false},
	    {"　", JOINT_COLON, true}, {"\t", JOINT_COLON, true},
	    {" ", JOINT_COLON, true}, {"は", JOINT_TOPIC, false},
	    {"が", JOINT_TOPIC, false}, {"を", JOINT_OBJECT, false},
	    {"に", JOINT_INTO, false}, {"へ", JOINT_INTO, false},
	    {"から", JOINT_INTO, false}};

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (str_starts(p, signs[i].sign) &&
		    (!signs[i].start || at_start || l->field == FIELD_VALID_UNTIL)) {
			*joint = signs[i].joint;
			return strlen(signs[i].sign);
		}
	/* テーマ6の追加 */
	if (l->field == FIELD_THEMES && *p >= '1' && *p <= '6') {
		*joint = JOINT_INTO;
		return (size_t)-1;
	}
	return 0;
}

/* The label that begins at p, with its joint. */
bool
form_label_read(const char *p, bool at_start, struct form_label *out)
{
	static const char *const fill[] = {"】", "］", "]", "の欄", "欄", "の表記", "も"};
	size_t n = label_at(p, out);
	const char *q;

	if (!n)
		return false;
	out->start = p;
	q = skip_bracket(form_skip_any(p + n, fill, ARRAY_LEN(fill)));
	n = joint_at(q, at_start, out, &out->joint);
	/* 【地域】大阪 */
	if (!n && at_start && q - p > 3 && memcmp(q - 3, "】", 3) == 0) {
		out->joint = JOINT_COLON;
		n = (size_t)-1;
	}
	if (!n)
		return false;
	out->value = n == (size_t)-1 ? q : q + n;
	return true;
}

/* A label may begin behind these. */
bool
form_label_may_begin(const char *start, const char *p)
{
	static const char *const signs[] = {"、", "。", "，", "／", "　", "；", "・",
	    "（", "「", "『", "【", "の", "い", "て", ")", "）", "に"};

	if (p == start || strchr(" ,/;.(\t|", p[-1]))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		size_t n = strlen(signs[i]);

		if ((size_t)(p - start) >= n && memcmp(p - n, signs[i], n) == 0)
			return true;
	}
	return false;
}
