/* The words of the corpus, and the classes that they stand for. */
#include "train_labels.h"

#include "kind.h"

static bool
is_case(const struct record *r)
{
	const char *kind = label_text(r, "kind");

	return str_eq(kind, "request") || str_eq(kind, "agency_forward");
}

/* What is no answer to an offer has to be known, too: whatever an expert writes while one
 * is open is read as an answer otherwise. Withdrawals and dates are left out, since they
 * are worded like answers. */
static bool
answers_nothing(const char *kind)
{
	static const char *const kinds[] = {"complaint", "visit_report", "followup",
	    "list_application", "auto_reply", "survey_answer", "menu_choice",
	    "thanks_only", "unrelated_new_request"};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_eq(kind, kinds[i]))
			return true;
	return false;
}

int
record_stance(const struct record *r)
{
	const char *kind = label_text(r, "kind");
	const char *context = json_string_value(json_object_get(r->json, "context"));

	if (str_eq(kind, "expert_accept"))
		return STANCE_ACCEPT;
	if (str_eq(kind, "expert_decline"))
		return STANCE_DECLINE;
	if (str_eq(kind, "expert_conditional"))
		return STANCE_CONDITIONAL;
	return str_eq(context, "offer_sent") || answers_nothing(kind) ? STANCE_OPEN : -1;
}

/* Replies whose words alone tell the kind help to learn it; -1 for the others. */
static int
thread_kind(const struct record *r)
{
	const char *word = label_text(r, "kind");
	enum kind kind;

	if (str_starts(word, "schedule_"))
		return KIND_SCHEDULE_REPLY;
	if (str_eq(word, "thanks_only"))
		return KIND_OTHER;
	return kind_parse(word, &kind) ? (int)kind : -1;
}

int
record_reply(const struct record *r)
{
	static const struct {
		const char *kind;
		enum reply_kind reply;
	} alike[] = {{"list_application", REPLY_UNRELATED}};
	const char *word = label_text(r, "kind");

	for (int k = REPLY_EXPERT_ACCEPT; k < REPLY_KIND_COUNT; k++)
		if (str_eq(word, reply_kind_name((enum reply_kind)k)))
			return !r->thread && k == REPLY_OTHER
			           ? -1
			           : REPLY_CLASS((enum reply_kind)k);
	for (size_t i = 0; i < ARRAY_LEN(alike); i++)
		if (str_eq(word, alike[i].kind))
			return REPLY_CLASS(alike[i].reply);
	return -1;
}

enum context
record_context(const struct record *r)
{
	const char *word = json_string_value(json_object_get(r->json, "context"));
	enum context c;

	return word && context_parse(word, &c) ? c : CONTEXT_NONE;
}

/* The kinds for which decide() asks. */
static bool
may_be_urgent(enum kind k)
{
	return k == KIND_REQUEST || k == KIND_AGENCY_FORWARD || k == KIND_FOLLOWUP ||
	       k == KIND_EXPERT_ACCEPT || k == KIND_EXPERT_DECLINE ||
	       k == KIND_EXPERT_CONDITIONAL || k == KIND_VISIT_REPORT;
}

void
record_labels(const struct record *r, int label[HEAD_COUNT])
{
	const char *category = label_text(r, "category");
	const char *submenu = label_text(r, "submenu");
	enum kind kind;

	for (int h = 0; h < HEAD_COUNT; h++)
		label[h] = -1;
	label[HEAD_REPLY] = record_reply(r);
	label[HEAD_STANCE] = record_stance(r);
	if (label[HEAD_STANCE] != STANCE_OPEN)
		label[HEAD_SENTENCE] = label[HEAD_STANCE];
	if (r->thread) {
		label[HEAD_KIND] = thread_kind(r);
		return;
	}
	if (!kind_parse(label_text(r, "kind"), &kind))
		fatal("corpus: unknown kind %s", label_text(r, "kind"));
	label[HEAD_KIND] = (int)kind;
	if (may_be_urgent(kind))
		label[HEAD_URGENT] = str_eq(label_text(r, "urgency"), "urgent");
	if (!is_case(r) || !category)
		return;
	label[HEAD_CATEGORY] = category[0] - 'a';
	label[HEAD_SUBMENU] = submenu ? submenu[1] - '1' : -1;
	label[HEAD_THEME] = (int)json_integer_value(json_object_get(r->labels, "theme"));
}
