/*
 * Where a visit is held, on site or online: one side's wish is put to the other, and only
 * with its yes the visit changes. The words that wish, agree and refuse are set words;
 * all else is the operator's.
 */
#include "analysis.h"
#include "desk_slots.h"
#include "handlers.h"
#include "phrase.h"
#include "schedule.h"
#include "slot_words.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1500, ALONE_MAX = 240 };

static const char online_wish[] =
    "オンラインでお願い|オンラインに変更|オンラインへ変更|オンラインに切り替え|"
    "オンラインで実施|オンラインでの実施|オンラインでの開催|オンライン開催|"
    "オンラインで行|オンラインにして|オンラインにできま|オンラインにでき|"
    "オンラインを希望|オンライン希望|オンラインでも|オンラインでできま|"
    "web会議でお願い|web会議に|zoomでお願い|zoomに変更|zoomで実施|teamsでお願い|"
    "teamsに変更|teamsで実施|リモートでお願い|リモートに変更|リモートで実施|"
    "do it online|hold it online|held online|online instead|move it online|"
    "prefer online|online meeting instead|meet online|by video call|do it remotely";
static const char site_wish[] =
    "訪問に変更|訪問でお願い|訪問での実施|訪問を希望|対面でお願い|対面に変更|"
    "対面での実施|対面を希望|来社いただ|お越しいただけま|現地での実施|現地でお願い|"
    "on site instead|in person instead|prefer on site|prefer in person|come to our";
static const char yes_words[] =
    "問題ありません|問題ございません|問題ない|大丈夫|結構です|構いません|かまいません|"
    "承知|了解|了承|同意|はい、|はい。|可能です|オンラインでお願い|訪問でお願い|"
    "対面でお願い|それでお願い|変更してください|賛成|fine|no objection|we agree|"
    "i agree|agreed|that works|works for us|yes";
static const char no_words[] =
    "難しい|難しく|厳しい|できません|出来ません|できない|困り|困る|避け|無理|いいえ|"
    "いや、|遠慮|予定どおり|予定通り|このまま|元のまま|変更せず|変更しない|"
    "反対|do not agree|don't agree|rather not|prefer not|cannot|can't|not possible|"
    "as planned|would rather";
static const char open_words[] =
    "かどうか|検討|確認して|相談して|未定|かもしれ|場合|次第|でしょうか|ですか|?|"
    "ただし|ただ、|けれど|けど|but |however|if ";

const char *
schedule_format_wish(const struct input *in, const struct visit *v)
{
	bool online = str_eq(v->format, "online"), wished;
	char *text;

	if (!in->m->text || strlen(in->m->text) > TEXT_MAX)
		return NULL;
	text = analysis_fold(in->m->text);
	wished = phrase_has(text, online ? site_wish : online_wish) &&
	         !phrase_has(text, online ? online_wish : site_wish);
	free(text);
	return !wished ? NULL : online ? "visit" : "online";
}

const char *
schedule_format_alone(const struct input *in, const struct visit *v)
{
	const struct reply *reply = &in->r->reply;
	struct slot_words words;
	char *text;
	bool open;

	if (!in->m->text || strlen(in->m->text) > ALONE_MAX || reply->dates.n ||
	    reply->choice.n || reply->unavailable.n ||
	    reply->kind == REPLY_SCHEDULE_CANCEL)
		return NULL;
	text = analysis_fold(in->m->text);
	open = phrase_has(text, open_words) || phrase_has(text, no_words);
	free(text);
	slot_words_read(in->m->text, SLOTS_A_ROUND, &words);
	return open || words.n || words.none ? NULL : schedule_format_wish(in, v);
}

static int
agrees(const char *text)
{
	char *folded;
	bool yes, no, open;

	if (!text || strlen(text) > TEXT_MAX)
		return 0;
	folded = analysis_fold(text);
	yes = phrase_has(folded, yes_words);
	no = phrase_has(folded, no_words);
	open = phrase_has(folded, open_words);
	free(folded);
	return open || yes == no ? 0 : yes ? 1 : -1;
}

static bool
match(const struct input *in)
{
	return in->c && in->route->format_asked && in->route->visit_id &&
	       in->route->role && !str_eq(in->route->role, "asked") &&
	       in->r->reply.kind != REPLY_AUTO_REPLY &&
	       in->r->reply.kind != REPLY_SCHEDULE_CANCEL && !in->r->reply.dates.n;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	int say = agrees(in->m->text);
	struct visit v;

	in->case_id = in->c->id;
	if (!store_visit_get(d->store, in->route->visit_id, &v))
		return handler_ask(d, in, "どの回の実施方法か分からない返信です");
	if (!in->route->proved || !say || !desk_visit_dated(&v) ||
	    !desk_format_waits(d, in->c, &v)) {
		say = 0;
		(void)handler_ask(d, in,
		    "第%d回の実施方法（訪問・オンライン）についての返信です", v.no);
	} else {
		desk_format_answered(d, in->c, &v,
		    str_eq(in->route->role, "expert") ? SLOT_EXPERT : SLOT_COMPANY,
		    say > 0);
	}
	visit_free(&v);
	return say ? OUTCOME_DONE : OUTCOME_PERSON;
}

const struct message_handler handler_format = {"format", match, run};
