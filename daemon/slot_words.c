/* Which of the numbered slots an answer takes. See slot_words.h. */
#include "slot_words.h"

#include "analysis.h"
#include "buf.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

/* Longer texts say more than a choice: a person, or the reader of replies, looks. */
enum { TEXT_MAX = 1500 };

/* ① to ⑨ begin with E2 91 A0; folded they would be bare digits, "①6/2" a date. */
static char *
with_brackets(const char *text)
{
	struct buf out = {0};

	for (const char *p = text; *p;) {
		const unsigned char *u = (const unsigned char *)p;

		if (u[0] == 0xE2 && u[1] == 0x91 && u[2] >= 0xA0 && u[2] <= 0xA8) {
			buf_addf(&out, "{%d}", u[2] - 0xA0 + 1);
			p += 3;
		} else if (*p == '\n') {
			buf_adds(&out, "。");
			p++;
		} else {
			buf_addf(&out, "%c", *p++);
		}
	}
	return out.data ? buf_steal(&out) : xstrdup("");
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What may stand before and behind a slot's number. */
static const char *const leads[] = {"{", "(", "第", "候補", "no.", "案", "#"};
static const char *const tails[] = {
    "}", ")", "希望", "候補", "番目", "番", "案", "つ目", "つめ"};
static const char *const ordinals[] = {"thefirst", "thesecond", "thethird"};
static const char *const joints[] = {"または", "もしくは", "あるいは", "および", "及び",
    "and", "or", "と", "か", "や", "、", ",", "・", "/", "&", "."};
/* A bare digit is a slot's only where nothing makes it a date, a time or a count. */
static const char *const units[] = {"月", "日", "時", "分", "年", "つ", "週", "人", "名",
    "回", "階", "件", "/", ":", "-", "~", "."};

static size_t
starts_with_one(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(p, words[i]))
			return strlen(words[i]);
	return 0;
}

/* The slot named at p; *end behind it. joined: another was named right before. */
static int
slot_at(const char *text, const char *p, size_t slots, bool joined, const char **end)
{
	size_t lead = starts_with_one(p, leads, ARRAY_LEN(leads)), tail;
	const char *q = p + lead;
	bool first =
	    p == text ||
	    (p - text >= 3 && (str_starts(p - 3, "。") || str_starts(p - 3, "、")));
	int number = *q - '0';

	for (size_t i = 0; i < ARRAY_LEN(ordinals) && i < slots; i++)
		if (str_starts(p, ordinals[i])) {
			*end = p + strlen(ordinals[i]);
			return str_starts(*end, "visit") ? 0 : (int)i + 1;
		}
	if (number < 1 || (size_t)number > slots || is_digit(q[1]) ||
	    (!lead && p > text && (is_digit(p[-1]) || strchr("./:-", p[-1]))))
		return 0;
	q++;
	tail = starts_with_one(q, tails, ARRAY_LEN(tails));
	if (!lead && !tail) {
		if (starts_with_one(q, units, ARRAY_LEN(units)) ||
		    (!joined && !first && *q))
			return 0;
	}
	if (str_starts(p, "第") && !tail && starts_with_one(q, units, ARRAY_LEN(units)))
		return 0;
	q += tail;
	q += starts_with_one(q, tails, ARRAY_LEN(tails));
	*end = q;
	return number;
}

static const char no_words[] =
    "×|✕|✖|不可|ng|難し|厳し|無理|だめ|ダメ|駄目|都合が悪|都合がつか|都合がつき|避け|"
    "埋ま|"
    "予定があ|予定が入|入って|重な|行けな|伺えな|できません|出来ません|できない|出来ない|"
    "空いていな|空いておら|合いません|合わな|除|外して|notpossible|doesn't|"
    "don't|cannot|can't";
static const char yes_words[] =
    "大丈夫|可能|可です|問題ご|問題あ|問題な|ok|空いて|構いま|結構|都合がつき|合わせられ|"
    "承知|了解|fine|work|suit|good|possible";
static const char other_words[] = "出し直|再提示|再度ご提示|再度候補|別の候補|ほかの候補|"
                                  "他の候補|新しい候補|候補日を改め|otherdates";
static const char unsure_words[] =
    "△|ただし|ただ、|けれど|けど|ですが|ますが|ものの|しかし|確認し|確認の|確認を|"
    "かどうか|調整|"
    "相談して|相談の|相談中|相談させ|検討|仮で|仮の|仮に|仮押|おそらく|恐らく|たぶん|"
    "多分|かもしれ|かも知れ|見込み|"
    "未定|"
    "次第|訂正|撤回|間違|中止|取り消|取消|やめ|では無く|ではなく|じゃなく|変更|ずら|"
    "教えて|"
    "でしょうか|ですか|ますか|?|but|however|tentative|unless|maybe|notsure";

/* What is said of a run of slots, up to the next one or the end of its sentence. */
static bool
says_no(const char *from, const char *to)
{
	char *said = xstrndup(from, (size_t)(to - from));
	bool no = phrase_has(said, no_words);

	free(said);
	return no;
}

static bool
says_yes(const char *from, const char *to)
{
	char *said = xstrndup(from, (size_t)(to - from));
	bool yes = phrase_has(said, yes_words);

	free(said);
	return yes;
}

struct run {
	int slot[SLOT_WORDS_MAX];
	size_t n;
	const char *end;
};

static bool
run_at(const char *text, const char *p, size_t slots, struct run *r)
{
	const char *end;
	int number = slot_at(text, p, slots, false, &end);

	*r = (struct run){0};
	if (!number)
		return false;
	while (number && r->n < SLOT_WORDS_MAX) {
		const char *q;

		r->slot[r->n++] = number;
		r->end = q = end;
		q += starts_with_one(q, joints, ARRAY_LEN(joints));
		number = slot_at(text, q, slots, true, &end);
	}
	return true;
}

static void
choose(struct slot_words *out, int number)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->chosen[i] == number)
			return;
	if (out->n < SLOT_WORDS_MAX)
		out->chosen[out->n++] = number;
}

static void
take_run(struct slot_words *out, const struct run *r, const char *to, size_t slots)
{
	bool but = str_starts(r->end, "以外") || str_starts(r->end, "を除");
	bool no = !but && says_no(r->end, to);
	unsigned named = 0;

	out->named = true;
	for (size_t i = 0; i < r->n; i++)
		named |= 1U << r->slot[i];
	if (but)
		no = says_no(r->end + strlen("以外"), to);
	for (size_t i = 0; i < r->n; i++)
		if (no != but)
			out->refused |= 1U << r->slot[i];
		else if (!but)
			choose(out, r->slot[i]);
	/* 「②は歯医者の予約が…」: a person looks. */
	if (!but && !no && str_starts(r->end, "は") && !says_yes(r->end, to))
		out->refused |= named;
	for (int k = 1; but && (size_t)k <= slots; k++)
		if (!(named & 1U << k)) {
			if (no)
				out->refused |= 1U << k;
			else
				choose(out, k);
		}
	for (size_t i = 0; but && no && i < r->n; i++) {
		out->refused &= ~(1U << r->slot[i]);
		choose(out, r->slot[i]);
	}
}

static bool
is_sure(const char *text, const struct slot_words *out)
{
	struct buf rest = {0};
	bool unsure;

	/* 「お願いできますでしょうか」 asks for nothing but what it names. */
	for (const char *p = text; *p;) {
		static const char *const polite[] = {"お願いできますでしょうか",
		    "お願いできますか", "よろしいでしょうか",
		    "お願いできませんでしょうか", "いただけますでしょうか",
		    "いただけますか", "いただけませんか"};
		size_t n = starts_with_one(p, polite, ARRAY_LEN(polite));

		if (!n)
			buf_addf(&rest, "%c", *p);
		p += n ? n : 1;
	}
	unsure = rest.data && phrase_has(rest.data, unsure_words);
	buf_free(&rest);
	for (size_t i = 0; i < out->n; i++)
		unsure |= (out->refused & 1U << out->chosen[i]) != 0;
	return !unsure && (out->named || out->none);
}

/* "3日とも大丈夫です"; "いずれも不可" sets all aside. */
static void
take_all(struct slot_words *out, const char *plain, size_t slots)
{
	static const char *const all[] = {"いずれの", "いずれも", "いずれで", "どれでも",
	    "どの候補", "どの日", "どの日程", "3つとも", "三つとも", "3日とも",
	    "三日とも", "全部", "全て", "すべて", "2つとも", "両方", "anyof", "allof",
	    "allthree", "alldates", "noneof"};
	const char *end;

	for (const char *p = plain; *p; p++) {
		size_t n = starts_with_one(p, all, ARRAY_LEN(all));

		if (!n)
			continue;
		end = strstr(p, "。");
		if (!end)
			end = p + strlen(p);
		if (says_no(p + n, end) || str_starts(p, "none"))
			out->none = true;
		else if (says_yes(p + n, end)) {
			out->named = true;
			for (size_t k = 1; k <= slots && k <= SLOT_WORDS_MAX; k++)
				choose(out, (int)k);
		}
		return;
	}
	out->none = phrase_has(plain, other_words);
}

static void
drop_blanks(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = '\0';
}

void
slot_words_read(const char *text, size_t slots, struct slot_words *out)
{
	char *marked, *plain;
	struct run r, next;

	*out = (struct slot_words){0};
	if (strlen(text) > TEXT_MAX)
		return;
	marked = with_brackets(text);
	plain = analysis_fold(marked);
	drop_blanks(plain);
	take_all(out, plain, slots);
	for (const char *p = plain; *p; p++) {
		const char *to;

		if ((*p & 0xC0) == 0x80 || !run_at(plain, p, slots, &r))
			continue;
		for (to = r.end; *to && !str_starts(to, "。"); to++)
			if ((*to & 0xC0) != 0x80 && run_at(plain, to, slots, &next))
				break;
		take_run(out, &r, to, slots);
		p = to - 1;
	}
	out->sure = is_sure(plain, out);
	free(plain);
	free(marked);
}
