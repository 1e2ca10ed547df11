/* How mail programs mark quotations, forwards and signatures. See split_rules.h. */
#include "split_rules.h"

#include "charset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 400, LABEL_MAX_BYTES = 40 };

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

/* How the text of an opener, freed of rules and white space, is compared. */
enum fit { FIT_IS, FIT_STARTS, FIT_ENDS, FIT_HOLDS };

static const struct {
	const char *text;
	enum fit fit;
	bool ruled; /* only between rules such as ----- */
	enum opener opener;
} openers[] = {
    {"Original Message Ends", FIT_IS, true, OPENER_END},
    {"Forwarded Message Ends", FIT_IS, true, OPENER_END},
    {"Original Message", FIT_IS, true, OPENER_ORIGINAL},
    {"元のメッセージ", FIT_IS, true, OPENER_ORIGINAL},
    {"元のメール", FIT_IS, true, OPENER_ORIGINAL},
    {"Original Appointment", FIT_IS, true, OPENER_ORIGINAL},
    {"返信元メッセージ", FIT_IS, true, OPENER_ORIGINAL},
    {"Forwarded message", FIT_STARTS, true, OPENER_FORWARD},
    {"Forwarded by", FIT_STARTS, true, OPENER_FORWARD},
    {"Begin forwarded message", FIT_STARTS, false, OPENER_FORWARD},
    {"Begin Forwarded Message", FIT_STARTS, true, OPENER_FORWARD},
    {"転送されたメッセージ", FIT_IS, true, OPENER_FORWARD},
    {"転送されたメッセージ:", FIT_IS, false, OPENER_FORWARD},
    {"転送されたメッセージ：", FIT_IS, false, OPENER_FORWARD},
    {"転送メッセージ", FIT_STARTS, true, OPENER_FORWARD},
    {"転送メール", FIT_STARTS, true, OPENER_FORWARD},
    {"により転送", FIT_HOLDS, true, OPENER_FORWARD},
    {"ここまで", FIT_HOLDS, true, OPENER_CLOSE},
    {"以上", FIT_STARTS, true, OPENER_CLOSE},
    {"ここから", FIT_HOLDS, true, OPENER_PASTED},
    {"以下、", FIT_STARTS, true, OPENER_PASTED},
    {"以下転送", FIT_STARTS, true, OPENER_PASTED},
    {"以下引用", FIT_STARTS, true, OPENER_PASTED},
    {"転送", FIT_IS, true, OPENER_PASTED},
    {"原文", FIT_IS, true, OPENER_PASTED},
    {"さんは書きました:", FIT_ENDS, false, OPENER_REPLY},
    {"さんは書きました：", FIT_ENDS, false, OPENER_REPLY},
    {"さんが書きました:", FIT_ENDS, false, OPENER_REPLY},
    {"は書きました:", FIT_ENDS, false, OPENER_REPLY},
    {"のメール:", FIT_ENDS, false, OPENER_REPLY},
    {"のメール：", FIT_ENDS, false, OPENER_REPLY},
    {"のメッセージ:", FIT_ENDS, false, OPENER_REPLY},
    {"のメッセージ：", FIT_ENDS, false, OPENER_REPLY},
    {"wrote:", FIT_ENDS, false, OPENER_REPLY},
    {"wrote :", FIT_ENDS, false, OPENER_REPLY},
    {"In article <", FIT_STARTS, false, OPENER_REPLY},
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

/* Bytes of white space at the front, the full-width space included. */
static size_t
space_at(struct piece_of_text p)
{
	static const char *const spaces[] = {
	    " ", "\t", "\r", "\xE3\x80\x80", "\xC2\xA0", "\xE2\x80\x8B"};

	for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
		size_t n = strlen(spaces[i]);

		if (p.n >= n && memcmp(p.s, spaces[i], n) == 0)
			return n;
	}
	return 0;
}

static void
skip(struct piece_of_text *p, size_t n)
{
	p->s += n;
	p->n -= n;
}

static struct piece_of_text
trim_front(struct piece_of_text p)
{
	for (size_t n; (n = space_at(p)) != 0;)
		skip(&p, n);
	return p;
}

static struct piece_of_text
trim(struct piece_of_text p)
{
	static const char wide[] = "\xE3\x80\x80";

	p = trim_front(p);
	for (;;) {
		if (p.n && strchr(" \t\r\n", p.s[p.n - 1]))
			p.n--;
		else if (p.n >= 3 && memcmp(p.s + p.n - 3, wide, 3) == 0)
			p.n -= 3;
		else
			return p;
	}
}

bool
rules_blank(struct piece_of_text line)
{
	return trim_front(line).n == 0;
}

static size_t
begins(struct piece_of_text p, const char *with)
{
	size_t n = strlen(with);

	return p.n >= n && memcmp(p.s, with, n) == 0 ? n : 0;
}

static bool
ibegins(struct piece_of_text p, const char *with)
{
	size_t n = strlen(with);

	for (size_t i = 0; i < n; i++) {
		unsigned char a, b;

		if (i >= p.n)
			return false;
		a = (unsigned char)p.s[i];
		b = (unsigned char)with[i];
		if (a != b &&
		    ((a | 0x20) != (b | 0x20) || (a | 0x20) < 'a' || (a | 0x20) > 'z'))
			return false;
	}
	return true;
}

static bool
holds(struct piece_of_text p, const char *what)
{
	for (; p.n; skip(&p, 1))
		if (ibegins(p, what))
			return true;
	return false;
}

static bool
iends(struct piece_of_text p, const char *with)
{
	size_t n = strlen(with);

	if (p.n < n)
		return false;
	skip(&p, p.n - n);
	return ibegins(p, with);
}

size_t
rules_bar(struct piece_of_text line)
{
	struct piece_of_text p = trim(line);

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
	struct piece_of_text p = trim_front(*line);
	unsigned depth = 0;

	/* Text that is set in by more than a little is not a quotation mark's place. */
	if (p.s - line->s > 8)
		return 0;
	for (;;) {
		size_t n = begins(p, ">");

		if (!n)
			n = begins(p, "＞");
		if (!n && bar)
			n = begins(p, "|");
		if (!n)
			break;
		skip(&p, n);
		depth++;
		*line = p;
		p = trim_front(p);
	}
	/* One space belongs to the mark, more is the writer's own indentation. */
	if (depth && line->n && line->s[0] == ' ')
		skip(line, 1);
	return depth;
}

/* Copies what stands before the colon, without spaces, bold marks and bullets. */
static bool
label_text(
    struct piece_of_text line, char out[LABEL_MAX_BYTES], struct piece_of_text *rest)
{
	size_t used = 0, n;

	for (struct piece_of_text p = trim_front(line); p.n;) {
		if (p.s[0] == ':' || begins(p, "：")) {
			out[used] = '\0';
			skip(&p, p.s[0] == ':' ? 1 : 3);
			*rest = p;
			return used > 0;
		}
		n = space_at(p);
		if (!n && (p.s[0] == '*' || p.s[0] == '['))
			n = 1;
		if (!n)
			n = begins(p, "・");
		if (n) {
			skip(&p, n);
			continue;
		}
		if (used >= LABEL_MAX_BYTES - 1)
			return false;
		out[used++] = p.s[0];
		skip(&p, 1);
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
			rest = trim(rest);
			while (rest.n && rest.s[0] == '*')
				skip(&rest, 1);
			*value = trim(rest);
		}
		return labels[i].label;
	}
	return LABEL_NONE;
}

static size_t
ornament_at(struct piece_of_text p)
{
	for (size_t i = 0; i < ARRAY_LEN(ornaments); i++)
		if (begins(p, ornaments[i]))
			return strlen(ornaments[i]);
	return 0;
}

bool
rules_is_rule(struct piece_of_text line)
{
	struct piece_of_text p = trim(line);
	size_t marks = 0, n;

	while (p.n && ((n = ornament_at(p)) != 0 || (n = space_at(p)) != 0)) {
		marks += ornament_at(p) != 0;
		skip(&p, n);
	}
	return p.n == 0 && marks >= 5;
}

bool
rules_is_short_rule(struct piece_of_text line)
{
	struct piece_of_text p = trim(line);
	size_t n = 0;

	while (n < p.n && p.s[n] == '-')
		n++;
	return n == p.n && n >= 2 && n <= 40;
}

bool
rules_is_signature_mark(struct piece_of_text line)
{
	return line.n >= 2 && line.n <= 4 && begins(line, "--") && trim(line).n == 2;
}

bool
rules_is_sent_from(struct piece_of_text line)
{
	enum { SENT_FROM_MAX = 70 };
	struct piece_of_text p = trim(line);

	if (p.n > SENT_FROM_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(sent_from); i++)
		if (sent_from[i].ends ? iends(p, sent_from[i].text)
		                      : ibegins(p, sent_from[i].text))
			return true;
	return false;
}

bool
rules_signature_hint(struct piece_of_text line)
{
	for (size_t i = 0; i < ARRAY_LEN(hints); i++)
		if (holds(line, hints[i]))
			return true;
	return false;
}

/* Takes rules and spaces off both ends; *marks counts the ornaments on the poorer side.
 */
static struct piece_of_text
unrule(struct piece_of_text p, size_t *marks)
{
	size_t front = 0, back = 0, n;

	p = trim(p);
	while (p.n && (((n = ornament_at(p)) != 0 && ++front) || (n = space_at(p)) != 0))
		skip(&p, n);
	while (p.n) {
		struct piece_of_text last = {p.s + p.n - 1, 1};

		/* Step back over one whole character. */
		while (last.s > p.s && ((unsigned char)last.s[0] & 0xC0) == 0x80) {
			last.s--;
			last.n++;
		}
		if (ornament_at(last))
			back++;
		else if (!space_at(last))
			break;
		p.n -= last.n;
	}
	*marks = front < back ? front : back;
	return p;
}

static bool
fits(struct piece_of_text p, const char *text, enum fit fit)
{
	switch (fit) {
	case FIT_IS: return p.n == strlen(text) && ibegins(p, text);
	case FIT_STARTS: return ibegins(p, text);
	case FIT_ENDS: return iends(p, text);
	case FIT_HOLDS: return holds(p, text);
	}
	return false;
}

static bool
digits_at(struct piece_of_text *p, size_t least, size_t most)
{
	size_t n = 0;

	while (n < p->n && p->s[n] >= '0' && p->s[n] <= '9')
		n++;
	if (n < least || n > most)
		return false;
	skip(p, n);
	return true;
}

static bool
has_clock_time(struct piece_of_text p)
{
	for (; p.n >= 4; skip(&p, 1)) {
		struct piece_of_text at = p;

		if (digits_at(&at, 1, 2) && begins(at, ":")) {
			skip(&at, 1);
			if (at.n >= 2 && digits_at(&at, 2, 2))
				return true;
		}
	}
	return false;
}

/* "2024年11月5日(火) 10:00 山田太郎 <y@example.jp>:", perhaps broken before the '<'. */
static bool
is_dated_attribution(struct piece_of_text p, struct piece_of_text next)
{
	struct piece_of_text rest = p;

	if (!digits_at(&rest, 4, 4) || !begins(rest, "年") || !has_clock_time(p))
		return false;
	if (iends(p, ":") || iends(p, "："))
		return true;
	next = trim(next);
	return next.n && next.s[0] == '<' && iends(next, ">:");
}

static bool
starts_with_date(struct piece_of_text p)
{
	return ibegins(p, "on ") || digits_at(&p, 4, 4);
}

/* "On … +0900" with "… wrote:" on the next line. */
static bool
is_broken_wrote(struct piece_of_text p, struct piece_of_text next)
{
	return ibegins(p, "on ") && has_clock_time(p) && iends(trim(next), "wrote:");
}

bool
rules_begins_with_particle(struct piece_of_text line)
{
	static const char *const particles[] = {"が", "は", "の", "を", "で", "と", "も"};

	for (size_t i = 0; i < ARRAY_LEN(particles); i++)
		if (begins(line, particles[i]))
			return true;
	return false;
}

bool
rules_greets(struct piece_of_text line)
{
	static const char *const words[] = {"はじめて", "初めて", "はじめまして",
	    "初めまして", "お世話になって", "お世話様", "いつもお世話", "突然",
	    "こんにちは", "おはよう", "Hello", "Dear ", "Hi"};
	struct piece_of_text p = trim(line);

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (ibegins(p, words[i]))
			return true;
	return false;
}

bool
rules_points_up(struct piece_of_text line)
{
	static const char *const words[] = {"上のもの", "上のメール", "上の件", "上の文",
	    "上の依頼", "上記のもの", "上記のメール", "上記メール", "上記の依頼", "↑",
	    "the mail above", "the e-mail above", "the message above", "the above mail",
	    "the above e-mail", "the above message"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (holds(line, words[i]))
			return true;
	return false;
}

bool
rules_ends_with_colon(struct piece_of_text line)
{
	struct piece_of_text p = trim(line);

	return iends(p, ":") || iends(p, "：");
}

bool
rules_ends_sentence(struct piece_of_text line)
{
	struct piece_of_text p = trim(line);

	return iends(p, "。") || iends(p, "！") || iends(p, "？") ||
	       rules_ends_with_colon(p);
}

bool
rules_begins_attribution(struct piece_of_text line)
{
	static const char *const words[] = {
	    "on ", "in article", "in message", "--- ", "am ", "le ", "el ", "il ", "op "};
	struct piece_of_text p = trim(line), rest;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (ibegins(p, words[i]))
			return true;
	if (p.n && p.s[0] == '(')
		skip(&p, 1);
	rest = p;
	return digits_at(&rest, 4, 4) && rest.n &&
	       (begins(rest, "年") || strchr("/-.", rest.s[0]));
}

bool
rules_goes_on(struct piece_of_text line)
{
	struct piece_of_text p = trim(line);
	const char *at = memchr(p.s, '@', p.n);

	return iends(p, "さんの") || iends(p, "様の") || (at && iends(p, ">")) ||
	       ibegins(p, "In message") || ibegins(p, "In article");
}

bool
rules_names_writer(struct piece_of_text line)
{
	static const char *const words[] = {
	    "wrote", "writes", "書きました", "schrieb", "écrit", "escribi", "scritto"};
	struct piece_of_text p = trim(line);
	const char *at = memchr(p.s, '@', p.n);

	if (has_clock_time(p) || (at && memchr(p.s, '<', p.n)))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (holds(p, words[i]))
			return true;
	return false;
}

/* Becky! writes "Forwarded by …" without a rule above its own opener. */
static bool
is_forwarded_by(struct piece_of_text p, struct piece_of_text next)
{
	static const char words[] = "Forwarded by ";

	return ibegins(p, words) && next.n > 10 && begins(next, "-----");
}

static bool
ends_like_reply(struct piece_of_text p, const char *text)
{
	/* "…のメール:" ends ordinary sentences too, unless it begins with a date. */
	return !holds((struct piece_of_text){text, strlen(text)}, "のメ") ||
	       (starts_with_date(p) && has_clock_time(p));
}

enum opener
rules_opener(struct piece_of_text line, struct piece_of_text next)
{
	struct piece_of_text p = trim(line), core;
	size_t marks;

	if (!p.n || p.n > LINE_MAX_BYTES)
		return OPENER_NONE;
	if (p.n >= 20 && begins(p, "____________________") && rules_is_rule(p))
		return OPENER_RULE;
	core = unrule(p, &marks);
	for (size_t i = 0; i < ARRAY_LEN(openers); i++) {
		if (openers[i].ruled &&
		    (marks < 2 || !fits(core, openers[i].text, openers[i].fit)))
			continue;
		if (!openers[i].ruled && !fits(p, openers[i].text, openers[i].fit))
			continue;
		if (openers[i].fit == FIT_ENDS && !ends_like_reply(p, openers[i].text))
			continue;
		return openers[i].opener;
	}
	if (is_dated_attribution(p, next) || is_broken_wrote(p, next))
		return OPENER_REPLY;
	if (is_forwarded_by(p, next))
		return OPENER_FORWARD;
	return OPENER_NONE;
}

static bool
subject_starts(const char *subject, const char *const *prefixes, size_t n)
{
	struct piece_of_text p;

	if (!subject)
		return false;
	p = trim((struct piece_of_text){subject, strlen(subject)});
	/* A mailing list's or a case's [tag] may come first. */
	if (p.n && p.s[0] == '[') {
		const char *end = memchr(p.s, ']', p.n);

		if (end)
			skip(&p, (size_t)(end + 1 - p.s));
		p = trim(p);
	}
	for (size_t i = 0; i < n; i++)
		if (ibegins(p, prefixes[i]))
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
