/*
 * How well the desk reads: runs the whole decision over labelled messages and prints what
 * it got right.
 *
 *     build/tools/evaluate CORPUS DATA_DIR FOLDS REPORT [-v]
 *
 * Each message of the training files is read with the model of FOLDS (train.c) that has
 * not seen its writer; the validation files, which training never opens, are read with
 * the shipped model. Rules were written with the training files in sight, so only the
 * validation files say how rules do on new mail. -v lists every error.
 */
#include "corpus.h"
#include "decide.h"
#include "score.h"

#include <math.h>
#include <time.h>

#define WORST 20

static bool verbose;
static FILE *report;

/* A misread message, for the list of the worst. */
struct miss {
	const struct record *record;
	char *text; /* owned */
	double confidence;
};

static struct miss worst[WORST];

static void
keep_miss(const struct record *r, const struct reading *d, const char *what, char *text)
{
	struct miss m = {r, NULL, d->confidence};
	struct strlist why = d->why;
	char *reasons = xstrdup("");

	for (size_t i = 0; i < why.n && i < 4; i++) {
		char *longer = xasprintf("%s%s%s", reasons, i ? "; " : "", why.v[i]);

		free(reasons);
		reasons = longer;
	}
	m.text = xasprintf("%s: %s (%.2f, %s; %s)", what, text, d->confidence,
	    decision_name(d->decision), reasons);
	if (verbose)
		printf("%s %s\n", record_id(r), m.text);
	free(reasons);
	free(text);
	for (size_t i = 0; i < WORST; i++)
		if (worst[i].text == NULL || m.confidence > worst[i].confidence) {
			struct miss last = worst[i];

			worst[i] = m;
			m = last;
			if (m.text == NULL)
				return;
		}
	free(m.text);
}

/* --- one message --- */

static void
score_kind(struct figures *f, const struct record *r, const struct reading *d)
{
	const char *label = label_text(r, "kind");
	bool ok = label_allows(r, "kind", kind_name(d->kind));
	enum kind truth = d->kind;

	if (!ok && !kind_parse(label, &truth))
		fatal("corpus: unknown kind %s", label);
	f->kinds[truth][d->kind]++;
	if (!ok)
		keep_miss(
		    r, d, "kind", xasprintf("%s read as %s", label, kind_name(d->kind)));
	/* What must never get an answer by itself. */
	if (truth == KIND_AUTO_REPLY || truth == KIND_BOUNCE || truth == KIND_SPAM)
		f->answered +=
		    d->decision == DECISION_AUTO || d->decision == DECISION_CONFIRM;
}

static void
score_case(struct figures *f, const struct record *r, const struct reading *d)
{
	const char *label = label_text(r, "category");
	char category[2] = {d->category, '\0'};
	bool right = label_allows(r, "category", category);
	bool ambiguous = json_is_true(json_object_get(r->labels, "ambiguous"));

	if (label == NULL)
		return;
	score(&f->category, right);
	if (!ambiguous)
		score(&f->unambiguous, right);
	if (d->category)
		f->categories[label[0] - 'a'][d->category - 'a']++;
	f->cases++;
	if (d->decision == DECISION_AUTO)
		score(&f->autos, right);
	if (label_text(r, "submenu") && d->category == 'a')
		score(&f->submenu, str_eq(d->submenu, label_text(r, "submenu")));
	if (!right && !ambiguous)
		keep_miss(r, d, "category", xasprintf("%s read as %s", label, category));
}

static void
score_urgent(
    struct figures *f, const struct record *r, const struct reading *d, bool is_case)
{
	bool urgent = str_eq(label_text(r, "urgency"), "urgent");

	found(&f->urgent, urgent, d->urgent, urgent && d->urgent);
	if (is_case)
		found(&f->urgent_case, urgent, d->urgent, urgent && d->urgent);
	if (verbose && urgent != d->urgent)
		printf("%s urgent: %s\n", record_id(r), urgent ? "missed" : "not so");
}

static void
score_message(struct figures *f, const struct record *r, const struct reading *d)
{
	bool is_case = str_eq(label_text(r, "kind"), "request") ||
	               str_eq(label_text(r, "kind"), "agency_forward");

	score_kind(f, r, d);
	score_urgent(f, r, d, is_case);
	if (!is_case)
		return;
	score_case(f, r, d);
	if (json_is_object(json_object_get(r->labels, "slots")))
		score_slots(f, r, d, verbose);
}

static bool
is_answer(const char *kind)
{
	return str_eq(kind, "expert_accept") || str_eq(kind, "expert_decline") ||
	       str_eq(kind, "expert_conditional");
}

static void
score_reply(struct figures *f, const struct record *r, const struct reading *d)
{
	const char *label = label_text(r, "kind");
	const char *said = reply_kind_name(d->reply.kind);
	bool sure_yes =
	    d->reply.kind == REPLY_EXPERT_ACCEPT && d->decision == DECISION_AUTO;

	score(&f->reply, str_eq(label, said));
	score(&f->choice, choice_right(&d->reply, json_object_get(r->labels, "choice")));
	score(&f->reply_dates,
	    same_days(&d->reply.dates, json_object_get(r->labels, "dates")));
	score(&f->unavailable,
	    same_days(&d->reply.unavailable, json_object_get(r->labels, "unavailable")));
	if (is_answer(label))
		score(&f->answer, str_eq(label, said));
	if (str_eq(label, "expert_accept"))
		score(&f->accept_alone, sure_yes);
	f->accepts_of_decline += sure_yes && str_eq(label, "expert_decline");
	f->accepts_of_other += sure_yes && !str_eq(label, "expert_accept");
	if (!str_eq(label, said))
		keep_miss(r, d, "reply", xasprintf("%s read as %s", label, said));
}

static void
read_record(const struct brain *b, const struct record *r, struct figures *f)
{
	struct read_context context;
	struct reading d;
	char *problem;
	clock_t begin;

	if (!read_context_from_json(&context, r->json, &problem))
		fatal("corpus: %s", problem);
	begin = clock();
	decide(b, &r->message, r->thread ? &context : NULL, &d);
	f->seconds += (double)(clock() - begin) / CLOCKS_PER_SEC;
	f->n++;
	if (r->thread)
		score_reply(f, r, &d);
	else
		score_message(f, r, &d);
	reading_free(&d);
	read_context_free(&context);
}

/* --- report --- */

static void
say(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	va_start(list, format);
	vfprintf(report, format, list);
	va_end(list);
}

static void
say_score(const char *what, struct score s)
{
	if (s.of)
		say("| %s | %.3f | %zu of %zu |\n", what, share(s.right, s.of), s.right,
		    s.of);
}

static void
say_found(const char *what, struct found x)
{
	if (x.are + x.said)
		say("| %s | %.3f | recall %.3f, precision %.3f of %zu |\n", what, f1(x),
		    share(x.hit, x.are), share(x.hit, x.said), x.are);
}

static void
say_kinds(const struct figures *f)
{
	struct score all = {0, 0};

	for (int i = 0; i < KIND_COUNT; i++)
		for (int k = 0; k < KIND_COUNT; k++) {
			all.of += f->kinds[i][k];
			all.right += i == k ? f->kinds[i][k] : 0;
		}
	if (all.of == 0)
		return;
	say("| kind, macro-F1 | %.3f | %d kinds occur |\n", macro_f1(f),
	    kinds_present(f));
	say_score("kind, accuracy", all);
	say("| spam, bounces, automatic mail answered | %zu | |\n", f->answered);
}

static void
say_replies(const struct figures *f)
{
	if (f->reply.of == 0)
		return;
	say_score("reply in context, kind", f->reply);
	say_score("accept, decline, conditional", f->answer);
	say_score("accept acted upon by itself", f->accept_alone);
	say("| accept acted upon out of a decline; out of anything else | %zu; %zu | |\n",
	    f->accepts_of_decline, f->accepts_of_other - f->accepts_of_decline);
	say_score("menu letter or slot chosen", f->choice);
	say_score("dates of a reply, exact", f->reply_dates);
	say_score("days ruled out, exact", f->unavailable);
}

static void
say_figures(const char *name, const struct figures *f)
{
	if (f->n == 0)
		return;
	say("\n## %s (%zu messages)\n\n| figure | value | |\n|---|---|---|\n", name,
	    f->n);
	say_kinds(f);
	say_score("category, all", f->category);
	say_score("category, unambiguous", f->unambiguous);
	say_score("submenu, where a was read", f->submenu);
	if (f->cases)
		say("| auto, share of requests and forwards | %.3f | %zu of %zu |\n",
		    share(f->autos.of, f->cases), f->autos.of, f->cases);
	say_score("auto, precision of category", f->autos);
	say_found("urgent, any kind", f->urgent);
	say_found("urgent, requests and forwards", f->urgent_case);
	for (size_t i = 0; i < SLOT_COUNT; i++)
		say_found(slot_names[i], f->slots[i]);
	say_score("dates, exact set", f->dates);
	say_replies(f);
}

static void
say_confusion(const struct figures *f)
{
	say("\n## Confusion\n\nKinds, labelled (rows) and read (columns, same order):\n"
	    "\n```\n");
	for (int i = 0; i < KIND_COUNT; i++) {
		for (int k = 0; k < KIND_COUNT; k++)
			say("%5zu", f->kinds[i][k]);
		say("  %s\n", kind_name((enum kind)i));
	}
	say("```\n\nCategories a-e:\n\n```\n");
	for (int i = 0; i < 5; i++) {
		for (int k = 0; k < 5; k++)
			say("%5zu", f->categories[i][k]);
		say("  %c\n", 'a' + i);
	}
	say("```\n");
}

static void
say_worst(void)
{
	say("\n## The %d misread with most confidence (training files)\n\n", WORST);
	for (size_t i = 0; i < WORST && worst[i].text; i++) {
		say("%zu. %s %s\n", i + 1, record_id(worst[i].record), worst[i].text);
		free(worst[i].text);
		worst[i].text = NULL;
	}
}

/* --- runs --- */

static struct brain *
load(const char *data_dir, const char *model)
{
	struct err e = {.text = ""};
	struct brain *b = brain_load_model(data_dir, model, &e);

	if (b == NULL)
		fatal("%s", e.text);
	return b;
}

static void
cross_validated(const char *corpus, const char *data_dir, const char *folds)
{
	struct corpus c;
	struct figures by_file[ARRAY_LEN(corpus_files)] = {{.n = 0}};
	struct figures whole = {.n = 0}, shorts = {.n = 0};

	corpus_load(&c, corpus);
	for (int fold = 0; fold < FOLDS; fold++) {
		char *model = xasprintf("%s/fold-%d.bin", folds, fold);
		struct brain *b = load(data_dir, model);

		for (size_t i = 0; i < c.n; i++) {
			const struct record *r = &c.v[i];

			if (r->fold != fold)
				continue;
			read_record(b, r, &by_file[r->file]);
		}
		brain_free(b);
		free(model);
	}
	for (size_t i = 0; i < ARRAY_LEN(corpus_files); i++)
		figures_add(corpus_files[i].shorts ? &shorts : &whole, &by_file[i]);
	say_figures("Training files, whole messages, cross-validated by writer", &whole);
	say_figures("Training files, short texts, cross-validated by writer", &shorts);
	say_confusion(&whole);
	say_worst();
	say("\n# File by file, cross-validated\n");
	for (size_t i = 0; i < ARRAY_LEN(corpus_files); i++)
		say_figures(corpus_files[i].name, &by_file[i]);
	corpus_free(&c);
}

static void
validated(const char *corpus, const char *data_dir)
{
	char *model = xasprintf("%s/conf/model.bin", data_dir);
	struct brain *b = load(data_dir, model);

	for (size_t k = 0; k < ARRAY_LEN(validation_files); k++) {
		struct corpus c = {0};
		struct figures f = {.n = 0};

		corpus_read(&c, corpus, validation_files[k], 0, 0);
		for (size_t i = 0; i < c.n; i++)
			read_record(b, &c.v[i], &f);
		say_figures(validation_files[k], &f);
		for (size_t i = 0; i < WORST; i++)
			free(worst[i].text);
		memset(worst, 0, sizeof(worst));
		corpus_free(&c);
		printf("microseconds a message: %.0f\n", f.seconds / (double)f.n * 1e6);
	}
	brain_free(b);
	free(model);
}

int
main(int argc, char **argv)
{
	if (argc < 5)
		fatal("usage: evaluate CORPUS DATA_DIR FOLDS REPORT [-v]");
	verbose = argc > 5;
	report = fopen(argv[4], "w");
	if (report == NULL)
		fatal("%s: %s", argv[4], strerror(errno));
	say("# How well the desk reads\n\nWritten by `make eval`. Messages of the "
	    "training "
	    "files are read by a model that has not seen their writer; the rules, "
	    "though, "
	    "were written with them in sight. No model has seen the validation files. "
	    "The "
	    "dates of valid-1 were looked at when their rules were mended, so that "
	    "figure "
	    "flatters.\n\n# Validation files, never trained on\n");
	/* Whoever sees what was misread there has begun to tune to it. */
	verbose = false;
	validated(argv[1], argv[2]);
	verbose = argc > 5;
	say("\n# Training files\n");
	cross_validated(argv[1], argv[2], argv[3]);
	if (fclose(report) != 0)
		fatal("%s: %s", argv[4], strerror(errno));
	return 0;
}
