/* Options and marks. See option_words.h. */
#include "option_words.h"

#include "phrase.h"

#include <stdlib.h>
#include <string.h>

/* Longest match first: 条件付き承諾 is no 承諾. */
static const struct phrase options[] = {
    {REPLY_EXPERT_CONDITIONAL, "条件付|条件つき|条件あり"},
    {REPLY_EXPERT_DECLINE, "辞退|お断り|不承諾|受けない|不可|見送"},
    {REPLY_EXPERT_ACCEPT, "承諾|受諾|お引き受け|引き受ける|お受けする|受ける"},
};

/* Words beside 承諾 by which it is none, or not yet. */
static const char not_plain[] =
    "ない|なく|ません|かね|難し|むずかし|厳し|ず、|ずに|できず|無理|余裕|見送|不可|不承|"
    "ただ|但し|が、|けど|れば|たら|なら|次第|条件|検討|保留|撤回|取消|取り消|cannot|can'"
    "t|not";

/* Marks as NFKC leaves them, and boxes that are empty or crossed out. */
static const char *const marked[] = {"[○]", "[〇]", "[◯]", "[●]", "[x]", "[レ]", "[v]",
    "[✓]", "[✔]", "[■]", "[◎]", "(○)", "(〇)", "(◯)", "(●)", "(◎)", "(レ)", "(✓)", "(v)",
    "(x)", "☑", "☒", "■", "✓", "✔", "✅", "◎", "○", "〇", "◯", "●", "レ"};
static const char *const unmarked[] = {
    "[×]", "(×)", "[ ]", "( )", "[]", "()", "□", "☐", "◻", "▢", "×", "✕", "✖"};

static size_t
starts_with_one(const char *text, const char *const *words, size_t n)
{
	size_t longest = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = str_prefix(text, words[i]);

		longest = len > longest ? len : longest;
	}
	return longest;
}

size_t
option_mark(const char *text)
{
	return starts_with_one(text, marked, ARRAY_LEN(marked));
}

size_t
option_no_mark(const char *text)
{
	return starts_with_one(text, unmarked, ARRAY_LEN(unmarked));
}

/* --- as they are printed in a list --- */

size_t
option_word(const char *text, bool brief, enum reply_kind *kind)
{
	static const struct {
		const char *word;
		enum reply_kind kind;
		bool brief;
	} words[] = {{"条件付きで承諾", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件付き承諾", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件つきで承諾", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件付承諾", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件付きで引き受け", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件付きでお引き受け", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件が整えば引き受け", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件が整えばお引き受け", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件が合えば引き受け", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件が合えばお引き受け", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件があり", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件がある", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件あり", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件付き", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件付", REPLY_EXPERT_CONDITIONAL, false},
	    {"条件つき", REPLY_EXPERT_CONDITIONAL, false},
	    {"承諾", REPLY_EXPERT_ACCEPT, false}, {"受諾", REPLY_EXPERT_ACCEPT, false},
	    {"お引き受け", REPLY_EXPERT_ACCEPT, false},
	    {"お引受け", REPLY_EXPERT_ACCEPT, false},
	    {"引き受け", REPLY_EXPERT_ACCEPT, false},
	    {"お受け", REPLY_EXPERT_ACCEPT, false}, {"担当", REPLY_EXPERT_ACCEPT, false},
	    {"辞退", REPLY_EXPERT_DECLINE, false},
	    {"お断り", REPLY_EXPERT_DECLINE, false},
	    {"不承諾", REPLY_EXPERT_DECLINE, false},
	    {"見送り", REPLY_EXPERT_DECLINE, false},
	    {"承諾できません", REPLY_EXPERT_DECLINE, false},
	    {"承諾はできません", REPLY_EXPERT_DECLINE, false},
	    {"承諾しません", REPLY_EXPERT_DECLINE, false},
	    {"承諾しない", REPLY_EXPERT_DECLINE, false},
	    {"承諾いたしかねます", REPLY_EXPERT_DECLINE, false},
	    {"承諾しかねます", REPLY_EXPERT_DECLINE, false},
	    {"お引き受けできません", REPLY_EXPERT_DECLINE, false},
	    {"引き受けできません", REPLY_EXPERT_DECLINE, false},
	    {"引き受けません", REPLY_EXPERT_DECLINE, false},
	    {"引き受けない", REPLY_EXPERT_DECLINE, false},
	    {"お受けできません", REPLY_EXPERT_DECLINE, false},
	    {"お受けしません", REPLY_EXPERT_DECLINE, false},
	    {"可", REPLY_EXPERT_ACCEPT, true}, {"否", REPLY_EXPERT_DECLINE, true},
	    {"不可", REPLY_EXPERT_DECLINE, true}};
	static const char *const leads[] = {"今回は", "今回", "本件を", "ご支援を"};
	static const char *const tails[] = {
	    "いたします", "致します", "します", "する", "ます", "る", "できます"};
	size_t lead = starts_with_one(text, leads, ARRAY_LEN(leads)), longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t len =
		    words[i].brief && !brief ? 0 : str_prefix(text + lead, words[i].word);

		if (len > longest) {
			longest = len;
			*kind = words[i].kind;
		}
	}
	if (!longest)
		return 0;
	longest += lead;
	return longest + starts_with_one(text + longest, tails, ARRAY_LEN(tails));
}

/* --- as they are named in words --- */

/* "条件付きで承諾する": the 承諾 belongs to the words before it. */
static bool
belongs_to_condition(const struct phrase_hit *before, const struct phrase_hit *hit)
{
	return before->tag == REPLY_EXPERT_CONDITIONAL &&
	       hit->tag == REPLY_EXPERT_ACCEPT && hit->begin - before->end < 10;
}

size_t
options_named(const char *text, enum reply_kind *order, size_t max)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, options, ARRAY_LEN(options), hits), k = 0;

	for (size_t i = 0; i < n && k < max; i++)
		if (i == 0 || !belongs_to_condition(&hits[i - 1], &hits[i]))
			order[k++] = (enum reply_kind)hits[i].tag;
	return k;
}

enum reply_kind
option_named(const char *text)
{
	char *plain = xstrndup(text, *text == '(' ? strlen(text) : strcspn(text, "("));
	enum reply_kind order[PHRASE_HITS_MAX];
	size_t n = options_named(plain, order, ARRAY_LEN(order));

	for (size_t i = 1; i < n; i++)
		if (order[i] != order[0])
			n = 0;
	/* 承諾できません, 承諾は難しい, 承諾します。ただし…: no acceptance, whatever it
	 * is. */
	if (n && order[0] == REPLY_EXPERT_ACCEPT && phrase_has(text, not_plain))
		n = 0;
	free(plain);
	return n ? order[0] : REPLY_NONE;
}

/* Each word of the text is one of these; whatever else stands there makes it false. */
static bool
says_only(const char *text, const char *const *words, size_t n)
{
	while (*text) {
		size_t len = starts_with_one(text, words, n);

		if (!len)
			return false;
		text += len;
	}
	return true;
}

/* Nothing is said beside an acceptance that could turn it around ("承諾は遠慮", "承諾×",
 * "承諾?"). */
static bool
is_plain_acceptance(const char *text)
{
	static const char *const words[] = {"承諾", "受諾", "お引き受け", "引き受け",
	    "お受け", "受け", "いたします", "致します", "します", "する", "できます",
	    "ます", "る", "です", "はい", "喜んで", "謹んで", "ありがたく", "もちろん",
	    "ぜひ", "是非", "よろしく", "お願い", "を", "に", "で", "の方", "これ",
	    "希望", "可", "ok", "○", "〇", "◯", "◎", "●", "☑", "☒", "✓", "✔", "✅", "■",
	    "レ", "←", "→", "。", "、", "!", ".", ",", ":", ")", "]", "】", "」", "(",
	    "[", "【", "「", "-", "*", "1", "2", "3", "4", "\xEF\xB8\x8F", " "};
	char *plain = xstrndup(text, *text == '(' ? strlen(text) : strcspn(text, "("));
	bool only = says_only(plain, words, ARRAY_LEN(words));

	free(plain);
	return only;
}

enum reply_kind
option_filled(const char *text)
{
	enum reply_kind kind = option_named(text);

	return kind == REPLY_EXPERT_ACCEPT && !is_plain_acceptance(text) ? REPLY_NONE
	                                                                 : kind;
}

/* --- what stands beside them --- */

enum option_note
option_note(const char *text)
{
	static const char *const yes[] = {"これ", "こちら", "こっち", "この", "まる",
	    "丸", "はい", "する", "した", "yes", "ok", "可", "希望", "お願い", "します",
	    "いたします", "致します", "です", "よろしく", "で", "に", "を", "の方",
	    "のほう", "!", "。", "、", " ", "○", "〇", "◯", "◎", "●", "レ", "✓", "✔",
	    "x"};
	static const char *const no[] = {"いいえ", "しません", "しない", "なし", "無し",
	    "no", "ばつ", "否", "今回は", "ではない", "-", "―", "ー", "×", "✕", "。", " ",
	    "(", ")", "なりません", "特に", "ありません", "無", "ございません"};
	size_t len = strlen(text);

	/* Struck out, or nothing at all. */
	if (len > 3 && strchr("~-", text[0]) && text[1] == text[0] &&
	    text[len - 1] == text[0])
		return OPTION_NOTE_NO;
	if (says_only(text, no, ARRAY_LEN(no)) || str_prefix(text, "特になし") ||
	    str_prefix(text, "なし ") || str_prefix(text, "なし。"))
		return OPTION_NOTE_NO;
	return says_only(text, yes, ARRAY_LEN(yes)) ? OPTION_NOTE_YES : OPTION_NOTE_OTHER;
}

bool
option_is_bound(const char *text)
{
	return phrase_has(text,
	    "条件|ただし|但し|場合|に限|なら|れば|たら|のみ|だけ|前提|"
	    "必須|以外|除");
}
