/* Counting what was read right, for the evaluation; static functions of one program. */
#ifndef MADOGUCHI_SCORE_H
#define MADOGUCHI_SCORE_H

#include "corpus.h"
#include "reading.h"

struct score {
	size_t right, of;
};

/* For answers that may be missing: how many there are, were said, and agree. */
struct found {
	size_t hit, said, are;
};

enum slot {
	SLOT_COMPANY,
	SLOT_CONTACT,
	SLOT_PREFECTURE,
	SLOT_INDUSTRY,
	SLOT_EMPLOYEES,
	SLOT_BUDGET,
	SLOT_FORMAT,
	SLOT_PHONE,
	SLOT_EMAIL,
	SLOT_COUNT
};

static const char *const slot_names[SLOT_COUNT] = {"company", "contact", "prefecture",
    "industry", "employees", "budget_yen", "format", "phone", "requester_email"};

struct figures {
	size_t n, cases, answered;
	size_t kinds[KIND_COUNT][KIND_COUNT], categories[5][5];
	struct score category, unambiguous, submenu, autos, dates;
	struct found urgent, urgent_case, slots[SLOT_COUNT];
	struct score reply, answer, accept_alone, choice, reply_dates, unavailable;
	size_t accepts_of_decline, accepts_of_other;
	double seconds;
};

static inline double
share(size_t part, size_t of)
{
	return of ? (double)part / (double)of : 0;
}

static inline void
score(struct score *s, bool right)
{
	s->of++;
	s->right += right;
}

static inline void
found(struct found *f, bool is, bool said, bool hit)
{
	f->are += is;
	f->said += said;
	f->hit += hit;
}

static inline double
f1(struct found f)
{
	return share(2 * f.hit, f.said + f.are);
}

/* --- sums --- */

static inline void
score_add(struct score *to, struct score s)
{
	to->right += s.right;
	to->of += s.of;
}

static inline void
found_add(struct found *to, struct found f)
{
	to->hit += f.hit;
	to->said += f.said;
	to->are += f.are;
}

static inline void
figures_add(struct figures *to, const struct figures *f)
{
	to->n += f->n;
	to->cases += f->cases;
	to->answered += f->answered;
	for (int i = 0; i < KIND_COUNT; i++)
		for (int k = 0; k < KIND_COUNT; k++)
			to->kinds[i][k] += f->kinds[i][k];
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 5; k++)
			to->categories[i][k] += f->categories[i][k];
	score_add(&to->category, f->category);
	score_add(&to->unambiguous, f->unambiguous);
	score_add(&to->submenu, f->submenu);
	score_add(&to->autos, f->autos);
	score_add(&to->dates, f->dates);
	found_add(&to->urgent, f->urgent);
	found_add(&to->urgent_case, f->urgent_case);
	for (int i = 0; i < SLOT_COUNT; i++)
		found_add(&to->slots[i], f->slots[i]);
	score_add(&to->reply, f->reply);
	score_add(&to->answer, f->answer);
	score_add(&to->accept_alone, f->accept_alone);
	score_add(&to->choice, f->choice);
	score_add(&to->reply_dates, f->reply_dates);
	score_add(&to->unavailable, f->unavailable);
	to->accepts_of_decline += f->accepts_of_decline;
	to->accepts_of_other += f->accepts_of_other;
	to->seconds += f->seconds;
}

/* Labelled or read, in row and column k of the table. */
static inline struct found
kind_found(const struct figures *f, int k)
{
	struct found x = {f->kinds[k][k], 0, 0};

	for (int i = 0; i < KIND_COUNT; i++) {
		x.are += f->kinds[k][i];
		x.said += f->kinds[i][k];
	}
	return x;
}

static inline int
kinds_present(const struct figures *f)
{
	int n = 0;

	for (int k = 0; k < KIND_COUNT; k++)
		n += kind_found(f, k).are > 0;
	return n;
}

/* Over the kinds that occur among the labels. */
static inline double
macro_f1(const struct figures *f)
{
	double sum = 0;

	for (int k = 0; k < KIND_COUNT; k++)
		if (kind_found(f, k).are > 0)
			sum += f1(kind_found(f, k));
	return sum / kinds_present(f);
}

/* --- slots --- */

static inline bool
has_day(const struct strlist *list, const char *day)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], day))
			return true;
	return false;
}

/* The same set; "2026-05-12T10:00" and "2026-05-12T10:00+09:00" are one. */
static inline bool
same_days(const struct strlist *list, const json_t *labels)
{
	if (list->n != json_array_size(labels))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		const char *day = json_string_value(json_array_get(labels, i));

		if (!day || !has_day(list, day))
			return false;
	}
	return true;
}

static inline void
score_text(struct figures *f, enum slot slot, const char *label, const char *said,
    const struct record *r, bool verbose)
{
	bool hit = label && said && str_ieq(label, said);

	found(&f->slots[slot], label != NULL, said != NULL, hit);
	if (verbose && (label || said) && !hit)
		printf("%s %s: %s read as %s\n", record_id(r), slot_names[slot],
		    label ? label : "-", said ? said : "-");
}

static inline void
score_number(struct figures *f, enum slot slot, const json_t *label, int64_t said,
    const struct record *r, bool verbose)
{
	bool is = json_is_integer(label);
	bool hit = is && said == json_integer_value(label);

	found(&f->slots[slot], is, said >= 0, hit);
	if (verbose && (is || said >= 0) && !hit)
		printf("%s %s: %lld read as %lld\n", record_id(r), slot_names[slot],
		    is ? (long long)json_integer_value(label) : -1, (long long)said);
}

static inline void
score_slots(
    struct figures *f, const struct record *r, const struct reading *d, bool verbose)
{
	static const struct {
		enum slot slot;
		const char *key;
		size_t at;
	} texts[] = {
	    {SLOT_COMPANY, "company", offsetof(struct slots, company)},
	    {SLOT_CONTACT, "contact", offsetof(struct slots, contact)},
	    {SLOT_PREFECTURE, "prefecture", offsetof(struct slots, prefecture)},
	    {SLOT_INDUSTRY, "industry", offsetof(struct slots, industry)},
	    {SLOT_FORMAT, "format", offsetof(struct slots, format)},
	    {SLOT_PHONE, "phone", offsetof(struct slots, phone)},
	};
	const json_t *slots = json_object_get(r->labels, "slots");
	const char *email = json_string_value(json_object_get(slots, "requester_email"));

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		score_text(f, texts[i].slot,
		    json_string_value(json_object_get(slots, texts[i].key)),
		    *(char *const *)((const char *)&d->slots + texts[i].at), r, verbose);
	if (!email && str_eq(label_text(r, "kind"), "request"))
		email = r->message.from.addr;
	score_text(f, SLOT_EMAIL, email, d->slots.requester_email, r, verbose);
	score_number(f, SLOT_EMPLOYEES, json_object_get(slots, "employees"),
	    d->slots.employees, r, verbose);
	score_number(f, SLOT_BUDGET, json_object_get(slots, "budget_yen"),
	    d->slots.budget_yen, r, verbose);
	score(&f->dates, same_days(&d->slots.dates, json_object_get(slots, "dates")));
	if (verbose && !same_days(&d->slots.dates, json_object_get(slots, "dates")))
		printf("%s dates\n", record_id(r));
}

/* --- replies --- */

static inline bool
choice_is(const struct reply *p, size_t i, const json_t *label)
{
	char number[24];

	if (i >= p->choice.n)
		return false;
	snprintf(number, sizeof(number), "%d", (int)json_integer_value(label));
	return str_eq(
	    p->choice.v[i], json_is_string(label) ? json_string_value(label) : number);
}

static inline bool
choice_right(const struct reply *p, const json_t *label)
{
	if (json_is_null(label) || label == NULL)
		return p->choice.n == 0;
	if (!json_is_array(label))
		return p->choice.n == 1 && choice_is(p, 0, label);
	for (size_t i = 0; i < json_array_size(label); i++)
		if (!choice_is(p, i, json_array_get(label, i)))
			return false;
	return p->choice.n == json_array_size(label);
}

#endif
