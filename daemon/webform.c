/*
 * Fields of a form are found line by line. A label stands alone in its line, or is parted
 * from its value by a sign; what decorates it (■, [1], 【 】) is skipped. See webform.h.
 */
#include "webform.h"

#include "norm.h"
#include "party.h"
#include "phrase.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum field {
	FIELD_PERSON,
	FIELD_FIRM,
	FIELD_MAIL,
	FIELD_PHONE,
	FIELD_MATTER,
	FIELD_COUNT
};

enum { LABEL_BYTES_MAX = 60, LINES_MAX = 400, FIELDS_MIN = 3, MATTER_BYTES_MIN = 12 };

/* What labels begin with, in small letters; the longer ones of one field first. */
static const struct {
	const char *label;
	enum field field;
} labels[] = {{"お名前", FIELD_PERSON}, {"御名前", FIELD_PERSON},
    {"ご氏名", FIELD_PERSON}, {"氏名", FIELD_PERSON}, {"名前", FIELD_PERSON},
    {"ご担当者", FIELD_PERSON}, {"担当者", FIELD_PERSON}, {"ご担当", FIELD_PERSON},
    {"代表者", FIELD_PERSON}, {"登録者", FIELD_PERSON}, {"your name", FIELD_PERSON},
    {"full name", FIELD_PERSON}, {"contact", FIELD_PERSON}, {"name", FIELD_PERSON},
    {"会社", FIELD_FIRM}, {"貴社", FIELD_FIRM}, {"御社", FIELD_FIRM},
    {"企業", FIELD_FIRM}, {"法人", FIELD_FIRM}, {"団体", FIELD_FIRM},
    {"事業所", FIELD_FIRM}, {"事業者", FIELD_FIRM}, {"屋号", FIELD_FIRM},
    {"店名", FIELD_FIRM}, {"お店", FIELD_FIRM}, {"組織", FIELD_FIRM},
    {"勤務先", FIELD_FIRM}, {"所属", FIELD_FIRM}, {"company", FIELD_FIRM},
    {"organi", FIELD_FIRM}, {"メール", FIELD_MAIL}, {"eメール", FIELD_MAIL},
    {"e-mail", FIELD_MAIL}, {"email", FIELD_MAIL}, {"mail", FIELD_MAIL},
    {"返信先", FIELD_MAIL}, {"reply_to", FIELD_MAIL}, {"ご連絡先メール", FIELD_MAIL},
    {"連絡先メール", FIELD_MAIL}, {"your email", FIELD_MAIL}, {"電話", FIELD_PHONE},
    {"お電話", FIELD_PHONE}, {"tel", FIELD_PHONE}, {"phone", FIELD_PHONE},
    {"携帯", FIELD_PHONE}, {"連絡先", FIELD_PHONE}, {"ご連絡先", FIELD_PHONE},
    {"お問い合わせ内容", FIELD_MATTER}, {"お問合せ内容", FIELD_MATTER},
    {"お問合わせ内容", FIELD_MATTER}, {"問い合わせ内容", FIELD_MATTER},
    {"問合せ内容", FIELD_MATTER}, {"お問い合わせ本文", FIELD_MATTER},
    {"ご相談内容", FIELD_MATTER}, {"相談内容", FIELD_MATTER}, {"ご相談", FIELD_MATTER},
    {"相談したい", FIELD_MATTER}, {"ご質問", FIELD_MATTER}, {"ご用件", FIELD_MATTER},
    {"用件", FIELD_MATTER}, {"ご要望", FIELD_MATTER}, {"内容", FIELD_MATTER},
    {"本文", FIELD_MATTER}, {"詳細", FIELD_MATTER}, {"詳しく", FIELD_MATTER},
    {"メッセージ", FIELD_MATTER}, {"ご依頼", FIELD_MATTER}, {"自由記", FIELD_MATTER},
    {"お困り", FIELD_MATTER}, {"message", FIELD_MATTER}, {"your message", FIELD_MATTER},
    {"inquiry", FIELD_MATTER}, {"enquiry", FIELD_MATTER}, {"comment", FIELD_MATTER},
    {"details", FIELD_MATTER}, {"question", FIELD_MATTER}, {"msg", FIELD_MATTER}};

/* What parts a label from its value. */
static const char *const signs[] = {":", "=", "]", "】", "|", "\t", "》", ">", "→"};

static const char *
skip_decoration(const char *p, const char *end)
{
	static const char *const marks[] = {"■", "□", "●", "○", "◆", "◇", "▼", "▽", "・",
	    "*", "-", "#", "[", "【", "《", "<", "(", "|", "※", "▲", "►", "▶", "◎", "★",
	    "☆"};

	while (p < end) {
		size_t n = *p == ' ' ? 1 : 0;

		for (size_t i = 0; !n && i < ARRAY_LEN(marks); i++)
			n = str_prefix(p, marks[i]);
		/* [1] 企業名, Q1 お店の名前 */
		if (!n && (*p == 'Q' || isdigit((unsigned char)*p)))
			for (n = 1; isdigit((unsigned char)p[n]);)
				n++;
		if (!n && strchr("].)", *p))
			n = 1;
		if (!n)
			break;
		p += n;
	}
	return p;
}

/* A line of a form: its label's field, and where the value begins; end: it may follow in
 * the next line. */
struct field_line {
	enum field field;
	const char *value;
};

static bool
label_at(const char *p, enum field *field)
{
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_istarts(p, labels[i].label)) {
			*field = labels[i].field;
			return true;
		}
	return false;
}

static bool
holds_stop(const char *p, const char *end)
{
	for (; p < end; p++)
		if (str_starts(p, "。") || str_starts(p, "、"))
			return true;
	return false;
}

static bool
read_line(const char *line, const char *end, struct field_line *f)
{
	const char *label = skip_decoration(line, end), *p;

	if (label >= end || !label_at(label, &f->field))
		return false;
	for (p = label; p < end && p - label <= LABEL_BYTES_MAX; p++)
		for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
			size_t n = str_prefix(p, signs[i]);

			if (!n)
				continue;
			p += n;
			while (p < end && (*p == ' ' || *p == ':'))
				p++;
			f->value = p;
			return true;
		}
	/* A label alone: no sentence. */
	f->value = end;
	return p == end && !holds_stop(label, end) && !strchr(",.!?", end[-1]);
}

struct form {
	bool field[FIELD_COUNT];
	const char *mail, *mail_end;
	size_t matter; /* bytes that the field of the matter holds */
	size_t head;   /* bytes in front of the first field */
};

/* The value of a field goes on until the next label; an address stands in its first line.
 */
static void
read_form(const char *lines, struct form *form)
{
	enum field last = FIELD_COUNT;
	const char *p = lines;
	int n = 0;

	*form = (struct form){.head = strlen(lines)};
	for (const char *end; *p && n < LINES_MAX; p = end + (*end == '\n'), n++) {
		struct field_line f;
		bool label;

		end = p + strcspn(p, "\n");
		label = end > p && read_line(p, end, &f);
		if (label) {
			if (last == FIELD_COUNT)
				form->head = (size_t)(p - lines);
			last = f.field;
			if (f.field == FIELD_MAIL && form->mail == NULL) {
				form->mail = f.value;
				form->mail_end = end;
			}
		} else if (last == FIELD_MAIL && form->mail == form->mail_end) {
			form->mail = p;
			form->mail_end = end;
		}
		if (last < FIELD_COUNT && (!label || f.value < end))
			form->field[last] = true;
		if (last == FIELD_MATTER)
			form->matter += (size_t)(end - (label ? f.value : p));
	}
}

/* What a receipt says in front of the fields that it repeats, or behind them. */
static bool
is_receipt(const char *lines, const struct form *form)
{
	static const char thanks[] =
	    "お問い合わせいただき|お問い合わせ頂き|お問合せいただき|"
	    "お問い合わせありがとう|"
	    "お問い合わせを受|お申し込みありがとう|ご応募ありがとう|ありがとうございます|"
	    "ありがとうございました|受け付けました|受付けました|受付いたしました|"
	    "受付しました|"
	    "受け付けいたしました|受付が完了|受付完了|控え";
	static const char *const always[] = {"自動返信", "自動応答", "送信内容の控え",
	    "ご入力内容の控え", "automatic reply"};
	char *head = xstrndup(lines, form->head);
	bool receipt = phrase_has(head, thanks) || str_ifind(head, "thank you for") ||
	               str_ifind(head, "we have received");

	free(head);
	for (size_t i = 0; i < ARRAY_LEN(always) && !receipt; i++)
		receipt = strstr(lines, always[i]) != NULL;
	return receipt;
}

bool
webform_filled(const char *lines)
{
	struct form form;
	int fields = 0;

	read_form(lines, &form);
	for (int i = 0; i < FIELD_COUNT; i++)
		fields += form.field[i];
	return fields >= FIELDS_MIN && form.matter >= MATTER_BYTES_MIN &&
	       !is_receipt(lines, &form);
}

char *
webform_email(const char *lines)
{
	struct form form;
	char *value, *mail;

	read_form(lines, &form);
	if (form.mail == NULL)
		return NULL;
	value = xstrndup(form.mail, (size_t)(form.mail_end - form.mail));
	mail = party_email(value, NULL);
	free(value);
	return mail;
}
