/*
 * An expert's answer to an offer: accept, decline, or accept under a condition.
 *
 * The model, which sees words and shape, says which. An acceptance commits people, so it
 * is only sure where the model has next to no doubt and no set word contradicts; every
 * other goes to the operator, with the likeliest reading. The set words (stance_words.h)
 * alone decide where there is no model, and in answers of one sign.
 */
#include "reply.h"

#include "answer.h"
#include "answer_plain.h"
#include "norm.h"
#include "phrase.h"
#include "stance_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Below, it is an answer: found by cross-validation. */
#define OPEN_LIKELY 0.5

/* How much the network counts beside each of the two linear readings: likewise. */
#define NET_WEIGHT 1.5
#define NET_LEAST  1e-6 /* nothing is impossible */

static struct words *
dictionary(const struct reply_input *in)
{
	return in->maker ? feature_maker_dictionary(in->maker) : NULL;
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
		if (a->p[k] > a->p[a->best])
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

	if (in->model == NULL || in->model->net == NULL ||
	    strlen(in->a->text) > REPLY_SURE_BYTES || (in->a->stance & WORD_OPEN) ||
	    model->p[STANCE_DECLINE] > DOUBT_DECLINE ||
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
weigh(const struct reply_input *in, const struct stance_tally *t,
    const struct answer *model, bool *ambiguous)
{
	static const enum reply_kind bare[TAG_COUNT] = {
	    [TAG_ACCEPT] = REPLY_EXPERT_ACCEPT, [TAG_DECLINE] = REPLY_EXPERT_DECLINE};
	static const enum reply_kind kinds[STANCE_COUNT] = {
	    [STANCE_ACCEPT] = REPLY_EXPERT_ACCEPT,
	    [STANCE_DECLINE] = REPLY_EXPERT_DECLINE,
	    [STANCE_CONDITIONAL] = REPLY_EXPERT_CONDITIONAL};
	enum stance_tag sign = stance_bare(dictionary(in), in->a->text);
	enum reply_kind kind = kinds[model->best];
	struct bearing bearing = {.bears = false};
	unsigned both = WORD_ACCEPT | WORD_DECLINE;

	*ambiguous = false;
	if (sign)
		return bare[sign];
	if (in->model == NULL)
		return stance_weigh(t, ambiguous);
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
	static const enum stance_tag tags[REPLY_KIND_COUNT] = {
	    [REPLY_EXPERT_ACCEPT] = TAG_ACCEPT,
	    [REPLY_EXPERT_DECLINE] = TAG_DECLINE,
	    [REPLY_EXPERT_CONDITIONAL] = TAG_CONDITION,
	    [REPLY_OTHER] = TAG_OPEN,
	};
	static const char *const labels[TAG_COUNT] = {[TAG_ACCEPT] = "承諾",
	    [TAG_DECLINE] = "辞退",
	    [TAG_CONDITION] = "条件付き",
	    [TAG_OPEN] = "保留"};
	struct stance_tally t = {.count = {0}};
	enum reply_kind kind;

	if (reply_in_form(in, p, why))
		return true;
	/* Who only greets has not answered, whatever the model is reminded of. */
	if (in->form.only && !stance_bare(dictionary(in), in->a->text))
		return false;
	stance_tally(&t, dictionary(in), in->a->text);
	kind = weigh(in, &t, in->stance, &p->ambiguous);
	if (kind != REPLY_NONE) {
		enum stance_tag tag = tags[kind];

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
	stance_tally_free(&t);
	return kind != REPLY_NONE;
}
