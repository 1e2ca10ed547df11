/* Reasons in words of the message itself, for the operator. See thought.h. */
#include "thought.h"

#include "feature.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_SHOWN 3
/* More of a word tells nobody more, and would be searched for at length. */
#define WORD_CHARS_MAX 40

/* --- words that two lines make --- */

static bool
is_blank(const char *p)
{
	return *p && strchr(" \t\r\n", *p);
}

static char
small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* Where a word of the folded text ends in the lines if it begins at p; NULL: it does not.
 * breaks: how many line breaks it spans. */
static const char *
spelt_at(const char *p, const char *word, int *breaks)
{
	*breaks = 0;
	while (*word) {
		if (is_blank(p)) {
			*breaks += *p++ == '\n';
			continue;
		}
		if (*word == ' ') {
			word++;
			continue;
		}
		if (small(*p) != *word)
			return NULL;
		p++;
		word++;
	}
	return p;
}

/* The longest part of [p, end) that stands in one line. */
static char *
longest_line(const char *p, const char *end)
{
	const char *best = p;
	size_t longest = 0;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl : end) - p);

		if (n > longest) {
			best = p;
			longest = n;
		}
		p += n + 1;
	}
	return str_trim(xstrndup(best, longest));
}

/* Folding drops line breaks, so that the end of one line and the beginning of the next
 * may look like a word. Cuts such a one down to what its writer sees as one. */
static char *
within_line(const char *lines, const char *word)
{
	char *cut = NULL;
	int breaks;

	for (const char *p = lines; *p; p++) {
		const char *end = small(*p) == *word ? spelt_at(p, word, &breaks) : NULL;

		if (!end)
			continue;
		if (!breaks) {
			free(cut);
			return xstrdup(word);
		}
		if (!cut)
			cut = longest_line(p, end);
	}
	return cut ? cut : xstrdup(word);
}

/* --- reasons --- */

static const char *
forwarded_text(const struct message *m)
{
	const char *text = !str_empty(m->fwd_text) ? m->fwd_text : m->quoted;

	return text ? text : "";
}

/* Adds "label: 「語」「語」という語", from what spoke for a class of a head. */
void
thought_why(const struct thought *t, const char *label, enum head h, int class)
{
	struct strlist words = {0};
	char *line = xstrdup(""), *longer;
	bool passed_on = h != HEAD_KIND && t->a.forward && *t->a.fwd;
	enum gram_text own = passed_on ? TEXT_FORWARDED : TEXT_OWN;
	struct grams said = feature_maker_words(t->brain->maker, own);
	struct grams subject = feature_maker_words(t->brain->maker, TEXT_SUBJECT);
	const char *seen = passed_on ? forwarded_text(t->a.m) : t->a.lines;

	model_evidence(t->brain->model, h, class, passed_on ? t->a.fwd : t->a.text, &said,
	    WORDS_SHOWN, &words);
	if (words.n == 0) {
		seen = ""; /* a subject is one line */
		model_evidence(t->brain->model, h, class, t->a.subject, &subject,
		    WORDS_SHOWN, &words);
	}
	for (size_t i = 0; i < words.n; i++) {
		char *word;

		utf8_cut(words.v[i], WORD_CHARS_MAX);
		word = within_line(seen, words.v[i]);

		longer = xasprintf("%s「%s」", line, word);
		free(word);
		free(line);
		line = longer;
	}
	if (words.n > 0)
		strlist_addf(&t->r->why, "%s: %sという語", label, line);
	else
		strlist_addf(&t->r->why, "%s: 文面全体の傾向", label);
	free(line);
	strlist_free(&words);
}

void
thought_why_kind(const struct thought *t)
{
	static const char *const labels[KIND_COUNT] = {
	    [KIND_REQUEST] = "企業からの相談",
	    [KIND_AGENCY_FORWARD] = "支援機関からの取次ぎ",
	    [KIND_EXPERT_ACCEPT] = "専門家の承諾",
	    [KIND_EXPERT_DECLINE] = "専門家の辞退",
	    [KIND_EXPERT_CONDITIONAL] = "専門家の条件付き回答",
	    [KIND_SCHEDULE_REPLY] = "日程の返事",
	    [KIND_VISIT_REPORT] = "訪問の報告",
	    [KIND_FOLLOWUP] = "進行中の案件への連絡",
	    [KIND_WITHDRAW] = "取り下げ",
	    [KIND_COMPLAINT] = "苦情",
	    [KIND_LIST_APPLICATION] = "専門家リストの申込み・変更",
	    [KIND_AUTO_REPLY] = "自動応答",
	    [KIND_BOUNCE] = "不達通知",
	    [KIND_SPAM] = "営業・迷惑メール",
	    [KIND_OTHER] = "その他",
	};
	enum kind k = t->r->kind;
	const char *hint = t->a.hint_word[k];

	if (hint)
		strlist_addf(&t->r->why, "%s: 「%.*s」という語", labels[k],
		    (int)strcspn(hint, "|"), hint);
	else
		thought_why(t, labels[k], HEAD_KIND, (int)k);
}
