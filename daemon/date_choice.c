/* Weekdays chosen from a stretch of time. See date_choice.h. */
#include "date_choice.h"

#include "date_judge.h"
#include "date_said.h"
#include "jdate.h"

#include <string.h>

static const struct date_word english[] = {{"Sunday", 0}, {"Monday", 1}, {"Tuesday", 2},
    {"Wednesday", 3}, {"Thursday", 4}, {"Friday", 5}, {"Saturday", 6}};

/* Another stretch or day begins: what follows is said of that. */
static bool
another_date(const char *p)
{
	static const char *const weeks[] = {"来週", "翌週", "今週", "の週"};
	int n;

	if (date_any_of(p, weeks, ARRAY_LEN(weeks)))
		return true;
	return *p >= '0' && *p <= '9' && date_eat_number(&p, &n) &&
	       (*p == '/' || str_starts(p, "月") || str_starts(p, "日"));
}

/* A list of bare signs begins only behind one of these: の火・木, なら月火. */
static bool
list_may_begin(const char *text, const char *p)
{
	static const char *const before[] = {
	    "の", "、", "(", "なら", "でしたら", "は", "で", "であれば", "だと"};

	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		if (date_stands_before(text, p, before[i]))
			return true;
	}
	return false;
}

static bool
excluded_before(const char *text, const char *p)
{
	static const char *const words[] = {"except", "but", "excepton", "exceptfor",
	    "butnot", "noton", "otherthan", "apartfrom"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (date_stands_before(text, p, words[i]))
			return true;
	}
	return false;
}

/* Tuesday to Thursday: returns how many. */
static size_t
add_until(const char **p, int weekday[DATE_WEEKDAYS])
{
	const char *q = *p;
	int last;
	size_t n = 1;

	if ((!date_eat(&q, "to") && !date_eat(&q, "-") && !date_eat(&q, "through")) ||
	    !date_eat_word(&q, english, ARRAY_LEN(english), &last))
		return n;
	while (n < DATE_WEEKDAYS && weekday[n - 1] < last) {
		weekday[n] = weekday[n - 1] + 1;
		n++;
	}
	*p = q;
	return n;
}

/* 水曜以降, 木曜まで: the working days of the week from or to it. Returns how many. */
static size_t
add_open(const char **p, int weekday[DATE_WEEKDAYS])
{
	enum { MONDAY = 1, FRIDAY = 5 };
	int first = weekday[0], last = weekday[0];
	size_t n = 0;

	if (first < MONDAY || first > FRIDAY)
		return 1;
	if (date_eat(p, "以降") || date_eat(p, "以後"))
		last = FRIDAY;
	else if (str_starts(*p, "まで") && !str_starts(*p, "までに"))
		first = MONDAY;
	for (int day = first; day <= last; day++)
		weekday[n++] = day;
	return n;
}

/* Moves past the weekdays at *p, if any, and notes them. */
static bool
eat_named(struct date_choice *c, const char *text, const char **p)
{
	const char *q = *p;
	int weekday[DATE_WEEKDAYS];
	size_t n = 0;

	if (date_eat_word(&q, english, ARRAY_LEN(english), &weekday[0])) {
		c->but |= excluded_before(text, *p);
		n = add_until(&q, weekday);
	} else if (**p != '(' &&
	           (date_eat_weekday(&q, &weekday[0]) || list_may_begin(text, *p))) {
		q = *p;
		n = date_eat_weekdays(&q, weekday);
		c->but |= n > 0 && date_is_but(q);
	}
	if (n == 1 && !c->but)
		n = add_open(&q, weekday);
	for (size_t i = 0; i < n; i++)
		c->days |= 1U << weekday[i];
	if (n > 0)
		*p = q;
	return n > 0;
}

void
date_choice_read(const char *p, struct date_choice *c)
{
	const char *text = p, *end = date_sentence_end(p), *direct = p;

	*c = (struct date_choice){0};
	(void)(date_eat(&direct, "の") && date_eat(&direct, "うち"));
	(void)date_eat(&direct, "の");
	while (p < end && !another_date(p)) {
		const char *start = p;
		unsigned had = c->days;

		if (!eat_named(c, text, &p))
			p = start + 1;
		else if (had == 0 && start == direct)
			c->direct = true;
	}
}
