/* An agreed date that cannot be kept. See date_off.h. */
#include "date_off.h"

#include "date_judge.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

static const struct phrase hindrances[] = {
    {1, "都合がつかなくなり|都合がつかなくなって|都合がつかなくなった|"
        "都合が付かなくなり|都合が付かなくなって|都合が付かなくなった|都合がつかず|"
        "都合がつきません|都合が付きません|都合つかなく|都合が悪くなり|都合が悪くなって|"
        "都合が悪くなった|都合悪くなり|都合悪くなっ|都合が悪く、|都合が悪いです|"
        "都合が悪いため|都合が悪いので|都合が合わなくなり|都合が合わなくなっ|"
        "伺えなくなり|伺えなくなっ|お伺いできなくなり|お伺いできなくなっ|"
        "お伺いすることができなくなり|行けなくなり|行けなくなっ|行かれなくなり|"
        "参れなくなり|訪問できなくなり|訪問できなくなっ|参加できなくなり|"
        "参加できなくなっ|出席できなくなり|出席できなくなっ|対応できなくなり|"
        "対応できなくなっ|立ち会えなくなり|受け入れられなくなり|受け入れができなくなり|"
        "お迎えできなくなり|難しくなりまし|難しくなって|難しくなり、|厳しくなりまし|"
        "無理になりまし|無理になって|だめになりまし|ダメになりまし|だめになって|"
        "ダメになって|急用が|急用で|急用のため|急な予定が入|急な会議が入|急な仕事が入|"
        "急な来客が入|急な案件が入|急遽予定が入|急遽会議が入|急遽出張|急な出張|"
        "出張が入っ|出張が入り|予定が入ってしま|予定が入りまし|会議が入ってしま|"
        "会議が入りまし|予約が入ってしま|体調を崩し|体調不良|体調が悪|発熱し|熱が出|"
        "高熱|入院する|入院しま|入院と|インフルエンザ|コロナに|陽性|怪我をし|けがをし|"
        "骨折|不幸が|忌引|欠席し|欠席させ|欠席いた|"
        "can't make it|cannot make it|can no longer make|can't come|cannot come|"
        "can't attend|cannot attend|no longer attend|unable to attend|"
        "unable to make|unable to come|unable to keep|no longer suits|"
        "no longer works|no longer possible|no longer available|doesn't work anymore|"
        "does not work anymore|something has come up|something came up|"
        "won't be able to|will not be able to|not be able to make|have to postpone|"
        "need to postpone|have fallen ill|i am ill|i'm ill|am sick|got sick|"
        "not available any more|not available anymore|conflict has come up|"
        "urgent matter"},
};

/* What makes less of it in the same sentence. */
static const char supposed[] =
    "場合|かもしれ|かも知れ|可能性|おそれ|恐れが|もし|でしたら|であれば|ようでしたら|"
    "ようなら|になりそう|なりそうで|と困|なければ|ないよう|ことは|"
    "問題ありません|問題ございません|if |may |might |in case";
/* The date stands all the same, wherever that is said. */
static const char others_come[] =
    "代わりに伺|代わりに参|代わりに出|代わりの者|代理|代わって|別の者が|他の者が|"
    "ほかの者が|別の担当|予定どおり|予定通り|変更はありません|変更ありません|"
    "変更は不要|in my place|instead of me|my colleague|as planned";

enum { BEFORE_BYTES = 240 };

struct search {
	const char *text;
	bool said;
};

static bool
look(void *data, const struct phrase_hit *hit)
{
	struct search *s = data;
	const char *from = s->text + hit->begin, *end = date_sentence_end(from);
	char *sentence;

	for (int i = 0; i < BEFORE_BYTES && from > s->text && !str_starts(from, "。");
	     i++)
		from--;
	sentence = xstrndup(from, (size_t)(end - from));
	s->said = !phrase_has(sentence, supposed) && !strstr(sentence, "か。") &&
	          !strchr(sentence, '?');
	free(sentence);
	return !s->said;
}

bool
date_off_said(const char *text)
{
	struct search s = {.text = text};

	phrase_walk(text, hindrances, ARRAY_LEN(hindrances), look, &s);
	return s.said && !phrase_has(text, others_come);
}
