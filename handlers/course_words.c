/* Set words about a course and its visits. See course_words.h. */
#include "course_words.h"

#include "analysis.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

/* Of a longer text a person judges. */
enum { TEXT_MAX = 1500 };

/* Said of the visit itself. */
static const char not_held_words[] =
    "すっぽか|訪問できませんでした|訪問はできませんでした|訪問が実施できません|"
    "訪問は実施できません|訪問が実施されませんでした|訪問は実施されませんでした|"
    "訪問は行われませんでした|訪問が行われませんでした|訪問を行えませんでした|"
    "訪問は行えませんでした|訪問はありませんでした|訪問がありませんでした|"
    "お会いできませんでした|did not show up|didn't show up|nobody came|nobody was there|"
    "visit did not take place|visit didn't take place|no-show|no show";
/* Said in answer to whether it was held: of that visit, then. */
static const char put_off_words[] =
    "実施できませんでした|実施できず|実施に至りません|実施しておりません|"
    "実施していません|行えませんでした|行われませんでした|開催できませんでした|"
    "延期になりました|延期になって|延期となりました|延期となって|延期しました|"
    "延期いたしました|延期されました|延期することに|順延になりました|順延となりました|"
    "中止になりました|中止となりました|中止しました|中止いたしました|流れました|"
    "流れてしまい|日を改めることに|日程を改めることに|取りやめになりました|"
    "取りやめとなりました|取り止めになりました|取り止めとなりました|"
    "キャンセルになりました|キャンセルとなりました|リスケになりました|"
    "リスケとなりました|伺えませんでした|was postponed|has been postponed|was cancelled|"
    "was canceled|was called off|could not be held|was not held";
static const char another_visit_words[] = "次回|次の回|第~回|回目|next visit";
/* Only said of whom the visit hangs on, in one sentence. */
static const char people_words[] =
    "専門家|先生|支援士|ご担当|担当者|先方|相手|企業の方|誰も|"
    "どなたも|specialist|expert|consultant";
static const char absent_words[] =
    "お見えになりません|お見えになっていません|お越しになりません|来られません|来ません|"
    "来ていません|来なかった|現れません|現れなかった|おいでになりません|"
    "いらっしゃいません|"
    "いらっしゃらず|不在で~実施できません|did not come|didn't come|never came";
static const char held_words[] =
    "実施しました|実施いたしました|行いました|行ないました|終えました|完了しました|"
    "訪問しました|訪問いたしました|伺いました|ありがとうございました|was held|took place "
    "as";
static const char end_words[] =
    "回で終了|回で終わり|回で終え|回で完了と|回までで終|回までとさせ|回までで十分|"
    "回で十分|"
    "回をもって終|回をもって支援を終|回限りで終|今回で終了|今回で終わり|今回で終え|"
    "今回をもって終|今回で支援を終|これで終了とさせ|これで支援を終|支援を終了した|"
    "支援を終了することで|支援を終えること|3回目は不要|第3回は不要|3回目は必要|"
    "第3回は必要|"
    "3回目は行わ|第3回は行わ|3回目は見送|第3回は見送|残りの回は不要|残りの回は見送|"
    "次回は不要|end the course|end the support|after two visits|no third visit|"
    "third visit is not need";
static const char open_words[] = "かどうか|可能でしょうか|でしょうか|検討|迷って|未定|"
                                 "相談して|確認して|かもしれ|まだ決|"
                                 "できますか|終わりませんでした|終わらな";
static const char yes_words[] = "了承|同意|承知|了解|異存|問題ありません|"
                                "問題ございません|問題ない|結構です|構いません|"
                                "賛成|合意|終了でお願い|終了してください|we agree|i "
                                "agree|agreed|fine with|no objection";
static const char no_words[] =
    "いえ、|いいえ|いや、|続け|継続|残りの回も|3回目も|第3回も|次回も|同意できません|"
    "同意いたしかね|了承できません|了承いたしかね|反対|予定どおり|予定通り|やはり~お願い|"
    "希望します|希望いたします|do not agree|don't agree|disagree|go on|continue|third "
    "visit";

static bool
has(const char *text, const char *words, const char *unless)
{
	char *folded;
	bool found;

	if (!text || strlen(text) > TEXT_MAX)
		return false;
	folded = analysis_fold(text);
	found = phrase_has(folded, words) && !phrase_has(folded, unless);
	free(folded);
	return found;
}

/* Whether one sentence names the people and says that they were not there. */
static bool
somebody_absent(const char *text)
{
	char *folded;
	bool found = false, held;

	if (!text || strlen(text) > TEXT_MAX)
		return false;
	folded = analysis_fold(text);
	held = phrase_has(folded, held_words);
	for (char *from = folded; *from && !found;) {
		char *end = strstr(from, "。"), *next;

		next = end ? end + strlen("。") : from + strlen(from);
		if (end)
			*end = '\0';
		found = phrase_has(from, people_words) && phrase_has(from, absent_words);
		from = next;
	}
	free(folded);
	return found && !held;
}

bool
course_words_not_held(const char *text)
{
	return has(text, not_held_words, held_words) || somebody_absent(text);
}

bool
course_words_put_off(const char *text)
{
	return has(text, put_off_words, held_words);
}

bool
course_words_other_visit(const char *text, int no)
{
	char *ordinal = xasprintf("第%d回", no), *count = xasprintf("%d回目", no);
	char *folded = analysis_fold(text ? text : "");
	bool other = phrase_has(folded, another_visit_words) &&
	             !strstr(folded, ordinal) && !strstr(folded, count);

	free(folded);
	free(count);
	free(ordinal);
	return other;
}

bool
course_words_end(const char *text)
{
	return has(text, end_words, open_words);
}

int
course_words_agree(const char *text)
{
	if (has(text, no_words, open_words))
		return -1;
	return has(text, yes_words, open_words) || course_words_end(text) ? 1 : 0;
}
