/* The forms that answer by being said. */
#include "answer_plain.h"

#include "phrase.h"

#include <stdlib.h>
#include <string.h>

/* A condition stands within so many bytes before the verb that it holds back. */
#define BEFORE_MAX 240

static const struct phrase table[] = {
    {PLAIN_ACCEPT,
        "承諾します|承諾いたします|承諾致します|承諾です|承諾でお願い|承諾にてお願い|"
        "承諾で。|承諾とさせて|承諾とします|承諾といたします|承諾させていただきます|"
        "承諾させて頂きます|承諾の方向でお願い|承諾のご連絡|承諾する旨|承諾申し上げます|"
        "承諾しました|承諾いたしました|承諾でございます|承諾の返事|承諾のお返事|"
        "受諾します|受諾いたします|受諾致します|受諾です|快諾です|快諾します|"
        "快諾いたします|お受けします|お受けいたします|お受け致します|"
        "お受けさせていただきます|お受けさせて頂きます|お受けさせてください|"
        "お受けさせて下さい|お受け申し上げます|お受けすることに|お受けすることと|"
        "お受けできます|お受け可能です|お受けする旨|受けます|受けさせていただきます|"
        "受けさせて頂きます|受けさせてください|受けることに|"
        "お引き受けします|お引き受けいたします|お引き受け致します|"
        "お引き受けさせて|お引き受けすることに|お引き受けすることと|"
        "お引き受けできます|お引き受け申し上げます|お引き受けする旨|引き受けます|"
        "引き受けさせて|引き受けることに|引き受けいたします|引受けます|引受けいたします|"
        "お引受けします|お引受けいたします|お引受け致します|"
        "担当します|担当いたします|担当致します|担当させていただきます|"
        "担当させて頂きます|担当させてください|担当させて下さい|担当できます|"
        "担当可能です|対応します|対応いたします|対応致します|対応させていただきます|"
        "対応させて頂きます|対応可能です|対応できます|承ります|承りました|承知しました|"
        "承知いたしました|了解しました|了解いたしました|了解です|拝命します|"
        "拝命いたします|やらせてください|やらせて下さい|やらせていただきます|"
        "やらせて頂きます|務めさせていただきます|務めます|お手伝いさせていただきます|"
        "お手伝いさせてください|お手伝いいたします|伺わせていただきます|喜んで伺います|"
        "喜んで参ります|ぜひ伺います|ぜひお願いします|ぜひやらせて|可でお願い|可です|"
        "可とします|okです|okでお願い|okとします|回答:可|回答:承諾|回答:ok|回答:○|"
        "回答:諾|回答:お受け|可否:可|可否:○|可否:◯|可否:承諾|可否:ok|諾否:諾|"
        "諾否:承諾|諾否:可|返事:承諾|返事:可|返答:承諾|返答:可|結論:承諾|結論:可|"
        "結論:お受け|答え:承諾|答えは承諾|返事は承諾|答えは「承諾」|"
        "ショウダクシマス|ショウダクイタシマス|ショウダクデス|オウケシマス|"
        "オウケイタシマス|オヒキウケシマス|オヒキウケイタシマス|ヒキウケマス|"
        "リョウカイシマシタ|リョウカイデス|しょうだくします|しょうだくいたします|"
        "おうけします|おうけいたします|おひきうけします|おひきうけいたします|"
        "ひきうけます|"
        "i accept|i'll accept|i will accept|i'll take|i will take|"
        "i can take it|i can take this|happy to take|happy to accept|happy to help|"
        "happy to support|glad to take|glad to accept|glad to help|glad to support|"
        "be pleased to|be glad to|pleased to accept|delighted to|count me in"},
    {PLAIN_DECLINE,
        "辞退します|辞退いたします|辞退致します|辞退です|辞退で。|辞退でお願い|"
        "辞退にてお願い|辞退させていただきます|辞退させて頂きます|辞退させてください|"
        "辞退させて下さい|辞退とさせて|辞退といたします|辞退とします|辞退申し上げます|"
        "辞退することに|辞退することと|辞退いたしたく|辞退したく|辞退する旨|"
        "辞退のご連絡|辞退でございます|辞退せざるを得|辞退を申し上げ|辞退のお返事|"
        "お断りします|お断りいたします|お断り致します|お断りさせて|お断り申し上げます|"
        "お断りすることに|お断りすることと|お断りせざるを得|お断りしたく|断ります|"
        "断らせてください|断らせていただきます|見送ります|見送らせて|見送りたい|"
        "見送りたく|見送りとさせて|見送りでお願い|見送ることに|見合わせます|"
        "見合わせることに|見合わせたく|見合わせていただきます|見合わせさせて|"
        "遠慮します|遠慮いたします|遠慮させて|遠慮申し上げます|遠慮しておきます|"
        "遠慮したく|控えさせて|不可でお願い|不可です|不可とします|不可で。|"
        "お受けできません|お受けできかね|お受けいたしかね|お受け致しかね|お受けしかね|"
        "お受けできない|お受けすることができません|お受けするのは難し|"
        "お受けすることは難し|お受けすることはできません|お受けするのは無理|"
        "お引き受けできません|お引き受けできかね|お引き受けいたしかね|"
        "お引き受けしかね|お引き受けすることができません|お引き受けするのは難し|"
        "お引き受けすることはできません|お引き受けは難し|お引き受けできない|"
        "引き受けられません|引き受けられない|引き受けできません|引き受けかね|"
        "受けられません|受けられない|受けません|担当できません|担当できかね|"
        "担当いたしかね|担当しかね|対応できません|対応できかね|対応いたしかね|"
        "対応致しかね|対応しかね|対応不可です|ご希望に添えません|ご希望に沿えません|"
        "ご期待に添えません|ご期待に沿えません|ご期待に沿いかね|ご期待に添いかね|"
        "ご要望に沿いかね|お役に立てません|お役に立てそうにありません|降ります|"
        "降ろさせて|下ります|パスさせて|パスします|パスで|ほかの方にお願いしてください|"
        "他の方にお願いしてください|別の方にお願いしてください|他の方にお願いします|"
        "ほかの方にお願いします|別の方にお願いします|他の方をお探しください|"
        "ほかの方をお探しください|別の方をお探しください|"
        "回答:否|回答:辞退|回答:不可|回答:×|可否:否|可否:不可|可否:×|可否:辞退|"
        "諾否:否|諾否:辞退|返事:辞退|返事:不可|返答:辞退|返答:不可|結論:辞退|結論:不可|"
        "答え:辞退|答えは辞退|返事は辞退|"
        "ジタイシマス|ジタイイタシマス|ジタイサセテ|ジタイデス|オコトワリシマス|"
        "オコトワリイタシマス|オウケデキマセン|オウケデキカネ|オウケイタシカネ|"
        "オヒキウケデキマセン|ヒキウケラレマセン|エンリョシマス|エンリョイタシマス|"
        "ミオクリマス|ミオクラセテ|じたいします|じたいいたします|じたいさせて|"
        "おことわりします|おことわりいたします|おうけできません|おうけできかね|"
        "おひきうけできません|えんりょします|えんりょいたします|"
        "i must decline|i have to decline|have to decline|i decline|i'll decline|"
        "i will decline|must pass|have to pass|i'll pass|i will pass|cannot accept|"
        "can't accept|cannot take|can't take|unable to accept|unable to take|"
        "not able to take|not able to accept|regret that i cannot|count me out"},
    {PLAIN_CONDITION,
        "条件付き承諾|条件付承諾|条件つき承諾|条件付きの承諾|条件付きで承諾|"
        "条件付きで。|条件付きでお願い|条件付きでお受け|条件付きでお引き受け|"
        "条件付きとさせて|条件付きです|条件付きとなります|条件付でお願い|条件付でお受け|"
        "回答:条件|可否:条件|諾否:条件|返事:条件|返答:条件|結論:条件|"
        "ジョウケンツキ|じょうけんつき|conditional yes|conditionally accept|"
        "accept conditionally|yes, but only|on one condition|on the condition"},
    {PLAIN_STILL,
        "まだ間に合|まだ~でしたら|まだ~なら|まだ~れば|まだ~ようでしたら|まだ空いて|"
        "まだ決まって|まだ募集|まだ有効|期限を過ぎて|期限が過ぎて|締切を過ぎて|"
        "締め切りを過ぎて|still available|still open|not too late"},
};

/* What follows makes a quotation, a purpose or a supposition of it, or takes it back. */
static const char *const undone[] = {"が", "けど", "けれど", "と", "か", "ものの",
    "つもり", "なら", "場合", "条件", "に", "こと", "はず", "予定", "べき", "わけ", "訳",
    "」と", "」の", "のが", "のは", "のを", "のに", "までに", "前に", "には", "では",
    " if", " provided"};

static bool
is_undone(const char *after)
{
	for (size_t i = 0; i < ARRAY_LEN(undone); i++)
		if (str_starts(after, undone[i]))
			return true;
	return false;
}

static const char if_words[] =
    "なら|でしたら|だったら|であれば|れば|けば|えば|せば|てば|めば|たら|次第|条件で|前提|"
    "限り|限って|場合|のみ|ことで|うえで|上で|てから|if |provided|unless|once ";

/* The words of the same sentence before it. */
static bool
is_behind_condition(const char *text, size_t begin)
{
	size_t from = begin > BEFORE_MAX ? begin - BEFORE_MAX : 0;
	char *before = xstrndup(text + from, begin - from), *sentence = before, *end;
	bool found;

	while ((end = strstr(sentence, "。")) != NULL)
		sentence = end + strlen("。");
	found = phrase_has(sentence, if_words);
	free(before);
	return found;
}

struct finding {
	const char *text;
	char *letters;
	size_t n, size;
};

static bool
see_plain(void *data, const struct phrase_hit *hit)
{
	struct finding *f = data;
	int letter = hit->tag;

	if (letter != PLAIN_STILL && letter != PLAIN_CONDITION) {
		if (is_undone(f->text + hit->end))
			return true;
		if (is_behind_condition(f->text, hit->begin))
			letter =
			    letter == PLAIN_ACCEPT ? PLAIN_ACCEPT_IF : PLAIN_DECLINE_IF;
	}
	f->letters[f->n++] = (char)letter;
	return f->n + 1 < f->size;
}

void
plain_answers(const char *text, char *letters, size_t size)
{
	struct finding f = {text, letters, 0, size};

	phrase_walk(text, table, ARRAY_LEN(table), see_plain, &f);
	letters[f.n] = '\0';
}
