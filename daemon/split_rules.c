/* How mail programs mark quotations, forwards and signatures. See split_rules.h. */
#include "split_rules.h"

#include "charset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MAX_BYTES = 40 };

static const struct {
	const char *text;
	enum label label;
} labels[] = {
    {"差出人", LABEL_FROM},
    {"差し出し人", LABEL_FROM},
    {"送信者", LABEL_FROM},
    {"発信者", LABEL_FROM},
    {"送信元", LABEL_FROM},
    {"from", LABEL_FROM},
    {"送信日時", LABEL_DATE},
    {"送信日", LABEL_DATE},
    {"発信日時", LABEL_DATE},
    {"受信日時", LABEL_DATE},
    {"日時", LABEL_DATE},
    {"日付", LABEL_DATE},
    {"date", LABEL_DATE},
    {"sent", LABEL_DATE},
    {"宛先", LABEL_TO},
    {"宛て先", LABEL_TO},
    {"あて先", LABEL_TO},
    {"受信者", LABEL_TO},
    {"to", LABEL_TO},
    {"cc", LABEL_CC},
    {"ｃｃ", LABEL_CC},
    {"bcc", LABEL_CC},
    {"件名", LABEL_SUBJECT},
    {"題名", LABEL_SUBJECT},
    {"表題", LABEL_SUBJECT},
    {"標題", LABEL_SUBJECT},
    {"subject", LABEL_SUBJECT},
    {"reply-to", LABEL_REPLY_TO},
    {"返信先", LABEL_REPLY_TO},
    {"送信済み", LABEL_DATE},
    {"送信日付", LABEL_DATE},
    {"importance", LABEL_OTHER},
    {"重要度", LABEL_OTHER},
    {"priority", LABEL_OTHER},
    {"sensitivity", LABEL_OTHER},
    {"秘密度", LABEL_OTHER},
    {"attachments", LABEL_OTHER},
    {"attachment", LABEL_OTHER},
    {"添付ファイル", LABEL_OTHER},
    {"resent-from", LABEL_OTHER},
    {"organization", LABEL_OTHER},
    {"message-id", LABEL_OTHER},
};

static const char *const ornaments[] = {"*", "=", "＝", "━", "─", "-", "_", "◆", "◇", "■",
    "□", "+", "＊", "―", "—", "–", "－", "‐", "ー", "～", "~", "#", "・", "…", "☆", "★",
    "∞", "＿", "═", "●", "○", ":", "：", ".", "/", "／", "＋", "◎", "▼", "▲", "≡", "‥",
    "^"};

/* "iPhoneから送信": what a telephone writes below every mail. */
static const struct {
	const char *text;
	bool ends; /* the line ends with it; else it begins so */
} sent_from[] = {{"から送信", true}, {"から送信されました", true}, {"より送信", true},
    {"Sent from ", false}, {"Sent via ", false}, {"Sent with ", false},
    {"Get Outlook for ", false}, {"Outlook for iOS", false},
    {"Outlook for Android", false}, {"Android 版 Outlook", false},
    {"iOS 版 Outlook", false}, {"Yahoo!メール", false},
    {"スマートフォンから送信", false}};

static const char *const hints[] = {"tel", "fax", "〒", "@", "＠", "電話", "ＴＥＬ",
    "ＦＡＸ", "℡", "☎", "http", "www.", "株式会社", "有限会社", "合同会社", "(株)",
    "（株）", "㈱", "(有)", "（有）", "e-mail", "email", "mail:", "mobile", "携帯",
    "住所", "法人", "商工会", "組合", "協会", "事務局", "センター", "振興", "公社",
    "財団"};

bool
rules_blank(struct piece_of_text line)
{
	return piece_trim_front(line).n == 0;
}

size_t
rules_bar(struct piece_of_text line)
{
	struct piece_of_text p = piece_trim(line);

	return p.n && p.s[0] == '|' && (p.n == 1 || p.s[p.n - 1] != '|')
	           ? (size_t)(p.s - line.s) + 1
	           : 0;
}

size_t
rules_initials(struct piece_of_text line)
{
	enum { INITIALS_MAX = 10 };
	size_t n = 0;

	while (n < line.n && n < INITIALS_MAX && (line.s[n] | 0x20) >= 'a' &&
	       (line.s[n] | 0x20) <= 'z')
		n++;
	if (!n || n >= line.n || line.s[n] != '>')
		return 0;
	return n + 1 == line.n || line.s[n + 1] == ' ' ? n + 1 : 0;
}

unsigned
rules_quote(struct piece_of_text *line, bool bar)
{
	struct piece_of_text p = piece_trim_front(*line);
	unsigned depth = 0;

	/* Text that is set in by more than a little is not a quotation mark's place. */
	if (p.s - line->s > 8)
		return 0;
	for (;;) {
		size_t n = piece_begins(p, ">");

		if (!n)
			n = piece_begins(p, "＞");
		if (!n && bar)
			n = piece_begins(p, "|");
		if (!n)
			break;
		piece_skip(&p, n);
		depth++;
		*line = p;
		p = piece_trim_front(p);
	}
	/* One space belongs to the mark, more is the writer's own indentation. */
	if (depth && line->n && line->s[0] == ' ')
		piece_skip(line, 1);
	return depth;
}

/* Copies what stands before the colon, without spaces, bold marks and bullets. */
static bool
label_text(
    struct piece_of_text line, char out[LABEL_MAX_BYTES], struct piece_of_text *rest)
{
	size_t used = 0, n;

	for (struct piece_of_text p = piece_trim_front(line); p.n;) {
		if (p.s[0] == ':' || piece_begins(p, "：")) {
			out[used] = '\0';
			piece_skip(&p, p.s[0] == ':' ? 1 : 3);
			*rest = p;
			return used > 0;
		}
		n = piece_space(p);
		if (!n && (p.s[0] == '*' || p.s[0] == '['))
			n = 1;
		if (!n)
			n = piece_begins(p, "・");
		if (n) {
			piece_skip(&p, n);
			continue;
		}
		if (used >= LABEL_MAX_BYTES - 1)
			return false;
		out[used++] = p.s[0];
		piece_skip(&p, 1);
	}
	return false;
}

enum label
rules_label(struct piece_of_text line, struct piece_of_text *value)
{
	char text[LABEL_MAX_BYTES];
	struct piece_of_text rest;

	if (!label_text(line, text, &rest))
		return LABEL_NONE;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		if (!str_ieq(labels[i].text, text))
			continue;
		if (value) {
			rest = piece_trim(rest);
			while (rest.n && rest.s[0] == '*')
				piece_skip(&rest, 1);
			*value = piece_trim(rest);
		}
		return labels[i].label;
	}
	return LABEL_NONE;
}

size_t
rules_ornament(struct piece_of_text p)
{
	for (size_t i = 0; i < ARRAY_LEN(ornaments); i++)
		if (piece_begins(p, ornaments[i]))
			return strlen(ornaments[i]);
	return 0;
}

bool
rules_is_rule(struct piece_of_text line)
{
	struct piece_of_text p = piece_trim(line);
	size_t marks = 0, n;

	while (p.n && ((n = rules_ornament(p)) != 0 || (n = piece_space(p)) != 0)) {
		marks += rules_ornament(p) != 0;
		piece_skip(&p, n);
	}
	return p.n == 0 && marks >= 5;
}

bool
rules_is_short_rule(struct piece_of_text line)
{
	struct piece_of_text p = piece_trim(line);
	size_t n = 0;

	while (n < p.n && p.s[n] == '-')
		n++;
	return n == p.n && n >= 2 && n <= 40;
}

bool
rules_is_signature_mark(struct piece_of_text line)
{
	return line.n >= 2 && line.n <= 4 && piece_begins(line, "--") &&
	       piece_trim(line).n == 2;
}

bool
rules_is_sent_from(struct piece_of_text line)
{
	enum { SENT_FROM_MAX = 70 };
	struct piece_of_text p = piece_trim(line);

	if (p.n > SENT_FROM_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(sent_from); i++)
		if (sent_from[i].ends ? piece_iends(p, sent_from[i].text)
		                      : piece_ibegins(p, sent_from[i].text))
			return true;
	return false;
}

bool
rules_signature_hint(struct piece_of_text line)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++)
		if (piece_holds(line, hints[i]))
			return true;
	return false;
}

static bool
subject_starts(const char *subject, const char *const *prefixes, size_t n)
{
	struct piece_of_text p;

	if (!subject)
		return false;
	p = piece_trim((struct piece_of_text){subject, strlen(subject)});
	/* A mailing list's or a case's [tag] may come first. */
	if (p.n && p.s[0] == '[') {
		const char *end = memchr(p.s, ']', p.n);

		if (end)
			piece_skip(&p, (size_t)(end + 1 - p.s));
		p = piece_trim(p);
	}
	for (size_t i = 0; i < n; i++)
		if (piece_ibegins(p, prefixes[i]))
			return true;
	return false;
}

bool
rules_subject_forward(const char *subject)
{
	static const char *const prefixes[] = {"fw:", "fwd:", "fw：", "fwd：", "ＦＷ：",
	    "Ｆｗ：", "ＦＷ:", "Fw :", "転送:", "転送：", "転送）", "転送)", "【転送】",
	    "（転送）", "(転送)", "[転送]", "(fwd)", "tr:"};

	return subject_starts(subject, prefixes, ARRAY_LEN(prefixes));
}

bool
rules_subject_reply(const char *subject)
{
	static const char *const prefixes[] = {"re:", "re：", "ＲＥ：", "Ｒｅ：",
	    "ＲＥ:", "返信:", "返信：", "re[", "re^", "aw:", "sv:"};

	return subject_starts(subject, prefixes, ARRAY_LEN(prefixes));
}
