/*
 * How well replies in context are read, by file and field.
 *
 *     build/tools/eval_replies DIR DATA_DIR MODEL [-v] FILE…
 *
 * Reads DIR/FILE. MODEL is a model's file, or the folder of the cross-validation's models
 * that build/tools/train writes: each file is then read by the one that has not seen it.
 * Experts' answers outside a context count as answers to an offer. -v names the errors.
 */
#include "corpus.h"
#include "decide.h"

#include <sys/stat.h>

static bool verbose;

struct score {
	size_t right, of;
};

enum field {
	KIND,
	OFFER,
	CHOICE,
	FORMAT,
	DATES,
	UNAVAILABLE,
	AMBIGUOUS,
	REASON,
	CONDITION,
	VISIT_NO,
	DONE_ON,
	HOMEWORK,
	GOAL,
	FIELD_COUNT
};

static const char *const field_names[FIELD_COUNT] = {"kind", "answers to an offer",
    "choice", "format", "dates", "unavailable", "ambiguous", "reason given",
    "condition given", "visit_no", "done_on", "homework given", "goal_reached"};

struct totals {
	struct score field[FIELD_COUNT], answer[REPLY_KIND_COUNT];
	size_t table[REPLY_KIND_COUNT][REPLY_KIND_COUNT];
	size_t accepts, automatic;       /* true accepts; read so and not ambiguous */
	size_t wrong, refused;           /* unambiguous accepts that are none; refusals */
	size_t guessed, guessed_refused; /* likewise, ambiguous ones counted too */
	size_t agreed, agreed_sure;      /* dates agreed to; read so and not ambiguous */
	size_t agreed_wrong;             /* read so and not ambiguous, and no agreement */
};

/* Both missing is the same, too. */
static bool
same_text(const char *read, const json_t *label)
{
	const char *text = json_string_value(label);

	return read && text ? str_eq(read, text) : !read && !text;
}

static void
score(struct totals *t, const struct record *r, enum field f, bool right)
{
	t->field[f].of++;
	t->field[f].right += right;
	if (verbose && !right && f != KIND && f != OFFER)
		printf("%s: %s wrong\n",
		    json_string_value(json_object_get(r->json, "id")), field_names[f]);
}

static bool
same_item(const char *read, const json_t *label)
{
	char text[24];

	if (json_is_string(label))
		return str_eq(read, json_string_value(label));
	snprintf(text, sizeof(text), "%d", (int)json_integer_value(label));
	return str_eq(read, text);
}

/* A list that holds just the label's items, in any order. */
static bool
same_list(const struct strlist *list, const json_t *label)
{
	size_t n = json_is_array(label) ? json_array_size(label) : !json_is_null(label);

	if (list->n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *item =
		    json_is_array(label) ? json_array_get(label, i) : label;
		bool found = false;

		for (size_t k = 0; k < n; k++)
			found = found || same_item(list->v[k], item);
		if (!found)
			return false;
	}
	return true;
}

static void
check_report(struct totals *t, const struct record *r, const struct report *p)
{
	const json_t *l = json_object_get(r->labels, "report");

	if (str_eq(label_text(r, "kind"), "visit_report")) {
		score(t, r, VISIT_NO,
		    p->visit_no == json_integer_value(json_object_get(l, "visit_no")));
		score(
		    t, r, DONE_ON, same_text(p->done_on, json_object_get(l, "done_on")));
		score(t, r, HOMEWORK,
		    str_empty(p->next_homework) ==
		        str_empty(
		            json_string_value(json_object_get(l, "next_homework"))));
	}
	if (json_is_object(l))
		score(t, r, GOAL,
		    same_text(p->goal_reached, json_object_get(l, "goal_reached")));
}

static void
check_fields(struct totals *t, const struct record *r, const struct reply *p)
{
	score(t, r, CHOICE, same_list(&p->choice, json_object_get(r->labels, "choice")));
	score(t, r, FORMAT, same_text(p->format, json_object_get(r->labels, "format")));
	score(t, r, DATES, same_list(&p->dates, json_object_get(r->labels, "dates")));
	score(t, r, UNAVAILABLE,
	    same_list(&p->unavailable, json_object_get(r->labels, "unavailable")));
	score(t, r, AMBIGUOUS,
	    p->ambiguous == json_is_true(json_object_get(r->labels, "ambiguous")));
	score(t, r, REASON,
	    !p->reason == !json_is_string(json_object_get(r->labels, "reason")));
	score(t, r, CONDITION,
	    !p->condition == !json_is_string(json_object_get(r->labels, "condition")));
	check_report(t, r, &p->report);
}

static enum reply_kind
kind_labelled(const struct record *r)
{
	for (int k = 0; k < REPLY_KIND_COUNT; k++)
		if (str_eq(label_text(r, "kind"), reply_kind_name((enum reply_kind)k)))
			return (enum reply_kind)k;
	return REPLY_NONE;
}

static void
check_agreed(struct totals *t, enum reply_kind truth, const struct reply *p)
{
	bool sure = p->kind == REPLY_SCHEDULE_ACCEPT && !p->ambiguous;

	t->agreed += truth == REPLY_SCHEDULE_ACCEPT;
	t->agreed_sure += truth == REPLY_SCHEDULE_ACCEPT && sure;
	t->agreed_wrong += truth != REPLY_SCHEDULE_ACCEPT && sure;
}

static void
check_kind(struct totals *t, const struct record *r, const struct reply *p)
{
	enum reply_kind truth = kind_labelled(r);
	bool said = p->kind == REPLY_EXPERT_ACCEPT, sure = said && !p->ambiguous;

	t->table[truth][p->kind]++;
	score(t, r, KIND, truth == p->kind);
	if (truth >= REPLY_EXPERT_ACCEPT && truth <= REPLY_EXPERT_CONDITIONAL)
		score(t, r, OFFER, truth == p->kind);
	t->answer[truth].of++;
	t->answer[truth].right += truth == p->kind;
	t->accepts += truth == REPLY_EXPERT_ACCEPT;
	t->automatic += truth == REPLY_EXPERT_ACCEPT && sure;
	t->wrong += truth != REPLY_EXPERT_ACCEPT && sure;
	t->refused += truth == REPLY_EXPERT_DECLINE && sure;
	check_agreed(t, truth, p);
	t->guessed += truth != REPLY_EXPERT_ACCEPT && said;
	t->guessed_refused += truth == REPLY_EXPERT_DECLINE && said;
	if (verbose && truth != p->kind)
		printf("%s: %s read as %s%s\n",
		    json_string_value(json_object_get(r->json, "id")),
		    label_text(r, "kind"), reply_kind_name(p->kind),
		    p->ambiguous                               ? " (ambiguous)"
		    : sure || p->kind == REPLY_SCHEDULE_ACCEPT ? " SURELY"
		                                               : "");
}

static void
check_record(struct totals *t, const struct brain *b, const struct record *r)
{
	struct read_context context;
	struct reading d;
	char *problem;

	if (!r->thread && !str_starts(label_text(r, "kind"), "expert_"))
		return;
	if (!read_context_from_json(&context, r->json, &problem))
		fatal("corpus: %s", problem);
	context.sent = r->sent;
	if (!r->thread)
		context.context = CONTEXT_OFFER_SENT;
	decide(b, &r->message, &context, &d);
	check_kind(t, r, &d.reply);
	if (r->thread && !r->bare)
		check_fields(t, r, &d.reply);
	reading_free(&d);
	read_context_free(&context);
}

static void
print_totals(const char *file, const struct totals *t)
{
	printf("%s\n", file);
	for (int f = 0; f < FIELD_COUNT; f++)
		if (t->field[f].of)
			printf("  %-24s %4zu of %4zu  %.3f\n", field_names[f],
			    t->field[f].right, t->field[f].of,
			    (double)t->field[f].right / (double)t->field[f].of);
	for (int k = 0; k < REPLY_KIND_COUNT; k++)
		if (t->answer[k].of)
			printf("    %-22s %4zu of %4zu\n",
			    reply_kind_name((enum reply_kind)k), t->answer[k].right,
			    t->answer[k].of);
	printf("  accepts read surely %zu of %zu; wrongly %zu, of refusals %zu; with the "
	       "unsure wrongly %zu, of refusals %zu\n",
	    t->automatic, t->accepts, t->wrong, t->refused, t->guessed,
	    t->guessed_refused);
	if (t->agreed)
		printf("  dates read as agreed surely %zu of %zu; wrongly %zu\n",
		    t->agreed_sure, t->agreed, t->agreed_wrong);
}

static char *
model_for(const char *model, const char *file)
{
	struct stat st;

	if (stat(model, &st) == 0 && S_ISDIR(st.st_mode))
		for (size_t i = 0; i < ARRAY_LEN(corpus_files); i++)
			if (str_eq(file, corpus_files[i].name))
				return xasprintf(
				    "%s/fold-%d.bin", model, corpus_files[i].fold);
	return xstrdup(model);
}

int
main(int argc, char **argv)
{
	if (argc < 5)
		fatal("usage: eval_replies DIR DATA_DIR MODEL [-v] FILE...");
	verbose = str_eq(argv[4], "-v");
	for (int i = verbose ? 5 : 4; i < argc; i++) {
		char *model = model_for(argv[3], argv[i]);
		struct totals totals = {.wrong = 0};
		struct err e = {{0}, false};
		struct corpus c = {0};
		struct brain *b = brain_load_model(argv[2], model, &e);

		if (b == NULL)
			fatal("%s", e.text);
		corpus_read(&c, argv[1], argv[i], 0, 0);
		for (size_t k = 0; k < c.n; k++)
			check_record(&totals, b, &c.v[k]);
		print_totals(argv[i], &totals);
		corpus_free(&c);
		brain_free(b);
		free(model);
	}
	return 0;
}
