/*
 * The answer to "which of ア-オ (a-e) is it?": a letter in any script or width, a number,
 * a place in the list, or failing these the words of the matter itself.
 */
#include "reply.h"

#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

#define MODEL_CLEAR 0.6

/* Each category's letters. Folding has made ㋐, ｱ and full-width letters plain. */
static const struct {
	const char *letter;
	char category;
} letters[] = {{"ア", 'a'}, {"ァ", 'a'}, {"あ", 'a'}, {"a", 'a'}, {"イ", 'b'},
    {"ィ", 'b'}, {"い", 'b'}, {"b", 'b'}, {"ウ", 'c'}, {"ゥ", 'c'}, {"う", 'c'},
    {"c", 'c'}, {"エ", 'd'}, {"ェ", 'd'}, {"え", 'd'}, {"d", 'd'}, {"オ", 'e'},
    {"ォ", 'e'}, {"お", 'e'}, {"e", 'e'}};

static const struct phrase places[] = {
    {'a', "1番上|一番上|1番を|1番お願|1番希望|1番目|一番目|1つ目|一つ目|最初のもの|"
          "上から1|1番で|1番です|(1)"
          "です"},
    {'b', "2番を|2番お願|2番希望|二番で|二番を|2番目|二番目|2つ目|二つ目|上から2|2番で|"
          "2番です"},
    {'c', "3番を|3番お願|3番希望|三番で|三番を|3番目|三番目|3つ目|三つ目|上から3|真ん中|"
          "3番で|3番です"},
    {'d', "4番を|4番お願|4番希望|四番で|四番を|4番目|四番目|4つ目|四つ目|上から4|下から2|"
          "4番で|4番です"},
    {'e', "5番を|5番お願|5番希望|五番で|五番を|5番目|五番目|5つ目|五つ目|上から5|一番下|"
          "いちばん下|1番下|最後のもの|5番で|"
          "5番です"},
    {0, "番目ではなく|番目でなく|番目じゃなく|目…ではなく|番目...ではなく|"
        "下から2番目...ではなく|下から二番目...ではなく|一番下ではなく|一番上ではなく"},
};

static const struct phrase matters[] = {
    {'a', "規程|ルール|何から|資産の洗い出し|リスク分析|現状診断|困りごと|相談ごと|監査"},
    {'b', "ガイドライン|チェックシート|チェックリスト|pマーク|プライバシーマーク|isms|★"},
    {'c', "研修|勉強会|講演|講師|セミナー|社員教育|従業員教育"},
    {'d', "復旧|感染し|インシデント|被害"},
    {'e', "バックアップ|edr|vpn|脆弱性診断|utm|多要素認証|技術的"},
};

static bool
is_kana_or_latin(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x30ff) || (cp >= 'a' && cp <= 'z') || cp == '@';
}

/* "くア" is a border between words, "ドア" is none. */
static bool
same_script(uint32_t before, uint32_t self)
{
	bool latin = (before >= 'a' && before <= 'z') || before == '@' || before == '.';

	return self < 0x80 ? latin : before >= 0x30a1 && before <= 0x30ff;
}

static uint32_t
char_before(const char *text, const char *p)
{
	uint32_t cp;

	if (p == text)
		return 0;
	do
		p--;
	while (p > text && ((unsigned char)*p & 0xc0) == 0x80);
	utf8_next(p, &cp);
	return cp;
}

/* Behind a letter that is meant as one stands an end, a mark, or one of these words. */
static bool
follows_letter(const char *p)
{
	uint32_t cp;

	utf8_next(p, &cp);
	return *p == 0 ||
	       (!is_kana_or_latin(cp) && cp != '.' && (cp < '0' || cp > '9')) ||
	       str_starts(p, "です") || str_starts(p, "で") || str_starts(p, "を") ||
	       str_starts(p, "に") || str_starts(p, "と") || str_starts(p, "の") ||
	       str_starts(p, "か") || str_starts(p, "だ") || str_starts(p, "ではなく");
}

/* A letter that is named only to be set aside, or as one end of the whole list. */
static bool
set_aside(const char *after)
{
	static const char *const words[] = {"ではなく", "でなく", "じゃなく", "ではあり",
	    "じゃあり", "でもなく", "でもなければ", "以外", "だけは", "はパス",
	    "と言いたい", "、と言いたい", "~", "-", "から", "願い"};

	if (*after == ')')
		after++;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_starts(after, words[i]))
			return true;
	return false;
}

static void
add_choice(struct reply *p, char category)
{
	char text[2] = {category, '\0'};

	if (!strlist_has(&p->choice, text))
		strlist_add(&p->choice, text);
}

/* Latin letters begin words and stand in units; a blank and a letter follows those. */
static bool
is_space_word(const char *after)
{
	return after[0] == ' ' && after[1] >= 'a' && after[1] <= 'z';
}

/* Letters that stand by themselves. Hiragana are words too often: they count only where
 * they are all that a line says. */
static void
find_letters(const char *text, struct reply *p)
{
	uint32_t cp;

	for (const char *q = text; *q; q += utf8_next(q, &cp)) {
		uint32_t before = char_before(text, q), self;

		utf8_next(q, &self);
		if (same_script(before, self) || (self >= 0x3041 && self < 0x30a0))
			continue;
		for (size_t i = 0; i < ARRAY_LEN(letters); i++) {
			const char *after = q + strlen(letters[i].letter);

			if (str_starts(q, letters[i].letter) && follows_letter(after) &&
			    before != '~' && !set_aside(after) &&
			    (self > 0x7f || !is_space_word(after)))
				add_choice(p, letters[i].category);
		}
	}
}

/* A first line that is nothing but a letter or a number, hiragana included. */
static void
bare_letter(const char *text, struct reply *p)
{
	static const char *const ends[] = {
	    "", "です", "でお願い", "でおねがい", "で。", "。", "iphone", ")", "」"};

	for (size_t i = 0; i < ARRAY_LEN(letters) + 5; i++) {
		char digit[2] = {(char)('1' + (int)i - (int)ARRAY_LEN(letters)), '\0'};
		bool number = i >= ARRAY_LEN(letters);
		const char *word = number ? digit : letters[i].letter;
		const char *after = text + strlen(word);

		if (!str_starts(text, word))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(ends); k++)
			if (*ends[k] ? str_starts(after, ends[k]) : *after == '\0')
				add_choice(p, number ? (char)('a' + digit[0] - '1')
				                     : letters[i].category);
	}
}

/* "3番", "三番。": nothing else. */
static void
bare_number(const char *text, struct reply *p)
{
	static const char *const digits[][2] = {
	    {"1", "一"}, {"2", "二"}, {"3", "三"}, {"4", "四"}, {"5", "五"}};

	for (size_t i = 0; i < ARRAY_LEN(digits); i++)
		for (size_t k = 0; k < ARRAY_LEN(digits[i]); k++) {
			const char *after = text + strlen(digits[i][k]);

			if (!str_starts(text, digits[i][k]))
				continue;
			if (str_starts(after, "番"))
				after += strlen("番");
			if (*after == '\0' || str_eq(after, "。") || str_eq(after, "!"))
				add_choice(p, (char)('a' + i));
		}
}

/* ①かな: NFKC has made the sign a digit. */
static void
leading_digit(const char *text, struct reply *p)
{
	if (text[0] >= '1' && text[0] <= '5' &&
	    (str_starts(text + 1, "か") || str_starts(text + 1, "を") ||
	        str_starts(text + 1, "が") || str_starts(text + 1, "、")))
		add_choice(p, (char)('a' + text[0] - '1'));
}

static void
find_places(const char *text, const struct phrase *table, size_t n, struct reply *p)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t found = phrase_find(text, table, n, hits);

	for (size_t i = 0; i < found; i++)
		if (hits[i].tag)
			add_choice(p, (char)hits[i].tag);
}

static void
by_model(const struct reply_input *in, struct reply *p)
{
	struct features f;
	struct answer answer;

	if (in->model == NULL)
		return;
	features_make(in->maker, VIEW_TOPIC, &f);
	model_ask(in->model, HEAD_CATEGORY, &f, &answer);
	features_free(&f);
	if (answer.p[answer.best] >= MODEL_CLEAR)
		add_choice(p, (char)('a' + answer.best));
}

/* The first line without its line end, folded. Owned. */
static char *
first_line(const char *lines)
{
	char *line, *folded;

	while (*lines == '\n' || *lines == ' ')
		lines++;
	line = xstrndup(lines, strcspn(lines, "\n"));
	folded = analysis_fold(line);
	free(line);
	return folded;
}

static void
find_named(const char *text, const char *line, struct reply *p)
{
	bare_letter(line, p);
	if (p->choice.n == 0)
		bare_number(line, p);
	if (p->choice.n == 0)
		leading_digit(line, p);
	if (p->choice.n == 0)
		find_places(text, places, ARRAY_LEN(places), p);
	if (p->choice.n == 0)
		find_letters(text, p);
}

/* Letters behind "アとイの違いが分からず" settle what those before it left open. */
static const char *
behind_doubt(const char *text)
{
	static const char *const doubts[] = {
	    "違い", "迷い", "迷って", "迷いまし", "悩み", "悩んで"};
	const char *last = text;

	for (size_t i = 0; i < ARRAY_LEN(doubts); i++) {
		const char *p = strstr(text, doubts[i]);

		if (p && p > last)
			last = p;
	}
	return last;
}

bool
reply_menu_named(const struct reply_input *in)
{
	struct reply p = {.kind = REPLY_NONE};
	char *line = first_line(in->a->lines);
	bool named;

	find_named(in->a->text, line, &p);
	named = p.choice.n > 0;
	free(line);
	strlist_free(&p.choice);
	return named;
}

static void
by_form(const struct reply_input *in, struct reply *p)
{
	char *value = reply_form_menu(in);

	if (value)
		find_named(value, value, p);
	free(value);
}

static void
settle_doubt(const char *behind, struct reply *p)
{
	struct reply later = {.kind = REPLY_NONE};

	find_letters(behind, &later);
	if (later.choice.n == 1) {
		strlist_free(&p->choice);
		p->choice = later.choice;
	} else {
		strlist_free(&later.choice);
	}
}

/* "ウ。やっぱりイで": what is said last counts. */
static const char change_words[] =
    "やっぱり|やはり|訂正|間違え|まちがえ|変更|取り消し|取消|sorry|actually|correction|"
    "rather|i mean";

static void
settle_change(const char *text, struct reply *p)
{
	static const struct phrase table[] = {{1, change_words}};
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, table, ARRAY_LEN(table), hits);
	const char *behind = text + (n ? hits[n - 1].end : 0);
	struct reply later = {.kind = REPLY_NONE};

	while (n && (*behind == ',' || *behind == '.' || *behind == ' ' ||
	                str_starts(behind, "、") || str_starts(behind, "。")))
		behind += (unsigned char)*behind < 0x80 ? 1 : strlen("、");
	if (n && *behind) {
		bare_letter(behind, &later);
		find_letters(behind, &later);
	}
	if (later.choice.n == 1) {
		strlist_free(&p->choice);
		p->choice = later.choice;
	} else {
		strlist_free(&later.choice);
	}
}

enum { PIECE_BYTES = 90 };

/* One line of a chat, where it is short enough to be a message of its own. */
static void
add_piece(const char *line, struct reply *all)
{
	struct reply own = {.kind = REPLY_NONE};

	if (strlen(line) <= PIECE_BYTES)
		find_named(line, line, &own);
	if (own.choice.n > 0 && phrase_has(line, change_words))
		strlist_free(&all->choice);
	for (size_t i = 0; i < own.choice.n; i++)
		add_choice(all, own.choice.v[i][0]);
	strlist_free(&own.choice);
}

/* By chat each line may have been a message (chat_pieces.h): all of them count, not the
 * first alone, and two that differ are no choice. */
static void
by_pieces(const struct reply_input *in, struct reply *p)
{
	const char *rest = in->a->lines;
	struct reply all = {.kind = REPLY_NONE};

	if (!in->a->m->chat || !strchr(rest, '\n'))
		return;
	while (*rest) {
		char *line = first_line(rest);

		add_piece(line, &all);
		free(line);
		rest += strspn(rest, "\n ");
		rest += strcspn(rest, "\n");
	}
	if (all.choice.n == 0)
		return;
	strlist_free(&p->choice);
	p->choice = all.choice;
}

static bool
is_only_receipt(const struct reply_input *in)
{
	return phrase_has(in->a->text,
	    "改めてお返事|改めてご連絡|確認してから|社内で確認して|"
	    "66人とお返事|とお返事しましたが");
}

bool
reply_menu(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	const char *text = in->a->text;
	char *line = first_line(in->a->lines);

	find_named(text, line, p);
	free(line);
	by_pieces(in, p);
	if (p->choice.n > 0)
		settle_change(text, p);
	if (p->choice.n == 0)
		by_form(in, p);
	if (p->choice.n > 1 && behind_doubt(text) > text)
		settle_doubt(behind_doubt(text), p);
	if (p->choice.n == 0 && is_only_receipt(in))
		return false;
	if (phrase_has(text, "どれでもいい|どれにも当てはまる|どれか分か|どれかわか"))
		p->ambiguous = true;
	if (p->choice.n == 0 && !phrase_has(text, "どれでもいい")) {
		find_places(text, matters, ARRAY_LEN(matters), p);
		if (p->choice.n != 1) {
			strlist_free(&p->choice);
			by_model(in, p);
			p->ambiguous = true;
		}
	}
	if (p->choice.n == 0 && !p->ambiguous)
		return false;
	p->kind = REPLY_MENU_CHOICE;
	if (p->choice.n != 1)
		p->ambiguous = true;
	for (size_t i = 0; i < p->choice.n; i++)
		strlist_addf(why, "区分の選択: %s", p->choice.v[i]);
	return true;
}
