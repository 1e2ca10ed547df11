/*
 * Which dates of a text the writer wants, and which are ruled out. See slots.h.
 *
 * jdate.c reads the phrases; here the words around each decide: the first telling word
 * behind it in its sentence (a wish, a past event, a deadline, a refusal), else its kind.
 */
#include "buf.h"
#include "clock.h"
#include "jdate.h"
#include "norm.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

/* A text with more dates than this is a table, and no letter. */
enum { MAX_GROUPS = 400 };

enum verdict { VERDICT_OPEN, VERDICT_WISH, VERDICT_DROP, VERDICT_RULED_OUT };

struct cue {
	const char *word;
	enum verdict verdict;
};

/* Directly behind the date. */
static const struct cue next_cues[] = {
    {"は×", VERDICT_RULED_OUT},
    {":×", VERDICT_RULED_OUT},
    {"は✕", VERDICT_RULED_OUT},
    {"は○", VERDICT_WISH},
    {":○", VERDICT_WISH},
    {"○", VERDICT_WISH},
    {"は◯", VERDICT_WISH},
    {"×", VERDICT_RULED_OUT},
    {"✕", VERDICT_RULED_OUT},
    {"✖", VERDICT_RULED_OUT},
    {"NG", VERDICT_RULED_OUT},
    {"以外", VERDICT_RULED_OUT},
    {"を除", VERDICT_RULED_OUT},
    {"は除", VERDICT_RULED_OUT},
    {"は外", VERDICT_RULED_OUT},
    {"を外", VERDICT_RULED_OUT},
    {"を避け", VERDICT_RULED_OUT},
    {"は避け", VERDICT_RULED_OUT},
    {"だけは外", VERDICT_RULED_OUT},
    {"は不可", VERDICT_RULED_OUT},
    {"が不可", VERDICT_RULED_OUT},
    {"は無理", VERDICT_RULED_OUT},
    {"は休館日なので", VERDICT_WISH},
    {"は定休日なので", VERDICT_WISH},
    {"は休みなので", VERDICT_WISH},
    {"は休", VERDICT_RULED_OUT},
    {"(初回", VERDICT_WISH},
    {"に初回", VERDICT_WISH},
    {"は都合が", VERDICT_RULED_OUT},
    {"は定休", VERDICT_RULED_OUT},
    {"はだめ", VERDICT_RULED_OUT},
    {"はダメ", VERDICT_RULED_OUT},
    {"付", VERDICT_DROP},
    {"号", VERDICT_DROP},
    {"施行", VERDICT_DROP},
    {"現在", VERDICT_DROP},
    {"時点", VERDICT_DROP},
    {"以前", VERDICT_DROP},
    {"以来", VERDICT_DROP},
    {"締", VERDICT_DROP},
    {"〆", VERDICT_DROP},
    {"期限", VERDICT_DROP},
    {"必着", VERDICT_DROP},
    {"決算", VERDICT_DROP},
    {"末まで", VERDICT_DROP},
    {"までに", VERDICT_DROP},
    {"まで", VERDICT_DROP},
    {"決め", VERDICT_DROP},
    {"に発生", VERDICT_DROP},
    {"に届", VERDICT_DROP},
    {"に気", VERDICT_DROP},
    {"に受け", VERDICT_DROP},
    {"に起", VERDICT_DROP},
    {"に発覚", VERDICT_DROP},
    {"に提出", VERDICT_DROP},
    {"に納", VERDICT_DROP},
    {"に更新", VERDICT_DROP},
    {"に公表", VERDICT_DROP},
    {"に監査", VERDICT_DROP},
    {"に審査", VERDICT_DROP},
    {"に立入", VERDICT_DROP},
    {"に開業", VERDICT_DROP},
    {"に開店", VERDICT_DROP},
    {"に移転", VERDICT_DROP},
    {"に入社", VERDICT_DROP},
    {"から施行", VERDICT_DROP},
    {"入社", VERDICT_DROP},
    {"の審査", VERDICT_DROP},
    {"の監査", VERDICT_DROP},
    {"の更新", VERDICT_DROP},
    {"の提出", VERDICT_DROP},
    {"提出", VERDICT_DROP},
    {"が期限", VERDICT_DROP},
    {"が締", VERDICT_DROP},
    {"が〆", VERDICT_DROP},
    {"中に提出", VERDICT_DROP},
    {"中に回答", VERDICT_DROP},
    {"中に返", VERDICT_DROP},
    {"の決算", VERDICT_DROP},
    {"生まれ", VERDICT_DROP},
    {"開始の", VERDICT_DROP},
    {"のメール", VERDICT_DROP},
    {"の電話", VERDICT_DROP},
    {"の事故", VERDICT_DROP},
    {"の件", VERDICT_DROP},
    {"中のご回答", VERDICT_DROP},
    {"中にお返事", VERDICT_DROP},
    {"中にご連絡", VERDICT_DROP},
    {"中にご返", VERDICT_DROP},
    {"稼働", VERDICT_DROP},
    {"に稼働", VERDICT_DROP},
    {"から稼働", VERDICT_DROP},
    {"に開院", VERDICT_DROP},
    {"オープン", VERDICT_DROP},
    {"にオープン", VERDICT_DROP},
    {"に報告", VERDICT_DROP},
    {"に返", VERDICT_DROP},
    {"に回答", VERDICT_DROP},
    {"に終了", VERDICT_DROP},
    {"に切れ", VERDICT_DROP},
    {"に満了", VERDICT_DROP},
    {"が提出", VERDICT_DROP},
};

/* Further on in the sentence; the first one found decides. */
static const struct cue later_cues[] = {
    {"昼休み", VERDICT_WISH},
    {"休館日なので", VERDICT_WISH},
    {"定休日なので", VERDICT_WISH},
    {"休みなので", VERDICT_WISH},
    {"休みの日", VERDICT_WISH},
    {"承知", VERDICT_WISH},
    {"了解", VERDICT_WISH},
    {"押さえ", VERDICT_WISH},
    {"確保", VERDICT_WISH},
    {"かしこまり", VERDICT_WISH},
    {"参ります", VERDICT_WISH},
    {"向かい", VERDICT_WISH},
    {"空きがな", VERDICT_RULED_OUT},
    {"空きがご", VERDICT_RULED_OUT},
    {"空き", VERDICT_WISH},
    {"受領", VERDICT_DROP},
    {"退職", VERDICT_DROP},
    {"辞め", VERDICT_DROP},
    {"遭い", VERDICT_DROP},
    {"遭っ", VERDICT_DROP},
    {"あり、", VERDICT_DROP},
    {"を受け、", VERDICT_DROP},
    {"ご回答", VERDICT_DROP},
    {"お返事", VERDICT_DROP},
    {"お願い", VERDICT_WISH},
    {"おねがい", VERDICT_WISH},
    {"希望", VERDICT_WISH},
    {"いかが", VERDICT_WISH},
    {"どうで", VERDICT_WISH},
    {"来て", VERDICT_WISH},
    {"来られ", VERDICT_WISH},
    {"来社", VERDICT_WISH},
    {"来訪", VERDICT_WISH},
    {"訪問", VERDICT_WISH},
    {"伺", VERDICT_WISH},
    {"うかが", VERDICT_WISH},
    {"オンライン", VERDICT_WISH},
    {"空いて", VERDICT_WISH},
    {"空け", VERDICT_WISH},
    {"可能", VERDICT_WISH},
    {"いただけ", VERDICT_WISH},
    {"いただき", VERDICT_WISH},
    {"頂け", VERDICT_WISH},
    {"もらえ", VERDICT_WISH},
    {"ほしい", VERDICT_WISH},
    {"欲しい", VERDICT_WISH},
    {"たい", VERDICT_WISH},
    {"できれば", VERDICT_WISH},
    {"講演", VERDICT_WISH},
    {"講師", VERDICT_WISH},
    {"研修", VERDICT_WISH},
    {"頼", VERDICT_WISH},
    {"くださ", VERDICT_WISH},
    {"下さ", VERDICT_WISH},
    {"講話", VERDICT_WISH},
    {"大丈夫", VERDICT_WISH},
    {"なら", VERDICT_WISH},
    {"でしたら", VERDICT_WISH},
    {"都合がよ", VERDICT_WISH},
    {"ZOOM", VERDICT_WISH},
    {"Zoom", VERDICT_WISH},
    {"万円", VERDICT_WISH},
    {"OK", VERDICT_WISH},
    {"行けます", VERDICT_WISH},
    {"参れます", VERDICT_WISH},
    {"お待ち", VERDICT_WISH},
    {"調整", VERDICT_WISH},
    {"に変更", VERDICT_WISH},
    {"please", VERDICT_WISH},
    {"would", VERDICT_WISH},
    {"could", VERDICT_WISH},
    {"available", VERDICT_WISH},
    {"work", VERDICT_WISH},
    {"ました", VERDICT_DROP},
    {"でした", VERDICT_DROP},
    {"した。", VERDICT_DROP},
    {"された", VERDICT_DROP},
    {"されて", VERDICT_DROP},
    {"だった", VERDICT_DROP},
    {"までに", VERDICT_DROP},
    {"までの", VERDICT_DROP},
    {"締切", VERDICT_DROP},
    {"締め切", VERDICT_DROP},
    {"期限", VERDICT_DROP},
    {"必着", VERDICT_DROP},
    {"提出", VERDICT_DROP},
    {"求められ", VERDICT_DROP},
    {"不可", VERDICT_RULED_OUT},
    {"避け", VERDICT_RULED_OUT},
    {"外して", VERDICT_RULED_OUT},
    {"外させ", VERDICT_RULED_OUT},
    {"無理", VERDICT_RULED_OUT},
    {"ふさが", VERDICT_RULED_OUT},
    {"塞が", VERDICT_RULED_OUT},
    {"埋ま", VERDICT_RULED_OUT},
    {"休業", VERDICT_RULED_OUT},
    {"休み", VERDICT_RULED_OUT},
    {"休暇", VERDICT_RULED_OUT},
    {"出張", VERDICT_RULED_OUT},
    {"不在", VERDICT_RULED_OUT},
    {"都合がつ", VERDICT_RULED_OUT},
    {"都合が悪", VERDICT_RULED_OUT},
    {"除き", VERDICT_RULED_OUT},
    {"除い", VERDICT_RULED_OUT},
    {"除く", VERDICT_RULED_OUT},
    {"中止", VERDICT_RULED_OUT},
    {"取消", VERDICT_RULED_OUT},
    {"取り消", VERDICT_RULED_OUT},
    {"キャンセル", VERDICT_RULED_OUT},
    {"見合わせ", VERDICT_RULED_OUT},
    {"延期", VERDICT_RULED_OUT},
    {"白紙", VERDICT_RULED_OUT},
    {"動けません", VERDICT_RULED_OUT},
    {"動けない", VERDICT_RULED_OUT},
    {"空いていま", VERDICT_RULED_OUT},
    {"空いてな", VERDICT_RULED_OUT},
    {"空きがな", VERDICT_RULED_OUT},
    {"空きがご", VERDICT_RULED_OUT},
    {"都合がわる", VERDICT_RULED_OUT},
    {"できません", VERDICT_RULED_OUT},
    {"できかね", VERDICT_RULED_OUT},
    {"難しい", VERDICT_RULED_OUT},
    {"難しく", VERDICT_RULED_OUT},
    {"繁忙", VERDICT_RULED_OUT},
    {"伺えません", VERDICT_RULED_OUT},
    {"NG", VERDICT_RULED_OUT},
    {"バタバタ", VERDICT_RULED_OUT},
    {"辞退", VERDICT_RULED_OUT},
    {"unavailable", VERDICT_RULED_OUT},
    {"cannot", VERDICT_RULED_OUT},
    {"can't", VERDICT_RULED_OUT},
};

/* In front of the date, in its sentence. */
static const struct cue before_cues[] = {
    {"期限", VERDICT_DROP},
    {"締切", VERDICT_DROP},
    {"締め切り", VERDICT_DROP},
    {"納期", VERDICT_DROP},
    {"発効", VERDICT_DROP},
    {"施行", VERDICT_DROP},
    {"有効期限", VERDICT_DROP},
    {"発生日", VERDICT_DROP},
    {"実施日", VERDICT_DROP},
    {"実施:", VERDICT_DROP},
    {"提出日", VERDICT_DROP},
    {"送信日時", VERDICT_DROP},
    {"受信日時", VERDICT_DROP},
    {"Date:", VERDICT_DROP},
    {"Sent:", VERDICT_DROP},
    {"休業", VERDICT_RULED_OUT},
    {"お休み:", VERDICT_RULED_OUT},

    {"NG:", VERDICT_RULED_OUT},
    {"不可:", VERDICT_RULED_OUT},
    {"出張:", VERDICT_RULED_OUT},
    {"休暇:", VERDICT_RULED_OUT},
};

static const struct cue heading_cues[] = {{"時期", VERDICT_WISH}, {"希望", VERDICT_WISH},
    {"候補", VERDICT_WISH}, {"日程", VERDICT_WISH}, {"日時", VERDICT_WISH},
    {"次回", VERDICT_WISH}, {"開催", VERDICT_WISH}};

static bool
is_header_line(const char *line, size_t n)
{
	static const char *const starts[] = {"送信日時", "受信日時",
	    "日付:", "Date:", "Sent:", "送信:", "差出人", "宛先", "件名",
	    "From:", "To:", "Subject:", "Cc:", "CC:", "Received:"};

	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		if (str_starts(line, starts[i]))
			return true;
	}
	/* 2026/06/20 9:14、… <a@b>のメール:  On … wrote: */
	return n > 10 && memchr(line, '@', n) != NULL && memchr(line, '<', n) != NULL &&
	       memchr(line, ':', n) != NULL;
}

static void
add_without_blanks(struct buf *out, const char *line, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		/* A stroke with a blank beside it separates, and is no 12/1. */
		if (line[i] == '/' && i > 0 && i + 1 < n &&
		    (line[i - 1] == ' ' || line[i + 1] == ' '))
			buf_adds(out, "、");
		else if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
			buf_addc(out, line[i]);
	}
}

static bool
ends_sentence(const struct buf *out)
{
	static const char *const ends[] = {
	    "。", "!", "?", ":", ")", "」", "】", "\n", "♪"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (str_ends(buf_str(out), ends[i]))
			return true;
	}
	return false;
}

static bool
starts_item(const char *line)
{
	static const char *const marks[] = {"・", "-", "*", "●", "■", "○", "◎", "◆", "※",
	    "(", "【", "1.", "2.", "3.", "1)", "2)", "3)", "\n"};

	while (*line == ' ')
		line++;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (str_starts(line, marks[i]))
			return true;
	}
	return *line == '\0';
}

/* Normalised, no quoted and header lines, no blanks; lines that were only folded are
 * joined again. */
static char *
prepare(const char *text)
{
	enum { FOLDED_BYTES = 66 };
	struct buf out = {0};
	char *norm = norm_text(text);
	const char *line = norm, *end;

	for (; *line != '\0'; line = *end ? end + 1 : end) {
		size_t n, was = out.len;

		end = line + strcspn(line, "\n");
		n = (size_t)(end - line);
		if (line[0] == '>' || line[0] == '|' || is_header_line(line, n)) {
			buf_addc(&out, '\n');
			continue;
		}
		add_without_blanks(&out, line, n);
		if (str_ends(buf_str(&out), "、") && *end)
			continue;
		if (out.len - was < FOLDED_BYTES || ends_sentence(&out) ||
		    (*end && starts_item(end + 1)))
			buf_addc(&out, '\n');
	}
	free(norm);
	return buf_steal(&out);
}

static const char *
sentence_end(const char *p)
{
	enum { MAX_BYTES = 240 };
	const char *end = p;

	while (*end != '\0' && *end != '\n' && end - p < MAX_BYTES) {
		if (str_starts(end, "。")) {
			end += strlen("。");
			break;
		}
		end++;
	}
	return end;
}

static const char *
sentence_start(const char *text, const char *p)
{
	enum { MAX_BYTES = 90 };
	const char *start = p;

	while (start > text && start[-1] != '\n' && p - start < MAX_BYTES) {
		if (start - text >= 3 && memcmp(start - 3, "。", 3) == 0)
			break;
		start--;
	}
	return start;
}

static enum verdict
cue_at(const char *p, const struct cue *cues, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(p, cues[i].word))
			return cues[i].verdict;
	}
	return VERDICT_OPEN;
}

static enum verdict
first_cue(const char *p, const char *end, const struct cue *cues, size_t n)
{
	for (; p < end; p++) {
		enum verdict v;

		if (((unsigned char)*p & 0xC0) == 0x80)
			continue;
		v = cue_at(p, cues, n);
		if (v != VERDICT_OPEN)
			return v;
	}
	return VERDICT_OPEN;
}

static bool
is_span(const struct date_group *g)
{
	return g->n > 0 && g->item[g->n - 1].to > g->item[g->n - 1].from &&
	       !g->item[g->n - 1].vague;
}

static bool
is_near_day(const struct date_group *g)
{
	static const char *const words[] = {
	    "今日", "本日", "明日", "今晩", "今夜", "あす", "あした", "today", "Today"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_starts(g->start, words[i]))
			return true;
	}
	return false;
}

/* 先週木曜(7月3日), 去年の12月8日 */
static bool
ends_with_past_week(const char *text, const char *p)
{
	static const char *const words[] = {"先週", "昨年", "去年", "一昨年", "前回",
	    "先月", "毎年", "例年", "昨日", "前年", "同年"};
	const char *start = p - text > 24 ? p - 24 : text;

	for (; start < p; start++) {
		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			size_t n = strlen(words[i]);

			if (str_starts(start, words[i]) && p >= start + n &&
			    memchr(start, '\n', (size_t)(p - start)) == NULL)
				return true;
		}
	}
	return false;
}

/* ×12/8 */
static bool
crossed_out(const char *text, const char *p)
{
	return p - text >= 3 &&
	       (strncmp(p - 2, "×", 2) == 0 || strncmp(p - 3, "✕", 3) == 0);
}

static enum verdict
judge(const struct date_group *g, const char *text)
{
	const char *after = g->end, *end = sentence_end(after);
	enum verdict v;

	if (is_span(g))
		(void)date_eat(&after, "まで");
	v = cue_at(after, next_cues, ARRAY_LEN(next_cues));
	if (v != VERDICT_OPEN)
		return v;
	if (crossed_out(text, g->start))
		return VERDICT_RULED_OUT;
	if (ends_with_past_week(text, g->start))
		return VERDICT_DROP;
	v = first_cue(sentence_start(text, g->start), g->start, before_cues,
	    ARRAY_LEN(before_cues));
	if (v == VERDICT_OPEN)
		v = first_cue(after, end, later_cues, ARRAY_LEN(later_cues));
	if (v != VERDICT_OPEN)
		return v;
	if (is_near_day(g))
		return VERDICT_DROP;
	if (g->item[0].minute != NO_TIME)
		return VERDICT_WISH;
	if (first_cue(sentence_start(text, g->start), g->start, heading_cues,
	        ARRAY_LEN(heading_cues)) == VERDICT_WISH)
		return VERDICT_WISH;

	if (g->bare || g->item[0].vague)
		return VERDICT_DROP;

	return VERDICT_WISH;
}

static char *
iso(const struct date_item *item)
{
	struct civil a = civil_from_day(item->from), b = civil_from_day(item->to);

	if (item->to > item->from)
		return xasprintf("%04d-%02d-%02d/%04d-%02d-%02d", a.year, a.month, a.day,
		    b.year, b.month, b.day);
	if (item->minute == NO_TIME)
		return xasprintf("%04d-%02d-%02d", a.year, a.month, a.day);
	return xasprintf("%04d-%02d-%02dT%02d:%02d+09:00", a.year, a.month, a.day,
	    item->minute / 60, item->minute % 60);
}

static void
add_once(struct strlist *list, const struct date_item *item)
{
	char *text = iso(item);

	if (strlist_has(list, text))
		free(text);
	else
		strlist_take(list, text);
}

/* 再来週でしたら火曜以外: the other days of that week. */
static bool
add_week_without(struct date_findings *f, const struct date_group *g)
{
	const struct date_item *week = &g->item[0];
	const char *end = sentence_end(g->end);

	if (g->n != 1 || week->vague || week->to - week->from != 4)
		return false;
	for (const char *p = g->end; p < end; p++) {
		const char *q = p;
		int weekday;

		if (!date_eat_weekday(&q, &weekday) || !date_eat(&q, "以外"))
			continue;
		for (int64_t day = week->from; day <= week->to; day++) {
			struct date_item one = {
			    .from = day, .to = day, .minute = NO_TIME};

			add_once(civil_from_day(day).weekday == weekday ? &f->unavailable
			                                                : &f->wanted,
			    &one);
		}
		return true;
	}
	return false;
}

static void
add_conflict(struct date_findings *f, const struct date_group *g)
{
	char *phrase = xstrndup(g->start, (size_t)(g->end - g->start));

	if (strlist_has(&f->conflicts, phrase))
		free(phrase);
	else
		strlist_take(&f->conflicts, phrase);
}

/* The date of the day at the head of a letter. */
static bool
is_letter_date(const struct date_group *g, size_t i, int64_t sent_day)
{
	return g->n == 1 && g->item[i].to == sent_day && *g->end == '\n' &&
	       !is_near_day(g);
}

static void
take_group(struct date_findings *f, const struct date_group *g, const char *text,
    int64_t sent_day)
{
	enum verdict v = judge(g, text);

	if (v == VERDICT_DROP || v == VERDICT_OPEN)
		return;
	if (v == VERDICT_WISH && add_week_without(f, g))
		return;
	for (size_t i = 0; i < g->n; i++) {
		const struct date_item *item = &g->item[i];

		if (item->past || item->to < sent_day || is_letter_date(g, i, sent_day))
			continue;
		if (item->conflict)
			add_conflict(f, g);
		else
			add_once(v == VERDICT_WISH ? &f->wanted : &f->unavailable, item);
	}
}

/* 年内は無理: from today to an end that everybody knows. */
static size_t
take_open_end(struct date_findings *f, const char *p, int64_t sent_day)
{
	static const struct {
		const char *word;
		int month, day;
	} ends[] = {{"年内", 12, 31}, {"年度末まで", 3, 31}, {"年度内", 3, 31}};
	struct civil now = civil_from_day(sent_day);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t n = strlen(ends[i].word);
		int year = now.year + (now.month > ends[i].month);
		struct date_item item = {.from = sent_day, .minute = NO_TIME};

		if (!str_starts(p, ends[i].word))
			continue;
		item.to = civil_day(year, ends[i].month, ends[i].day);
		if (first_cue(p + n, sentence_end(p + n), later_cues,
		        ARRAY_LEN(later_cues)) == VERDICT_RULED_OUT)
			add_once(&f->unavailable, &item);
		return n;
	}
	return 0;
}

void
dates_find(const char *text, int64_t sent, struct date_findings *f)
{
	char *plain = prepare(text);
	struct civil now = civil_from_time(sent);
	int64_t sent_day = civil_day(now.year, now.month, now.day);
	int64_t recent = 0;
	struct date_group g;
	int groups = 0;

	*f = (struct date_findings){0};
	for (const char *p = plain; *p != '\0' && groups < MAX_GROUPS;) {
		size_t n = take_open_end(f, p, sent_day);

		if (n > 0) {
			p += n;
		} else if (date_group_read(&g, plain, p, sent_day, recent)) {
			take_group(f, &g, plain, sent_day);
			groups++;
			if (!is_near_day(&g) && g.item[g.n - 1].to >= sent_day)
				recent = g.item[g.n - 1].from;
			p = g.end > p ? g.end : p + 1;
		} else {
			uint32_t cp;

			p += utf8_next(p, &cp);
		}
	}

	free(plain);
}

void
date_findings_free(struct date_findings *f)
{
	strlist_free(&f->wanted);
	strlist_free(&f->unavailable);
	strlist_free(&f->conflicts);
}
