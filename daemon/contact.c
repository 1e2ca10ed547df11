/*
 * Names of contacts. See contact.h.
 *
 * A name ends where a marker begins: と申します, です (writers), 様, 社長 (third
 * parties), and begins behind の, a comma, a department or a role. Each candidate gets
 * points for what stands around it and for being a family name of the list; the best one
 * wins.
 */
#include "contact.h"
#include "contact_name.h"
#include "norm.h"
#include "party_text.h"
#include "wordset.h"

#include <stdlib.h>
#include <string.h>

enum {
	LEAST_POINTS = 30,
	LEAST_OTHER = 22, /* of a third party */
	KNOWN = 30,       /* a family name of the list */
	TWO_TOKENS = 18,  /* surname and given name */
	BEHIND_OTHER = 12,
	BEHIND = 22, /* it stands behind the company */
};

struct marker {
	const char *word;
	int points;
};

/* What a writer says behind his own name. */
static const struct marker says[] = {{"と申", 45}, {"と\n申", 45}, {"ともうし", 45},
    {"といいます", 40}, {"と言います", 40}, {"という者", 40}, {"という者", 40},
    {"でございます", 12}, {"でござい", 12}, {"でございま", 12}, {"であります", 10},
    {"です", 10}, {"\nです", 10}, {"より", 0}, {"拝", 25}, {"っす", 5}, {"だ。", 0},
    {"。", -5}, {"、", -8}, {" です", 10}, {" と申", 45}, {"っていいます", 40},
    {"という名", 40}, {"\n", -5}};
static struct wordset says_set = WORDSET(says);

/* What is said behind the name of somebody else. Before a number the word is as often
 * 電話 or 携帯: other leads than these do more harm. */
static const struct marker honours[] = {{"様", 12}, {"さま", 12}, {"さん", 10},
    {"氏", 10}, {"殿", 8}, {"先生", 6}, {"社長", 12}, {"専務", 12}, {"常務", 12},
    {"会長", 8}, {"副社長", 12}, {"取締役", 12}, {"代表", 8}, {"工場長", 12},
    {"工場次長", 12}, {"部長", 10}, {"次長", 10}, {"課長", 10}, {"係長", 10},
    {"主任", 10}, {"室長", 10}, {"所長", 8}, {"院長", 10}, {"事務長", 10}, {"園長", 10},
    {"施設長", 10}, {"支配人", 10}, {"店長", 8}, {"店主", 8}, {"理事長", 10},
    {"事務局長", 10}, {"組合長", 10}, {"塾長", 10}, {"支店長", 8}, {"女将", 8}, {"君", 4},
    {"CTO", 10}, {"CEO", 10}, {"マネージャー", 10}, {"リーダー", 8}, {"オーナー", 8},
    {" 様", 12}, {"(", -5}, {" 01", -2}, {" 08", -2}, {"   ", -5}, {"\n", -8}};
static struct wordset honours_set = WORDSET(honours);

struct search {
	struct contact_text in;
	bool speaker;
	char *shown; /* owned, normalised */
	char *best;  /* owned */
	int points;
	int others; /* markers seen so far, for the order */
};

static bool
ends_so(const char *text, const char *p, struct wordset *words)
{
	while (p > text && (p[-1] == ' ' || p[-1] == ':'))
		p--;
	return wordset_ends(words, text, p) > 0;
}

/* …株式会社(大垣市)の, 総務課の, 専務、: the name of a person comes next. */
static bool
behind_company(const struct search *s, const char *start)
{
	static const char *const ends[] = {"会社", "法人", "事務所", "製作所", "工業所",
	    "病院", "医院", "クリニック", "眼科", "歯科", "薬局", "組合", "協会",
	    "センター", "の会", "旅館", "ホテル", "農園", "工務店", "商店", "工業",
	    "産業", "建設", "サービス", "課", "部", "室", "係", "委員", "薬剤師", "園",
	    "所", "店", "校", "商工会", "会議所", "サロン", "グループ", "研究所", "施設",
	    "漁業会", "工房", "ツーリスト", "試験所", "責任者", "副院長", "員", "師",
	    "主", "長"};
	static struct wordset set = WORDSET(ends);
	const char *p = start;

	if (p - s->in.text >= 3 &&
	    (strncmp(p - 3, "の", 3) == 0 || strncmp(p - 3, "、", 3) == 0 ||
	        strncmp(p - 3, "。", 3) == 0))
		p -= 3;
	while (p > s->in.text && (p[-1] == ' ' || p[-1] == '\n'))
		p--;
	return p > s->in.text && p < start + 1 &&
	       (p[-1] == ')' || wordset_ends(&set, s->in.text, p) > 0 ||
	           contact_role_ends(s->in.text, p) > 0);
}

/* What stands in front of a name. */
static int
points_before(const struct search *s, const char *start)
{
	static const char *const cues[] = {"担当", "担当者", "窓口", "連絡先", "責任者",
	    "氏名", "お名前", "担当は", "窓口は", "担当者は", "連絡先は", "担当の",
	    "担当者の", "お客様窓口", "連絡は", "相談者", "代表者", "申込者"};
	static struct wordset set = WORDSET(cues);
	const char *before =
	    start > s->in.text ? text_previous(s->in.text, start) : start;
	int points = 0;

	if (start == s->in.text || before[0] == '\n')
		points += 8;
	else if (text_script(start) == SCRIPT_KANJI &&
	         text_script(before) == SCRIPT_KANJI)
		points += 10;
	else if (text_script(before) == SCRIPT_KANJI)
		return -60;
	else if (str_starts(before, "の") || str_starts(before, "、") || *before == ')' ||
	         *before == ' ' || *before == '(' || *before == ':' ||
	         str_starts(before, "】") || str_starts(before, "。") || *before == '?' ||
	         *before == '!')
		points += 10;
	else if (text_script(before) == SCRIPT_KATAKANA ||
	         text_script(before) == SCRIPT_LATIN)
		return -60;
	for (const char *p = start; p > s->in.text && start - p < 48; p--) {
		if (p[-1] == '\n' ||
		    (p - s->in.text >= 3 && strncmp(p - 3, "。", 3) == 0))
			break;
		if (((unsigned char)*p & 0xC0) != 0x80 && ends_so(s->in.text, p, &set))
			return points + 40;
	}
	return points;
}

/* A number or an address follows: a person to be called. */
static bool
reach_follows(const char *p)
{
	const char *limit = p + strnlen(p, 36);
	int digits = 0;

	for (; p < limit && *p != '\n' && strncmp(p, "。", 3) != 0; p++) {
		if (*p == '@')
			return true;
		digits = *p >= '0' && *p <= '9' ? digits + 1 : *p == '-' ? digits : 0;
		if (digits >= 9)
			return true;
	}
	return false;
}

/* "石田様" on a line of its own, or in front of the letter's first words: whom the letter
 * is to. */
static bool
salutation(const struct search *s, const struct found *f, const char *marker)
{
	static const char *const polite[] = {"様", "さま", "さん", "先生", "殿"};
	const char *p = f->start, *q = marker;
	uint32_t cp;
	size_t n = 0;

	while (p > s->in.text && p[-1] == ' ')
		p--;
	if ((p > s->in.text && p[-1] != '\n') || reach_follows(marker))
		return false;
	for (int i = 0; i < 5 && text_script(q) == SCRIPT_KANJI; i++) {
		n = text_starts(q, polite, ARRAY_LEN(polite));
		if (n > 0)
			break;
		q += utf8_next(q, &cp);
	}
	n = n > 0 ? n : text_starts(q, polite, ARRAY_LEN(polite));
	q += n;
	return n > 0 && (*q == '\n' || *q == ' ' || *q == '\0' || str_starts(q, "、"));
}

/* 経営戦略部 乾: the last word shown is this name. */
static bool
shown_ends(const char *shown, const char *name)
{
	size_t all = strlen(shown), n = strlen(name);

	return str_ends(shown, name) && (all == n || shown[all - n - 1] == ' ');
}

static bool
shown_has(const struct search *s, const struct found *f)
{
	size_t n = (size_t)(f->end - f->start);
	const char *blank = memchr(f->start, ' ', n);
	char *name;
	bool has;

	if (blank != NULL && text_script(f->start) == SCRIPT_KANJI)
		n = (size_t)(blank - f->start);
	name = xstrndup(f->start, n);
	has = s->shown != NULL &&
	      (f->known ? strstr(s->shown, name) != NULL : shown_ends(s->shown, name));
	free(name);
	return has;
}

static bool
behind_no(const struct search *s, const char *p)
{
	return p - s->in.text >= 3 && strncmp(p - 3, "の", 3) == 0;
}

static bool
at_text_end(const char *p)
{
	return p[strspn(p, " \n\t")] == '\0';
}

static int
rate(const struct search *s, const struct found *f, const char *marker, int points)
{
	enum { WEAK = 0, STRONG = 40 };
	bool weak = s->speaker && points <= WEAK, strong = points >= STRONG;
	bool structure = behind_company(s, f->start);
	int before;
	bool foreign = text_script(f->start) == SCRIPT_KATAKANA ||
	               text_script(f->start) == SCRIPT_LATIN;

	before = points_before(s, f->start);
	if (weak && (!f->known || (!structure && f->tokens < 2 && !at_text_end(marker))))
		return 0;
	if (f->whole &&
	    !(s->speaker && (strong || (structure && behind_no(s, f->start)))))
		return 0;
	if (!s->speaker && points < 0 && before < STRONG && !(structure && f->tokens > 1))
		return 0;
	points += before + (f->known ? KNOWN : 0) + (f->tokens >= 2 ? TWO_TOKENS : 0);
	points += structure ? (s->speaker ? BEHIND : BEHIND_OTHER) : 0;
	if (foreign && f->tokens < 2 && points < STRONG)
		return 0;
	if (!f->known && f->tokens == 1 && text_chars(f->start, f->end) == 1 &&
	    points < (s->speaker ? LEAST_POINTS + 5 : LEAST_POINTS))
		return 0;
	if (s->speaker)
		return points + (shown_has(s, f) ? 25 : 0);
	if (shown_has(s, f) || salutation(s, f, marker))
		return 0;
	return points + (reach_follows(marker) ? 20 : 0);
}

static void
consider(struct search *s, const char *p, const struct marker *m)
{
	enum { PLACES = 8 };
	struct found f;
	int points;

	if (!contact_read_name(&s->in, p, &f))
		return;
	points = rate(s, &f, p, m->points);
	if (points < (s->speaker ? LEAST_POINTS : LEAST_OTHER))
		return;
	/* Of equals the first one. */
	points -= s->others < PLACES ? s->others : PLACES;
	s->others++;
	if (points <= s->points)
		return;
	s->points = points;
	free(s->best);
	s->best = xstrndup(f.start, (size_t)(f.end - f.start));
}

/* 9人の酒屋、高松: the last word of a description is a place. */
static bool
counts_heads(const char *text, const char *end)
{
	enum { SENTENCE = 60 };

	for (const char *p = end; p > text && end - p < SENTENCE; p--) {
		if (p[-1] == '\n' || strncmp(p, "。", 3) == 0)
			return false;
		if (p[-1] >= '0' && p[-1] <= '9' &&
		    (str_starts(p, "人") || str_starts(p, "名")))
			return true;
	}
	return false;
}

/* …お願いします。谷川: a name alone at the very end. */
static void
at_end(struct search *s)
{
	static const struct marker end = {"", -2};
	const char *p = s->in.text + strlen(s->in.text);

	while (p > s->in.text && strchr(" \n\t", p[-1]) != NULL)
		p--;
	if (p > s->in.text && !counts_heads(s->in.text, p))
		consider(s, p, &end);
}

static void
collect(struct search *s)
{
	const struct marker *list = s->speaker ? says : honours;
	struct wordset *set = s->speaker ? &says_set : &honours_set;
	size_t len;

	for (const char *p = s->in.text; *p != '\0'; p++) {
		int i;

		if (p == s->in.text || ((unsigned char)*p & 0xC0) == 0x80)
			continue;
		i = wordset_longest(set, p, &len);
		if (i >= 0)
			consider(s, p, &list[i]);
	}
	if (s->speaker)
		at_end(s);
}

/* ふくだ, みゆき: a last word in hiragana that the text gives as a name. */
static char *
kana_shown(const struct search *s)
{
	static const char *const says_so[] = {"です", "と申", "といい", "でござ", "。"};
	const char *last = strrchr(s->shown, ' ');
	size_t n;

	last = last != NULL ? last + 1 : s->shown;
	n = strlen(last);
	if (n < 6 || n > 15 || text_script(last) != SCRIPT_HIRAGANA ||
	    *text_run_end(last) != '\0')
		return NULL;
	for (const char *p = strstr(s->in.text, last); p != NULL;
	     p = strstr(p + n, last)) {
		if (p[n] == '\0' || p[n] == '\n' ||
		    text_starts(p + n, says_so, ARRAY_LEN(says_so)) > 0)
			return xstrdup(last);
	}
	return NULL;
}

static bool
an_office(const char *shown)
{
	static const char *const words[] = {"Desk", "Support", "Center", "Centre",
	    "Office", "Team", "Chamber", "Association", "Inc", "Ltd", "K.K.", "LLC",
	    "Co."};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strstr(shown, words[i]) != NULL)
			return true;
	}
	return false;
}

/* The name that the mail shows, where the text has it too. */
static char *
shown_in_text(const struct search *s)
{
	char *name;

	if (s->shown == NULL || !s->speaker)
		return NULL;
	if (text_script(s->shown) == SCRIPT_LATIN && strchr(s->shown, ' ') != NULL &&
	    !an_office(s->shown) && strstr(s->in.text, s->shown) != NULL)
		return xstrdup(s->shown);
	name = contact_shown(s->in.names, s->shown);
	if (name == NULL)
		name = kana_shown(s);
	if (name != NULL && strstr(s->in.text, name) == NULL) {
		free(name);
		name = NULL;
	}
	return name;
}

/* Replaces a surname by surname and given name where the text, or what the mail shows,
 * has them side by side. */
static void
complete(const char *text, char **name)
{
	enum { MOST_PLACES = 50 };
	size_t n = strlen(*name);
	int places = 0;

	if (strchr(*name, ' ') != NULL || text_script(*name) != SCRIPT_KANJI || n > 12)
		return;
	for (const char *p = strstr(text, *name); p != NULL && places < MOST_PLACES;
	     p = strstr(p + n, *name), places++) {
		const char *given = p + n, *end;
		enum script script;
		uint32_t cp;

		/* The text may end with the name. */
		if (*given != ' ')
			continue;
		end = ++given;
		script = text_script(given);
		if (script == SCRIPT_OTHER || script == SCRIPT_LATIN)
			continue;
		while (text_script(end) == script && end - given <= 12)
			end += utf8_next(end, &cp);
		if (script == SCRIPT_KATAKANA && text_script(end) == SCRIPT_KANJI)
			end += utf8_next(end, &cp);
		if (script == SCRIPT_HIRAGANA &&
		    text_starts(given,
		        (const char *const[]){"です", "と申", "さん", "さま", "より"},
		        5) > 0)
			continue;
		if (end - given > 9 || contact_never(given, end) ||
		    contact_role_starts(given) > 0)
			continue;
		if (*end != '\0' && strchr("\n <(@/", *end) == NULL &&
		    !str_starts(end, "です") && !str_starts(end, "と申") &&
		    !str_starts(end, "でご") && !str_starts(end, "様") &&
		    !str_starts(end, "さん") && !str_starts(end, "、") &&
		    !str_starts(end, "氏"))
			continue;
		free(*name);
		*name = xstrndup(p, (size_t)(end - p));
		return;
	}
}

char *
contact_shown(const struct surnames *names, const char *shown)
{
	struct search s = {.in = {.names = names}};
	struct found f;
	char *norm = norm_text(shown), *cut = strchr(norm, '('), *name = NULL;

	if (cut != NULL)
		*cut = '\0';
	(void)str_trim(norm);
	s.in.text = norm;
	if (contact_read_name(&s.in, norm + strlen(norm), &f) &&
	    (f.known || f.tokens == 2))
		name = xstrndup(f.start, (size_t)(f.end - f.start));
	free(norm);
	return name;
}

char *
contact_find(const struct surnames *names, const char *text, bool speaker,
    const char *shown, bool forwarded)
{
	struct search s = {.in = {names, text}, .speaker = speaker};

	s.shown = shown != NULL ? norm_text(shown) : NULL;
	collect(&s);
	if (s.best == NULL)
		s.best = shown_in_text(&s);
	if (s.best != NULL)
		complete(text, &s.best);
	if (s.best != NULL && s.shown != NULL && forwarded)
		complete(s.shown, &s.best);
	free(s.shown);
	return s.best;
}
