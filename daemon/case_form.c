/* What kind of support a request asks for. See case_form.h. */
#include "case_form.h"

#include "buf.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

/* What can be bought. Deeds that go by the same word (サービス, システム) are left out.
 */
static const char *const products[] = {"製品", "セキュリティソフト", "対策ソフト",
    "ウイルスソフト", "ツール", "ソリューション", "機器", "UTM", "EDR",
    "ファイアウォール", "product", "firewall", "endpoint"};

static const char *const deeds[] = {"選定", "選び方", "選びたい", "選んで", "選択",
    "比較", "導入支援", "導入の支援", "導入を支援", "導入を検討", "導入したい",
    "どれがよい", "どれが良い", "どれがいい", "おすすめ", "お勧め", "推奨", "choose",
    "choosing", "select", "compar", "recommend"};

static const char *const undone[] = {"不要", "必要ありません", "必要はありません",
    "ではありません", "ではなく", "せずに", "いたしません", "しません", "しておりません",
    "済み", "済んで", "しました", "いたしました"};

static bool
has_one(const char *clause, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ifind(clause, words[i]))
			return true;
	return false;
}

static bool
clause_asks(const char *clause)
{
	return has_one(clause, products, ARRAY_LEN(products)) &&
	       has_one(clause, deeds, ARRAY_LEN(deeds)) &&
	       !has_one(clause, undone, ARRAY_LEN(undone));
}

/* The bytes of what ends a clause at p; 0: nothing does. A line's end alone does not:
 * mails are folded anywhere. */
static size_t
clause_end(const char *p)
{
	static const char *const ends[] = {"。", "!", "?", ";", "\n\n", "\n・", "\n-"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t n = str_prefix(p, ends[i]);

		if (n)
			return n;
	}
	return 0;
}

bool
asks_for_product(const char *text)
{
	char *norm = text ? norm_text(text) : NULL;
	struct buf clause = {0};
	bool found = false;

	for (const char *p = norm; p && *p && !found;) {
		size_t end = clause_end(p);

		if (end) {
			found = clause_asks(buf_str(&clause));
			buf_clear(&clause);
		} else if (!strchr(" \t\r\n", *p)) {
			buf_add(&clause, p, 1);
		}
		p += end ? end : 1;
	}
	found = found || (clause_asks(buf_str(&clause)));
	buf_free(&clause);
	free(norm);
	return found;
}
