/* What `match` says when nobody fits: which condition kept out the most, and what to
 * relax. See cmd.h. */
#include "cmd.h"

#include <stdio.h>

enum { NEAR_SHOWN = 3 };

/* What an operator can do about a rule; the same words for rules that begin alike. */
static const char *
advice(const char *rule)
{
	static const struct {
		const char *rule, *advice;
	} table[] = {
	    {"テーマ", "近いテーマで探す（--theme を替える、または付けない）"},
	    {"支援形態", "訪問とオンラインのどちらでもよいとする（--format any）"},
	    {"製品選定", "製品の選定を含めず、相談から始める（--format visit）"},
	    {"地域", "相談者に確かめ、オンラインでもよいとする（--format any または "
	             "online）。近県の専門家を名簿に加える（experts import）"},
	    {"受入件数", "進行中の案件の終わりを待つ、または専門家に受入可能件数を"
	                 "確かめて名簿を改める（experts import）"},
	    {"状態", "登録を確かめて掲載する（experts verify 登録番号、experts resume "
	             "登録番号）"},
	    {"登録期限", "更新を確かめて期限を改める（experts list --expiring、experts "
	                 "import）"},
	    {"連絡先", "届くアドレスを確かめて名簿を改める（experts import）"},
	    {"打診済み", "名簿に専門家を加える（experts import）"},
	    {"利害関係", "利害関係のない専門家を名簿に加える。申告が誤りなら取り消す"
	                 "（experts conflict 登録番号 list）"},
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_starts(rule, table[i].rule))
			return table[i].advice;
	return "名簿に専門家を加える（experts import）";
}

static const struct match_failed *
most(const struct match_report *r, bool alone)
{
	const struct match_failed *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < r->failed_n; i++) {
		size_t n = alone ? r->failed[i].alone : r->failed[i].all;

		if (n > most) {
			most = n;
			best = &r->failed[i];
		}
	}
	return best;
}

static void
print_hint(const struct match_report *r)
{
	const struct match_failed *all = most(r, false), *alone = most(r, true);

	if (all)
		(void)printf("  いちばん多くを外した条件: %s（名簿%zu名のうち%zu名）\n",
		    all->rule, r->considered, all->all);
	if (alone)
		(void)printf("  これだけを緩めれば: %s（%zu名が候補になります）。%s\n",
		    alone->rule, alone->alone, advice(alone->rule));
	else if (all)
		(void)printf("  見直すなら: %s\n", advice(all->rule));
	for (size_t i = 0; i < r->near_n; i++)
		(void)printf("  あと一歩: %s %s（%s）\n",
		    r->near[i].expert->registration_no, r->near[i].expert->name,
		    r->near[i].reasons.n ? r->near[i].reasons.v[0] : "");
}

void
cmd_match_hint(const struct cmd *c, const struct expert *list, size_t list_n,
    const struct need *need)
{
	struct match_index *ix = match_index_new(list, list_n);
	struct match_report r = {0};

	match_report(c->config, ix, need, 0, NEAR_SHOWN, &r);
	(void)puts("条件に合う専門家がいません");
	print_hint(&r);
	match_report_free(&r);
	match_index_free(ix);
}
