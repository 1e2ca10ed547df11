/* Phrases that turn a word around ("承諾いたしかねます", "辞退する理由がありません") are
 * longer than the word they hold, and the longest match counts. See stance_words.h. */
#include "stance_words.h"

#include "phrase.h"

#include <stdlib.h>
#include <string.h>

static const struct phrase table[] = {
    /* Words that are there but say nothing of the answer. */
    {TAG_NONE,
        "承諾または辞退|承諾・辞退|承諾/辞退|承諾か辞退|「承諾」または「辞退」|承諾後|"
        "承諾の前|辞退ではなく|辞退する場合|配信を辞退|配信辞退|発信者の承諾|承諾なく|"
        "は辞退してしまい|「辞退する」|承諾とお返事|承諾と申し上げ|了解を|ご了解いただ|"
        "ご承諾ありがとう|了承ください|ご了承|お返事できかね|返事できかね|"
        "お返事できません|無理のない|無理なく|問題なければ|"
        "よろしければ|"
        "難しければ|対応可否|ご辞退の|ご承諾の|当方の~可能性|受けられますか|ただいま|"
        "辞退も考え|見送りかな|辞退ではなく|お断りしておきながら|"
        "厳しいですが~何とか|役に立てるかどうか|必須ではありません|必須というわけでは"},
    {TAG_ACCEPT,
        "承諾|承りました|承ります|承認します|承認いたします|お引き受けします|"
        "お引き受けいたします|"
        "お引き受け致します|引き受けます|引受けます|お引受け|お受けします|"
        "お受けいたします|"
        "お受け致します|お受けできます|受けます|おうけします|受けさせて|お受けさせて|"
        "担当します|担当いたします|担当させて|担当可能|対応可能|対応できます|"
        "対応いたします|"
        "了解です|了解しました|了解いたしました|承知しました|承知いたしました|承知です|"
        "リョウカイ|オヒキウケ|オウケシマス|ショウダク|しょうだく|喜んで|ぜひ~お手伝い|"
        "やります|やらせてください|やらせて下さい|進めてください|進めていただいて|"
        "務めさせて|問題ございません|問題ありません|問題なし|異存ございません|okです|ok!|"
        "大丈夫です|参ります|伺います|動けます|お力になれれば|お手伝いさせて|"
        "断る理由がな|お断りする理由|辞退する理由が|お引き受けしない理由|二つ返事|"
        "私でよければ|私でよろしければ|よろしくです|受諾|"
        "お受けする側に|お引き受けすることに|お引き受け申し上げ|伺わせていただ|"
        "力になりたい|"
        "可です|happy to take|i accept|i can take this|i will take|glad to accept|"
        "i'd be glad|i would be glad"},
    {TAG_DECLINE,
        "辞退|次退|ジタイ|デキマセン|デキナイ|デキカネ|イタシカネ|オコトワリ|ムリデス|"
        "エンリョシ|"
        "じたいします|お断り|断りします|断らせて|"
        "見送ら|見送り|見合わせ|見合せ|遠慮|お受けできません|お受けできず|お受けできない|"
        "お受けできかね|お受けしかね|お受けいたしかね|お受けすることができ|"
        "お受けすることは|"
        "受けられません|受けられない|受けられず|引き受けできません|引き受けできない|"
        "引き受けできず|引き受けできかね|引き受けしかね|引き受けいたしかね|"
        "引き受けできる状況に|引受けできません|引き受けられません|引き受けられない|"
        "承諾いたしかね|承諾しかね|承諾できません|承諾できかね|承諾できない|"
        "承諾を撤回|承諾は撤回|承諾を取り消|承諾を取消|対応不可|対応できません|"
        "対応できかね|対応いたしかね|対応しかね|対応が難し|対応は難し|ご支援ができかね|"
        "支援ができません|支援はできません|担当できません|担当できかね|"
        "お役に立てそうもあり|お役に立てません|お役に立てず|ご期待に沿え|ご期待に添え|"
        "他の方で|他の方に|他の方へ|ほかの方|別の方で|別の方をお探し|別の方に|二番目の方|"
        "次の方へ|そちらにお願い|力不足|降ります|降ろさせて|"
        "無理です|無理っす|無理でした|無理そう|難しいです|難しい状況|難しく、|"
        "難しそう|厳しいです|厳しい状況|できかねます|今回は結構|今回は外して|"
        "今回はちょっと|今回のはちょっと|パスで|パスさせ|パスします|パスで!|"
        "不承諾|打診を止めて|また別の機会|またの機会|次の機会に|別の機会に|"
        "次あったら|次回はぜひ|活動を休止|休止中|受けたいのは山々|受けしたいのは山々|"
        "受けたいのはやまやま|"
        "承諾する方向で~ませんでした|と言いたいところですが|と言いたいところなの|"
        "したいところなの|したいところですが|入院の予定|入院中|"
        ""
        "対応いたしかね|お譲りいたし|控えさせて|不可でお願い|撤回させて|"
        "回してください|なかったことに|やれません|務まりません|"
        "i have to pass|できないものを|範囲外です|赤字になって|"
        "i'm afraid i can't|i cannot|i can't|unable to|have to decline|must decline|"
        "decline|not able to|regret"},
    {TAG_BUSY,
        "動けません|身動きが取れ|空いてない|空いておりません|余裕がありません|余裕がなく|"
        "手が回りません|都合がつきません|離れられません|空けられません|"
        "空きがございません|"
        "空きがありません|空きがない|満席|いっぱいで"},
    {TAG_MAYBE, "条件|ただし|ただ、|でなければ|なら喜んで|ならば"},
    {TAG_CONDITION,
        "条件付き|条件で|条件に|が条件|条件が合い|条件:|でしたらお受け|ならお受け|"
        "ばお受け|でしたら承諾|なら承諾|ば承諾|"
        "でしたら承ります|なら承ります|ば承ります|でしたらお引き受け|ならお引き受け|"
        "ばお引き受け|でしたら担当|なら担当|ば担当|でしたら対応|なら対応|ば対応|"
        "ようでしたら~お受け|ようでしたら~担当|よければ承諾|ようでしたら|"
        "のでしたら承諾|いただけるなら|いただければ参|いただければお受け|ならいけます|"
        "でしたら、是非|でしたら是非|なら是非|ならぜひ|が前提|前提で|前提です|"
        "前提でお願い|許可が下り次第|許可が出れば|承認が取れれば|決裁が下り|仮承諾|"
        "ただ水曜|ただ一点|差し支えないとのことでしたら|問題なければ~承諾|"
        "問題なければ|さえ問題なければ|できるならお受け|できないなら~見送|"
        "でなければ、お受け|でなければお受け|よろしければお受け|よければやります|"
        "なら行きます|なら伺います|無理なら辞退|でなければ辞退|そうでなければ辞退|"
        "それより前を~お譲り|お引き受けする前に|お受けする前に|承諾の前に|"
        "どちらかにしてもらえ|ご了承いただけるのであれば|ご了承いただけるかどうか|"
        "いただけるのであれば|であればお受け|であればお引き受け|であれば承諾|"
        "であれば対応|であれば担当|ということでしたら|に限られます|しか動けないんですが|"
        "のみでよければ|のみでよろしければ|次第の正式な|と申し上げたいのですが|"
        "と書きたいところですが|なら対応できます|用意していただければ|"
        "受け入れていただければ|"
        "振り替えてよろしい|認めいただければ|外していただければ|させていただければ|"
        "折り合えば|納得されるなら|ということでよろしければ|という形でよければ|"
        "形でよければ|送迎があれば|付くなら|いいなら受け|もらえたら|なら可|なら◯|"
        "なら喜んで|"
        "before i say yes|provided|on condition|as long as|only if"},
    {TAG_OPEN,
        "お返事の前に|返事の前に~教えて|少しお時間|少々お時間|検討します|検討いたします|"
        "検討させて|確認のうえ|期日までにお返事|後日お返事|改めてお返事|やぶさかではない|"
        "受けするかどうか決め|お受けするかどうか"},
};

/* A name may follow. */
#define SIGNED_MAX 40

/* Whose answer it is; "。辞退", "。でも…" go on speaking. */
static bool
is_name(struct words *w, const char *p)
{
	return w && strlen(p) <= SIGNED_MAX && words_are_names(w, p);
}

/* Nothing that speaks stands behind an answer of one sign. w: NULL without a dictionary.
 */
static bool
is_all(struct words *w, const char *tail)
{
	static const char *const ends[] = {
	    "", "。", "!", "iphoneから送信", "。iphoneから送信", "iphoneから送信。"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_eq(tail, ends[i]))
			return true;
	return str_starts(tail, "。") && is_name(w, tail + strlen("。"));
}

enum stance_tag
stance_bare(struct words *w, const char *text)
{
	static const struct {
		const char *word;
		enum stance_tag tag;
	} bare[] = {{"○", TAG_ACCEPT}, {"〇", TAG_ACCEPT}, {"◯", TAG_ACCEPT},
	    {"可", TAG_ACCEPT}, {"諾", TAG_ACCEPT}, {"承諾", TAG_ACCEPT},
	    {"受諾", TAG_ACCEPT}, {"辞退", TAG_DECLINE}, {"はい", TAG_ACCEPT},
	    {"ok", TAG_ACCEPT}, {"yes", TAG_ACCEPT}, {"×", TAG_DECLINE},
	    {"✕", TAG_DECLINE}, {"否", TAG_DECLINE}, {"不可", TAG_DECLINE},
	    {"いいえ", TAG_DECLINE}, {"no", TAG_DECLINE}};

	for (size_t i = 0; i < ARRAY_LEN(bare); i++) {
		size_t n = strlen(bare[i].word);

		if (strncmp(text, bare[i].word, n) == 0 && is_all(w, text + n))
			return bare[i].tag;
	}
	return TAG_NONE;
}

/* "9/21~23は動けません": a figure within the few characters before. */
static bool
names_a_day(const char *text, size_t at)
{
	for (size_t i = at; i > 0 && at - i < 36; i--)
		if (text[i - 1] >= '0' && text[i - 1] <= '9')
			return true;
	return false;
}

void
stance_tally(struct stance_tally *t, struct words *w, const char *text)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, table, ARRAY_LEN(table), hits);
	enum stance_tag bare = stance_bare(w, text);

	for (size_t i = 0; i < n; i++) {
		int tag = hits[i].tag;

		if (tag == TAG_BUSY && t->count[TAG_ACCEPT] &&
		    names_a_day(text, hits[i].begin))
			continue;
		if (t->count[tag]++ == 0) {
			t->first[tag] = hits[i].begin;
			t->word[tag] =
			    xstrndup(text + hits[i].begin, hits[i].end - hits[i].begin);
		}
		t->last[tag] = hits[i].begin;
	}
	if (bare && t->count[bare]++ == 0)
		t->word[bare] = xstrdup(text);
}

void
stance_tally_free(struct stance_tally *t)
{
	for (int i = 0; i < TAG_COUNT; i++)
		free(t->word[i]);
}

unsigned
stance_words(const char *text)
{
	static const unsigned bits[TAG_COUNT] = {[TAG_ACCEPT] = WORD_ACCEPT,
	    [TAG_DECLINE] = WORD_DECLINE,
	    [TAG_BUSY] = WORD_DECLINE,
	    [TAG_CONDITION] = WORD_CONDITION,
	    [TAG_MAYBE] = WORD_CONDITION,
	    [TAG_OPEN] = WORD_OPEN};
	struct stance_tally t = {.count = {0}};
	unsigned found = 0;

	stance_tally(&t, NULL, text);
	for (int i = 0; i < TAG_COUNT; i++)
		found |= t.count[i] ? bits[i] : 0;
	stance_tally_free(&t);
	return found;
}

enum reply_kind
stance_weigh(const struct stance_tally *t, bool *ambiguous)
{
	bool accept = t->count[TAG_ACCEPT] > 0;
	bool decline = t->count[TAG_DECLINE] + t->count[TAG_BUSY] > 0;
	bool condition = t->count[TAG_CONDITION] > 0, maybe = t->count[TAG_MAYBE] > 0;
	size_t refused = t->last[TAG_DECLINE] > t->last[TAG_BUSY] ? t->last[TAG_DECLINE]
	                                                          : t->last[TAG_BUSY];

	*ambiguous = false;
	if (t->count[TAG_OPEN] && !decline && !accept) {
		*ambiguous = true;
		return REPLY_OTHER;
	}
	if (condition || (maybe && (!decline || refused < t->last[TAG_MAYBE]))) {
		*ambiguous = !accept && !decline;
		return REPLY_EXPERT_CONDITIONAL;
	}
	*ambiguous = accept == decline;
	if (accept && decline)
		return refused > t->last[TAG_ACCEPT] ? REPLY_EXPERT_DECLINE
		                                     : REPLY_EXPERT_CONDITIONAL;
	if (decline)
		return REPLY_EXPERT_DECLINE;
	return accept ? REPLY_EXPERT_ACCEPT : REPLY_NONE;
}
