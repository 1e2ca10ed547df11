/*
 * An expert's answer to an offer: accept, decline, or accept under a condition.
 *
 * The model, which sees words and shape, says which. An acceptance commits people, so it
 * is only sure where the model has next to no doubt and no set word contradicts; every
 * other goes to the operator, with the likeliest reading. The set words alone decide
 * where there is no model, and in answers of one sign. Phrases that turn a word around
 * ("承諾いたしかねます", "辞退する理由がありません") are longer than the word they hold,
 * and the longest match counts.
 */
#include "reply.h"

#include "answer.h"
#include "answer_plain.h"
#include "norm.h"
#include "phrase.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum tag {
	TAG_NONE,
	TAG_ACCEPT,
	TAG_DECLINE,
	TAG_BUSY, /* refuses, unless it is said of single days */
	TAG_CONDITION,
	TAG_MAYBE, /* a condition, unless a refusal follows */
	TAG_OPEN,
	TAG_COUNT
};

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

/* Below, it is an answer: found by cross-validation. */
#define OPEN_LIKELY 0.5

/* Who accepts without a word of accepting is taken for one who refuses more often than
 * the other way round: so much likelier a yes is. Found on files that the model had not
 * seen; what is acted upon goes by the probabilities themselves. */
#define YES_LIKELIER 2.5

/* How much the network counts beside each of the two linear readings: likewise. */
#define NET_WEIGHT 1.5
#define NET_LEAST  1e-6 /* nothing is impossible */

struct naming {
	bool any, other;
};

static void
see_sort(void *data, enum word_sort sort, size_t begin, size_t end)
{
	struct naming *n = data;

	(void)begin;
	(void)end;
	n->any = true;
	n->other = n->other || (sort != WORD_FAMILY && sort != WORD_GIVEN);
}

/* Whose answer it is; "。辞退", "。でも…" go on speaking. */
static bool
is_name(struct words *w, const char *p)
{
	struct naming n = {false, false};

	if (w == NULL || strlen(p) > SIGNED_MAX)
		return false;
	words_sort(w, p, see_sort, &n);
	return n.any && !n.other;
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

static struct words *
dictionary(const struct reply_input *in)
{
	return in->maker ? feature_maker_dictionary(in->maker) : NULL;
}

/* An answer of one sign or word. */
static enum tag
bare_answer(struct words *w, const char *text)
{
	static const struct {
		const char *word;
		enum tag tag;
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

struct tally {
	size_t count[TAG_COUNT];
	size_t first[TAG_COUNT], last[TAG_COUNT]; /* byte offsets */
	char *word[TAG_COUNT];                    /* owned; the first that was found */
};

/* "9/21~23は動けません": a figure within the few characters before. */
static bool
names_a_day(const char *text, size_t at)
{
	for (size_t i = at; i > 0 && at - i < 36; i--)
		if (text[i - 1] >= '0' && text[i - 1] <= '9')
			return true;
	return false;
}

static void
tally_text(struct tally *t, struct words *w, const char *text)
{
	struct phrase_hit hits[PHRASE_HITS_MAX];
	size_t n = phrase_find(text, table, ARRAY_LEN(table), hits);
	enum tag bare = bare_answer(w, text);

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

static void
tally_free(struct tally *t)
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
	struct tally t = {.count = {0}};
	unsigned found = 0;

	tally_text(&t, NULL, text);
	for (int i = 0; i < TAG_COUNT; i++)
		found |= t.count[i] ? bits[i] : 0;
	tally_free(&t);
	return found;
}

/* After an offer an answer is likelier than among all that the model has seen: the three
 * answers are weighed against each other, beside what speaks for none of them. */
static void
share_out(struct answer *a)
{
	double sum = 0;

	a->best = STANCE_ACCEPT;
	for (int k = STANCE_ACCEPT; k < STANCE_OPEN; k++) {
		sum += a->p[k];
		if (a->p[k] >
		    a->p[a->best] * (a->best == STANCE_ACCEPT ? YES_LIKELIER : 1))
			a->best = k;
	}
	for (int k = STANCE_ACCEPT; k < STANCE_OPEN && sum > 0; k++)
		a->p[k] /= sum;
}

/* What the words come to in their order, beside what they come to in number. */
static void
ask_net(const struct reply_input *in, struct answer *a)
{
	double net[NET_CLASSES];

	if (in->model->net == NULL)
		return;
	net_ask(in->model->net, feature_maker_dictionary(in->maker), in->a->text, net);
	/* What it holds for no answer at all speaks for none of the three. */
	for (int k = STANCE_ACCEPT; k < STANCE_OPEN; k++)
		a->p[k] *=
		    pow(net[k] + net[STANCE_OPEN] / STANCE_OPEN + NET_LEAST, NET_WEIGHT);
}

void
reply_ask_stance(const struct reply_input *in, struct answer *a)
{
	struct answer sentence;
	struct features f;

	*a = (struct answer){.p = {0.25, 0.25, 0.25, 0.25}, .best = STANCE_OPEN};
	if (in->model == NULL)
		return;
	features_make(in->maker, VIEW_STANCE, &f);
	model_ask(in->model, HEAD_STANCE, &f, a);
	features_free(&f);
	model_ask_sentences(in->model, HEAD_SENTENCE, in->maker, &sentence);
	for (int k = STANCE_ACCEPT; k < STANCE_OPEN; k++)
		a->p[k] *= sentence.p[k];
	ask_net(in, a);
	share_out(a);
}

bool
reply_is_answer(const struct reply_input *in)
{
	return in->model && in->stance->p[STANCE_OPEN] < OPEN_LIKELY;
}

/* What the words come to without a model; ambiguous is set where they pull both ways or
 * say nothing. */
static enum reply_kind
weigh_words(const struct tally *t, bool *ambiguous)
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

/* --- with the model --- */

/* Found by cross-validation over some 6,000 answers: beyond these no refusal of an
 * ordinary kind was taken for a sure acceptance. */
#define SURE            .98
#define SURE_TROUBLED   .9995
#define SURE_WORDLESS   .9995
#define DOUBT_DECLINE   .001
#define DOUBT_CONDITION .002
#define DOUBT_ANSWER    .02 /* that it is an answer at all */
#define PLAIN_LETTERS   40
#define NO_ANSWER       0.97
#define MAYBE_NO_ANSWER 0.3
#define NO_DOUBT        0.97
#define OTHER_MATTER    0.5
#define UNSURE          0.5 /* below, any answer is looked at */

/* Acceptances that are told of, taken back, or made to end in the open. */
static const char unsure_words[] =
    "。でも|、でも|しかし|けれど|すぎます|過ぎます|すぎて|"
    "と書きかけ|と書き|と言え|と言い|と申し上げた|と答え|とお答え|とお返|とお送り|と送り|"
    "訂正|撤回|誤解|取り違え|間違え|先ほど|さきほど|さっき|昨日|無効|つもりで|自動返信|"
    "なら、|ならば|でよければですが|よろしければですが|のですが。|たいのですが|"
    "ところですが|"
    "ところだが|に任せてくだ|する前に|受領のご連絡|お約束";

struct bearing {
	bool bears;    /* any letter that can bear an answer */
	bool troubled; /* any of hindrances, refusals or conditions */
	bool negated;
	bool undertakes; /* a verb of undertaking or a word of assent but a closing
	                    greeting */
};

static void
see_bearing(void *data, const struct shape_sentence *s)
{
	struct bearing *b = data;
	char *sentence = xstrndup(s->begin, s->len);

	b->bears = b->bears || s->shape[strcspn(s->shape, SHAPE_BEARING)] != '\0';
	b->troubled = b->troubled || s->shape[strcspn(s->shape, SHAPE_TROUBLE)] != '\0';
	b->negated = b->negated || strchr(s->shape, SHAPE_NOT) != NULL;
	b->undertakes =
	    b->undertakes || strchr(s->shape, SHAPE_VERB) ||
	    (strchr(s->shape, SHAPE_GLAD) && !phrase_has(sentence, "お願い|おねがい"));
	free(sentence);
}

/* The message was recognised, without its context, as another matter than an answer. */
static bool
is_other_matter(const struct reply_input *in)
{
	static const bool other[KIND_COUNT] = {[KIND_REQUEST] = true,
	    [KIND_AGENCY_FORWARD] = true,
	    [KIND_VISIT_REPORT] = true,
	    [KIND_COMPLAINT] = true,
	    [KIND_LIST_APPLICATION] = true,
	    [KIND_SPAM] = true};

	return other[in->kind] && in->kind_chance >= OTHER_MATTER;
}

/* A verb that accepts by being said, and none that refuses, or binds to a condition. */
static bool
is_plainly_accepted(const char *text)
{
	char letters[PLAIN_LETTERS];

	plain_answers(text, letters, sizeof(letters));
	return strchr(letters, PLAIN_ACCEPT) && !strpbrk(letters, PLAIN_AGAINST);
}

static bool
is_sure_acceptance(const struct reply_input *in, const struct answer *model,
    const struct bearing *bearing)
{
	unsigned words = in->a->stance & (WORD_ACCEPT | WORD_DECLINE | WORD_CONDITION);
	double p = model->p[STANCE_ACCEPT];

	if (in->model == NULL || in->model->net == NULL || strlen(in->a->text) > REPLY_SURE_BYTES ||
	    (in->a->stance & WORD_OPEN) || model->p[STANCE_DECLINE] > DOUBT_DECLINE ||
	    model->p[STANCE_OPEN] > DOUBT_ANSWER ||
	    model->p[STANCE_CONDITIONAL] > DOUBT_CONDITION || is_other_matter(in) ||
	    phrase_has(in->a->text, unsure_words) || !is_plainly_accepted(in->a->text))
		return false;
	if (words == WORD_ACCEPT)
		return p >= (bearing->troubled ? SURE_TROUBLED : SURE) &&
		       strcmp(in->a->text, "大丈夫です。") != 0;
	return words == 0 && p >= SURE_WORDLESS && bearing->undertakes &&
	       !bearing->troubled && !bearing->negated;
}

/* Less than three Japanese characters, and no two Latin words. */
static bool
is_babble(const char *text)
{
	int japanese = 0;
	uint32_t cp;

	for (const char *p = text; *p && japanese < 3; p += utf8_next(p, &cp)) {
		utf8_next(p, &cp);
		japanese +=
		    (cp >= 0x3041 && cp <= 0x30ff) || (cp >= 0x4e00 && cp <= 0x9fff);
	}
	return japanese < 3 && !strchr(text, ' ');
}

/* Asked only where no set word of an answer stands. A complaint in anger resembles an
 * answer, and is told from one by little. */
static bool
is_no_answer(const struct reply_input *in, const struct answer *model)
{
	double open = model->p[STANCE_OPEN];

	return open > NO_ANSWER || (open > UNSURE && is_other_matter(in)) ||
	       (open > MAYBE_NO_ANSWER && in->kind == KIND_COMPLAINT);
}

/* What a sign or word that is the whole answer says; else what the model makes of it. */
static enum reply_kind
weigh(const struct reply_input *in, const struct tally *t, const struct answer *model,
    bool *ambiguous)
{
	static const enum reply_kind bare[TAG_COUNT] = {
	    [TAG_ACCEPT] = REPLY_EXPERT_ACCEPT, [TAG_DECLINE] = REPLY_EXPERT_DECLINE};
	static const enum reply_kind kinds[STANCE_COUNT] = {
	    [STANCE_ACCEPT] = REPLY_EXPERT_ACCEPT,
	    [STANCE_DECLINE] = REPLY_EXPERT_DECLINE,
	    [STANCE_CONDITIONAL] = REPLY_EXPERT_CONDITIONAL};
	enum tag sign = bare_answer(dictionary(in), in->a->text);
	enum reply_kind kind = kinds[model->best];
	struct bearing bearing = {.bears = false};
	unsigned both = WORD_ACCEPT | WORD_DECLINE;

	*ambiguous = false;
	if (sign)
		return bare[sign];
	if (in->model == NULL)
		return weigh_words(t, ambiguous);
	if (in->a->stance == WORD_OPEN && !reply_is_answer(in)) {
		*ambiguous = true;
		return REPLY_OTHER;
	}
	if (in->a->stance == 0 && is_no_answer(in, model))
		return REPLY_NONE;
	/* Whatever an odd text reminds the model of, nobody has undertaken anything. */
	shape_walk(in->a->text, see_bearing, &bearing);
	if (!bearing.bears && in->a->stance == 0 && is_babble(in->a->text))
		return REPLY_NONE;
	*ambiguous =
	    kind == REPLY_EXPERT_ACCEPT
	        ? !is_sure_acceptance(in, model, &bearing)
	        : model->p[model->best] < UNSURE || model->p[STANCE_OPEN] > UNSURE;
	/* Words of both, or of delay: somebody should look, unless the model has no
	 * doubt. */
	if (((in->a->stance & both) == both || in->a->stance == WORD_OPEN) &&
	    model->p[model->best] < NO_DOUBT)
		*ambiguous = true;
	return kind;
}

/* Words beside a form that was filled in before may take back what stands in it. */
static enum reply_kind
said_instead(const struct reply_input *in)
{
	char letters[PLAIN_LETTERS];
	bool yes, no;

	plain_answers(in->a->text, letters, sizeof(letters));
	yes = strchr(letters, PLAIN_ACCEPT) != NULL;
	no = strchr(letters, PLAIN_DECLINE) != NULL;
	if (in->form.kind == REPLY_EXPERT_ACCEPT && no && !yes)
		return REPLY_EXPERT_DECLINE;
	if (in->form.kind == REPLY_EXPERT_DECLINE && yes && !no)
		return REPLY_EXPERT_ACCEPT;
	if (in->form.kind == REPLY_EXPERT_ACCEPT && strchr(letters, PLAIN_CONDITION))
		return REPLY_EXPERT_CONDITIONAL;
	return in->form.kind;
}

/* A yes in a form is one where beside it nothing is said but courtesies, or a yes; a no
 * where what is said is no yes. */
static bool
is_sure_form(const struct reply_input *in, enum reply_kind kind)
{
	struct bearing bearing = {.bears = false};

	if (in->form.unsure || in->a->m->text_guessed || kind != in->form.kind)
		return false;
	if (in->form.only && !in->form.copied)
		return true;
	shape_walk(in->a->text, see_bearing, &bearing);
	if (kind == REPLY_EXPERT_ACCEPT)
		return is_sure_acceptance(in, in->stance, &bearing);
	return kind != REPLY_EXPERT_DECLINE || in->model == NULL ||
	       in->stance->best == STANCE_DECLINE;
}

bool
reply_in_form(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	if (in->form.kind == REPLY_NONE)
		return false;
	p->kind = in->form.copied ? in->form.kind : said_instead(in);
	p->ambiguous = !is_sure_form(in, p->kind);
	strlist_add(why, "回答欄に記入された答え");
	if (p->ambiguous)
		strlist_add(why, "記入のほかにも書かれているため、人が確認します");
	return true;
}

bool
reply_stance(const struct reply_input *in, struct reply *p, struct strlist *why)
{
	static const enum tag tags[REPLY_KIND_COUNT] = {
	    [REPLY_EXPERT_ACCEPT] = TAG_ACCEPT,
	    [REPLY_EXPERT_DECLINE] = TAG_DECLINE,
	    [REPLY_EXPERT_CONDITIONAL] = TAG_CONDITION,
	    [REPLY_OTHER] = TAG_OPEN,
	};
	static const char *const labels[TAG_COUNT] = {[TAG_ACCEPT] = "承諾",
	    [TAG_DECLINE] = "辞退",
	    [TAG_CONDITION] = "条件付き",
	    [TAG_OPEN] = "保留"};
	struct tally t = {.count = {0}};
	enum reply_kind kind;

	if (reply_in_form(in, p, why))
		return true;
	/* Who only greets has not answered, whatever the model is reminded of. */
	if (in->form.only && !bare_answer(dictionary(in), in->a->text))
		return false;
	tally_text(&t, dictionary(in), in->a->text);
	kind = weigh(in, &t, in->stance, &p->ambiguous);
	if (kind != REPLY_NONE) {
		enum tag tag = tags[kind];

		p->kind = kind;
		if (t.word[tag])
			strlist_addf(why, "%s: 「%s」という語", labels[tag], t.word[tag]);
		else
			strlist_addf(why, "%s: 文面全体の傾向", labels[tag]);
		if (p->ambiguous)
			strlist_add(
			    why, "承諾と辞退のどちらとも読めるため、人が確認します");
	}
	/* Marks that could not be read, or words that may be another's. */
	if (in->form.unsure || in->a->m->text_guessed)
		p->ambiguous = true;
	tally_free(&t);
	return kind != REPLY_NONE;
}
