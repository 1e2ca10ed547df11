/*
 * Runs the whole decision over tests/corpus and prints how it did.
 *
 *     build/tools/evaluate CORPUS DATA_DIR [-v]
 *
 * The shipped model was trained on these very messages, so the figures on kind and
 * category flatter it: the cross-validated ones (conf/model.txt) are printed beside. The
 * rules (replies, slots) were written with the messages in sight, too. -v lists errors.
 */
#include "corpus.h"
#include "decide.h"

#include <time.h>

static bool verbose;

struct score {
	size_t right, of;
};

struct totals {
	size_t hit[KIND_COUNT], said[KIND_COUNT], are[KIND_COUNT];
	struct score category, autos, confident, reply, accept, decline;
	struct score prefecture, employees, dates, email, choice, ambiguous;
	size_t urgent_hit, urgent_said, urgent_are, wrong_accepts, cases;
	struct score offer;
	size_t offer_wrong, offer_refused;
	double seconds;
};

static double
share(size_t part, size_t of)
{
	return of ? (double)part / (double)of : 0;
}

static void
score(struct score *s, bool right)
{
	s->of++;
	s->right += right;
}

static bool
is_case_label(const char *kind)
{
	return str_eq(kind, "request") || str_eq(kind, "agency_forward");
}

static bool
same_list(const struct strlist *list, const json_t *labels)
{
	if (list->n != json_array_size(labels))
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (!strlist_has(list, json_string_value(json_array_get(labels, i))))
			return false;
	return true;
}

static void
check_slots(struct totals *t, const struct record *r, const struct reading *d)
{
	const json_t *slots = json_object_get(r->labels, "slots");
	const char *email = json_string_value(json_object_get(slots, "requester_email"));
	const json_t *n = json_object_get(slots, "employees");

	if (!email && str_eq(label_text(r, "kind"), "request"))
		email = r->message.from.addr;
	score(
	    &t->prefecture, str_eq(d->slots.prefecture,
	                        json_string_value(json_object_get(slots, "prefecture"))));
	score(&t->employees,
	    d->slots.employees == (json_is_integer(n) ? (int)json_integer_value(n) : -1));
	score(&t->dates, same_list(&d->slots.dates, json_object_get(slots, "dates")));
	score(&t->email,
	    email ? d->slots.requester_email && str_ieq(email, d->slots.requester_email)
	          : d->slots.requester_email == NULL);
}

static void
check_case(
    struct totals *t, const struct record *r, const struct reading *d, bool kind_ok)
{
	char category[2] = {d->category, '\0'};
	bool right = label_allows(r, "category", category);

	t->cases++;
	if (!json_is_true(json_object_get(r->labels, "ambiguous")))
		score(&t->category, right);
	if (d->decision == DECISION_AUTO)
		score(&t->autos, kind_ok && right);
	if (verbose && !right)
		printf("category %s: %s read as %s\n",
		    json_string_value(json_object_get(r->json, "id")),
		    label_text(r, "category"), category);
	check_slots(t, r, d);
}

static void
check_message(struct totals *t, const struct record *r, const struct reading *d)
{
	const char *label = label_text(r, "kind");
	bool ok = label_allows(r, "kind", kind_name(d->kind));
	bool urgent = str_eq(label_text(r, "urgency"), "urgent");
	enum kind truth = d->kind;

	if (!ok && !kind_parse(label, &truth))
		fatal("corpus: unknown kind %s", label);
	t->hit[d->kind] += ok;
	t->said[d->kind]++;
	t->are[truth]++;
	t->urgent_hit += urgent && d->urgent;
	t->urgent_said += d->urgent;
	t->urgent_are += urgent;
	if (verbose && !ok)
		printf("kind %s: %s read as %s\n",
		    json_string_value(json_object_get(r->json, "id")), label,
		    kind_name(d->kind));
	if (is_case_label(label))
		check_case(t, r, d, ok);
}

static bool
choice_right(const struct reply *p, const json_t *label)
{
	char text[24];

	if (json_is_array(label)) {
		if (p->choice.n != json_array_size(label))
			return false;
		for (size_t i = 0; i < p->choice.n; i++) {
			const json_t *item = json_array_get(label, i);

			snprintf(text, sizeof(text), "%d", (int)json_integer_value(item));
			if (!str_eq(p->choice.v[i],
			        json_is_string(item) ? json_string_value(item) : text))
				return false;
		}
		return true;
	}
	if (json_is_null(label))
		return p->choice.n == 0;
	snprintf(text, sizeof(text), "%d", (int)json_integer_value(label));
	return p->choice.n == 1 &&
	       str_eq(p->choice.v[0],
	           json_is_string(label) ? json_string_value(label) : text);
}

static void
check_reply(struct totals *t, const struct record *r, const struct reading *d)
{
	const char *label = label_text(r, "kind");
	const char *said = reply_kind_name(d->reply.kind);
	bool ambiguous = json_is_true(json_object_get(r->labels, "ambiguous"));
	const char *id = json_string_value(json_object_get(r->json, "id"));

	score(&t->reply, str_eq(label, said));
	score(&t->choice, choice_right(&d->reply, json_object_get(r->labels, "choice")));
	score(&t->ambiguous, ambiguous == d->reply.ambiguous);
	if (str_eq(label, "expert_accept"))
		score(&t->accept, str_eq(label, said));
	if (str_eq(label, "expert_decline"))
		score(&t->decline, str_eq(label, said));
	if (!str_eq(label, "expert_accept") && d->reply.kind == REPLY_EXPERT_ACCEPT)
		t->wrong_accepts++;
	if (verbose && !str_eq(label, said))
		printf("reply %s: %s read as %s%s\n", id, label, said,
		    d->reply.ambiguous ? " (ambiguous)" : "");
	else if (verbose && ambiguous != d->reply.ambiguous)
		printf("ambiguous %s: %s, %d read as %d\n", id, label, ambiguous,
		    d->reply.ambiguous);
	if (verbose && !choice_right(&d->reply, json_object_get(r->labels, "choice")))
		printf("choice %s: %zu read\n", id, d->reply.choice.n);
}

/* The experts' answers among the messages, read as answers to an offer. Model and
 * rules have seen them: a wrong acceptance here is a defect, their absence no proof. */
static void
check_as_offer(struct totals *t, const struct brain *b, const struct record *r)
{
	struct read_context offer = {.context = CONTEXT_OFFER_SENT, .sent = r->sent};
	const char *label = label_text(r, "kind");
	struct reading d;
	bool accepts;

	if (!str_starts(label, "expert_"))
		return;
	decide(b, &r->message, &offer, &d);
	accepts = d.reply.kind == REPLY_EXPERT_ACCEPT && !d.reply.ambiguous;
	score(&t->offer, str_eq(label, reply_kind_name(d.reply.kind)));
	t->offer_wrong += accepts && !str_eq(label, "expert_accept");
	t->offer_refused += accepts && str_eq(label, "expert_decline");
	if (verbose && (accepts != str_eq(label, "expert_accept")))
		printf("offer %s: %s read as %s%s\n",
		    json_string_value(json_object_get(r->json, "id")), label,
		    reply_kind_name(d.reply.kind),
		    d.reply.ambiguous ? " (ambiguous)" : "");
	reading_free(&d);
}

static void
run_record(const struct brain *b, const struct record *r, struct totals *t)
{
	struct read_context context;
	struct reading d;
	char *problem;
	clock_t begin;

	if (!read_context_from_json(&context, r->json, &problem))
		fatal("corpus: %s", problem);
	begin = clock();
	decide(b, &r->message, r->thread ? &context : NULL, &d);
	t->seconds += (double)(clock() - begin) / CLOCKS_PER_SEC;
	if (r->thread)
		check_reply(t, r, &d);
	else {
		check_message(t, r, &d);
		check_as_offer(t, b, r);
	}
	reading_free(&d);
	read_context_free(&context);
}

static void
print_score(const char *what, const struct score *s)
{
	printf("  %-34s %4zu of %4zu  %.3f\n", what, s->right, s->of,
	    share(s->right, s->of));
}

static void
print_totals(const struct totals *t, size_t n)
{
	double f1 = 0;

	for (int k = 0; k < KIND_COUNT; k++)
		f1 += t->said[k] + t->are[k]
		          ? 2 * (double)t->hit[k] / (double)(t->said[k] + t->are[k])
		          : 0;
	printf("The shipped model was trained on these messages; below them stand the "
	       "figures of its cross-validation.\n\n");
	printf("  %-34s %.3f\n", "kind, macro-F1", f1 / KIND_COUNT);
	print_score("category, unambiguous", &t->category);
	print_score("auto: right", &t->autos);
	printf(
	    "  %-34s %.3f\n", "auto: share of all cases", share(t->autos.of, t->cases));
	printf("  %-34s %.3f\n", "urgent, recall", share(t->urgent_hit, t->urgent_are));
	printf(
	    "  %-34s %.3f\n", "urgent, precision", share(t->urgent_hit, t->urgent_said));
	print_score("prefecture", &t->prefecture);
	print_score("employees", &t->employees);
	print_score("dates, exact", &t->dates);
	print_score("requester_email", &t->email);
	print_score("reply: kind", &t->reply);
	print_score("reply: choice", &t->choice);
	print_score("reply: ambiguous", &t->ambiguous);
	print_score("reply: accept found", &t->accept);
	print_score("reply: decline found", &t->decline);
	printf("  %-34s %zu\n", "reply: accept read wrongly", t->wrong_accepts);
	print_score("experts' messages as answers", &t->offer);
	printf("  %-34s %zu, of refusals %zu\n", "of these: accepted wrongly",
	    t->offer_wrong, t->offer_refused);
	printf("  %-34s %.0f\n", "microseconds a message", t->seconds / (double)n * 1e6);
}

static void
print_file(const char *dir, const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);
	struct buf b = {0};

	if (buf_read_file(&b, path, 1 << 20))
		printf("\n%s", buf_str(&b));
	buf_free(&b);
	free(path);
}

int
main(int argc, char **argv)
{
	struct totals totals = {.seconds = 0};
	struct err e = {.text = ""};
	struct corpus c;
	struct brain *b;

	if (argc < 3)
		fatal("usage: evaluate CORPUS DATA_DIR [-v]");
	verbose = argc > 3;
	b = brain_load(argv[2], &e);
	if (b == NULL)
		fatal("%s", e.text);
	corpus_load(&c, argv[1]);
	for (size_t i = 0; i < c.n; i++)
		run_record(b, &c.v[i], &totals);
	print_totals(&totals, c.n);
	print_file(argv[2], "conf/model.txt");
	corpus_free(&c);
	brain_free(b);
	return 0;
}
