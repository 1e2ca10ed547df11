/* The command's messages in the operator's language. See cmd_say.h. */
#include "cmd_say.h"

#include <stdlib.h>

/* Both take the same values in the same order; tests/unit/test_operator.c compares. */
static const struct {
	const char *english, *japanese;
} table[] = {
    {"no case %s", "案件 %s はありません（madoguchi cases で一覧）"},
    {"no expert with registration number %s",
        "登録番号 %s の専門家は名簿にいません（madoguchi experts list で一覧）"},
    {"no message m%lld", "メッセージ m%lld はありません"},
    {"no event e%lld", "要対応 e%lld はありません"},
    {"no open event %lld", "対応待ちの e%lld はありません"},
    {"no mail %lld", "メール %lld はありません（madoguchi outbox で一覧）"},
    {"no message %lld in quarantine", "読めないメールに %lld はありません"},
    {"no held or failed mail %lld",
        "承認待ち・送信失敗のメールに %lld はありません（madoguchi review で一覧）"},
    {"no draft %ld", "名簿への申し出 %ld はありません（madoguchi experts drafts）"},
    {", did you mean ", "（"},
    {"?", " ではありませんか）"},
    {"%s: unknown %s%s%s%s; one of these was expected: %s",
        "%s: 「%s」は使えません%s%s%s。使えるもの: %s"},
    {"%s: %s is no prefecture%s%s%s; a name such as 大阪府 was expected",
        "%s: 「%s」は都道府県名ではありません%s%s%s。例: 大阪府"},
    {"%s: %s; a whole number from %ld to %ld was expected",
        "%s: %s。%ld から %ld の整数で指定してください"},
    {"%s: --%s wants a value", "%s: --%s には値が必要です"},
    {"%s: is %s already", "%s: すでに %s です"},
    {"%s: no expert has accepted it", "%s: まだ引き受けた専門家がいません"},
    {"%s: only a case in no_expert is searched for again",
        "%s: 探し直せるのは「該当者なし」の案件だけです"},
    {"%s: is %s, not ended", "%s: %s です。再開できるのは終わった案件だけです"},
    {"%s: no visit is left", "%s: 残っている訪問がありません"},
    {"%s has no visit %ld", "%s に第%ld回の訪問はありません"},
    {"%s: %s was not asked; `case assign` puts it to an expert",
        "%s: %s には打診していません。打診は madoguchi case assign です"},
    {"%s: %s has accepted it already", "%s: %s はすでに引き受けています"},
    {"%s: another expert has accepted it; `case replace` comes first",
        "%s: ほかの専門家が引受済みです。先に madoguchi case replace が必要です"},
    {"%s: %s breaks hard rules: %s; with --despite REASON the case is given to this "
     "expert all the same",
        "%s: %s は条件を満たしていません: %s。それでも指名するには --despite '理由' を"
        "付けてください"},
    {"%s: %s was asked for this case before; nobody is asked twice",
        "%s: %s にはこの案件を打診済みです。同じ方に二度は打診しません"},
    {"nothing that waits has the number %lld; `review` lists what waits, with a letter "
     "(e12, m3, o7)",
        "%lld 番で待っているものはありません。madoguchi review の左端の記号と番号（e12、"
        "m3、o7）で指定してください"},
    {"nothing waits because of m%lld", "m%lld のために待っているものはありません"},
    {"review: %s; an ID such as %c12 was expected, as `review` lists it",
        "review: %s。madoguchi review の左端のもの（%c12 など）で指定してください"},
    {"m%lld did not come from an expert who was asked about the case; `case accept N "
     "REGNO` and `case decline N REGNO REASON` enter an answer that came otherwise, "
     "--case N names another case",
        "m%lld の差出人には打診していません。電話などの回答は madoguchi case accept "
        "案件番号 登録番号、case decline 案件番号 登録番号 '理由' "
        "で入力します。別の案件なら "
        "--case 案件番号 を付けてください"},
    {"m%lld opened case %s, which is in %s already; `case show %s` shows it",
        "m%lld は案件 %s になり、すでに%sです（madoguchi case show %s）"},
};

static bool
is_japanese(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	/* The first that is set counts, as for every program. */
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *value = getenv(names[i]);

		if (!str_empty(value))
			return str_starts(value, "ja");
	}
	return false;
}

const char *
cmd_say(const char *english)
{
	for (size_t i = 0; is_japanese() && i < ARRAY_LEN(table); i++)
		if (str_eq(table[i].english, english))
			return table[i].japanese;
	return english;
}

bool
cmd_say_row(size_t i, const char **english, const char **japanese)
{
	if (i >= ARRAY_LEN(table))
		return false;
	*english = table[i].english;
	*japanese = table[i].japanese;
	return true;
}
