/* What an expert asks or worries about beside his report. See report_read.h. */
#include "report_read.h"

#include "analysis.h"
#include "norm.h"
#include "phrase.h"

#include <stdlib.h>
#include <string.h>

enum { SENTENCES_MAX = 200, SHOWN_BYTES = 240 };

static const char asks[] =
    "?|でしょうか|ですか|ますか|ませんか|教えてくだ|教えて下さ|教えていただ|お教え|"
    "お電話|電話をくだ|電話をいただ|ご連絡くだ|ご連絡をいただ|ご連絡いただけ|"
    "相談したい|ご相談させ|相談させて|ご相談があ|相談があります|ご相談したい|不安|心配|"
    "懸念|困って|困りま|終了したい|終えたい|終わりにしたい|降りたい|降ろさせ|"
    "続けられ~ません|続けられない|辞退|交代|請求書|could you|would you|can you|"
    "please call|worried|concern";
/* A question for a date is answered by the slots. */
static const char of_dates[] =
    "次回|日程|日時|候補|ご都合|午前|午後|next visit|next date";

static char *
shown(const char *sentence)
{
	char *copy = str_trim(xstrdup(sentence));

	utf8_cut(copy, SHOWN_BYTES);
	return copy;
}

char *
report_asks(const char *text)
{
	struct strlist lines = {0};
	char *found = NULL;

	strlist_split(&lines, text ? text : "", "\r\n");
	for (size_t i = 0; i < lines.n && i < SENTENCES_MAX && !found; i++)
		for (const char *p = lines.v[i]; *p && !found;) {
			const char *end = strstr(p, "。");
			size_t len = end ? (size_t)(end - p) : strlen(p);
			char *sentence = xstrndup(p, len),
			     *folded = analysis_fold(sentence);

			if (phrase_has(folded, asks) && !phrase_has(folded, of_dates))
				found = shown(sentence);
			free(folded);
			free(sentence);
			p += len + (end ? strlen("。") : 0);
		}
	strlist_free(&lines);
	return found;
}
