/* What tables, rows and columns of figures are called. See stats.h. */
#include "stats.h"

static const struct {
	const char *id, *ja, *en;
} words[] = {
    /* the page */
    {"title", "相談窓口の統計", "Figures of the consultation desk"},
    {"period", "対象期間", "Period"},
    {"all time", "全期間", "all time"},
    {"made", "作成日時", "Made on"},
    {"table", "表", "Table"},
    {"item", "項目", "Item"},
    {"hidden note", "「*」は小さい値、またはそれを逆算できる値のため表示しません。",
        "An asterisk stands for a small number, or for one that would give it away."},
    {"basis note",
        "「期間内」とある表以外は、期間内に受け付けた案件とその後の経過を数えます。",
        "Cases opened in the period and what became of them, except where a table says "
        "“in the period”."},
    {"total", "合計", "Total"},
    {"?", "不明", "unknown"},
    {"-", "直接の相談", "directly"},
    {"count", "件数", "Number"},
    {"share", "割合", "Share"},

    /* tables */
    {"programme", "全体", "Overview"},
    {"outcomes", "案件の経過", "What became of the cases"},
    {"state", "状態別の案件", "Cases by state"},
    {"category", "相談区分別の案件", "Cases by category"},
    {"theme", "指導テーマ別の案件", "Cases by theme"},
    {"regions", "地域別", "By region"},
    {"courses", "地域×指導テーマの支援件数", "Courses by region and theme"},
    {"course_visits", "訪問回数別の支援", "Courses by number of visits"},
    {"goals", "支援の目標達成", "Goals of the courses"},
    {"lead_times", "所要時間", "Lead times"},
    {"experts", "専門家別（期間内の打診）", "Experts (offers made in the period)"},
    {"agencies", "紹介元の支援機関別", "By agency"},
    {"fiscal_years", "年度別（4月始まり）", "By fiscal year (from April)"},
    {"visits_by_month", "月別の訪問（期間内に実施）", "Visits held in the period"},

    /* figures */
    {"companies", "企業", "Companies"},
    {"people", "担当者", "People"},
    {"consultations", "相談", "Consultations"},
    {"sought", "専門家を探した相談", "An expert was sought"},
    {"matched", "マッチング成立", "Matched"},
    {"courses begun", "支援", "Courses"},
    {"visits", "訪問", "Visits"},
    {"withdrawn", "取下げ", "Withdrawn"},
    {"onsite", "訪問（対面）", "On site"},
    {"online", "オンライン", "Online"},

    {"unmatched_open", "専門家が決まる前", "No expert yet"},
    {"unmatched_no_expert", "該当する専門家なし", "No expert found"},
    {"unmatched_withdrawn", "専門家が決まる前の取下げ", "Withdrawn without an expert"},
    {"unmatched_closed", "専門家が決まる前の終了", "Closed without an expert"},
    {"not_begun", "支援の開始待ち", "Matched, not begun"},
    {"withdrawn_before_start", "支援開始前の取下げ", "Withdrawn before the start"},
    {"closed_before_start", "支援開始前の終了", "Closed before the start"},
    {"under_way", "支援中", "Course under way"},
    {"withdrawn_under_way", "支援途中の取下げ", "Withdrawn during the course"},
    {"completed", "支援終了", "Course ended"},

    {"yes", "達成", "Reached"},
    {"partly", "一部達成", "Partly"},
    {"no", "未達成", "Not reached"},
    {"none", "記載なし", "Not stated"},

    {"request_to_ack", "相談→受付の返信", "Request → acknowledgement"},
    {"ack_to_accepted", "受付の返信→引受け", "Acknowledgement → acceptance"},
    {"request_to_accepted", "相談→引受け", "Request → acceptance"},
    {"accepted_to_first_visit", "引受け→第1回訪問", "Acceptance → visit 1"},
    {"first_visit_to_end", "第1回訪問→終了", "Visit 1 → end"},
    {"accepted_to_last_visit", "引受け→最終訪問", "Acceptance → last visit"},
    {"request_to_end", "相談→終了", "Request → end"},
    {"n", "件数", "Number"},
    {"median", "中央値", "Median"},
    {"mean", "平均", "Mean"},
    {"p90", "90%", "90 %"},

    {"asked", "打診", "Asked"},
    {"accepted", "承諾", "Accepted"},
    {"declined", "辞退", "Declined"},
    {"lapsed", "無回答", "No answer"},
    {"other", "その他", "Other"},
    {"rate", "承諾率", "Accepted, of those decided"},
    {"answer_median", "回答（中央値）", "Answer, median"},
    {"answer_mean", "回答（平均）", "Answer, mean"},
    {"answer_p90", "回答（90%）", "Answer, 90 %"},
};

const char *
stat_word(const char *id, const char *lang)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(words[i].id, id))
			return str_eq(lang, "en") ? words[i].en : words[i].ja;
	return id;
}

char *
stat_period(const struct stat_report *r)
{
	bool en = str_eq(r->lang, "en");

	if (r->from && r->to)
		return xasprintf("%s – %s", r->from, r->to);
	if (r->from)
		return xasprintf(en ? "from %s" : "%s から", r->from);
	if (r->to)
		return xasprintf(en ? "until %s" : "%s まで", r->to);
	return xstrdup(stat_word("all time", r->lang));
}
