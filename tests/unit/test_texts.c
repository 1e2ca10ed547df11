/*
 * Every text in every language with full and with minimal data: nothing is left over from
 * the template, nothing is doubled, no line is too long, no offer says who asked.
 *
 * With MADOGUCHI_SHOW=NAME in the environment the text is printed, for a person to read
 * aloud ("all" prints all).
 */
#include "mem.h"
#include "template.h"
#include "template_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum { COLUMNS = 76 };

static struct templates *all;

static int
load(void **state)
{
	struct strlist problems = {0};

	(void)state;
	all = templates_load("templates", &problems);
	for (size_t i = 0; i < problems.n; i++)
		(void)fprintf(stderr, "%s\n", problems.v[i]);
	strlist_free(&problems);
	return all ? 0 : -1;
}

static int
unload(void **state)
{
	(void)state;
	templates_free(all);
	return 0;
}

static int
columns_of(const char *s, size_t n)
{
	int32_t i = 0;
	int width = 0;

	while ((size_t)i < n) {
		UChar32 c;
		int east;

		U8_NEXT((const uint8_t *)s, i, (int32_t)n, c);
		assert_true(c >= 0);
		east = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
		width += east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
	}
	return width;
}

static void
check_lines(const char *name, const char *body)
{
	for (const char *s = body; *s;) {
		size_t n = strcspn(s, "\n");
		bool link = memmem(s, n, "://", 3) && !memchr(s, ' ', n);

		if (columns_of(s, n) > COLUMNS && !link)
			fail_msg("%s: too long: %.*s", name, (int)n, s);
		if (n && s[n - 1] == ' ')
			fail_msg("%s: white space at the end: %.*s", name, (int)n, s);
		s += n + (s[n] == '\n');
	}
}

static bool
is_about_the_list(const char *name)
{
	return str_eq(name, "application_receipt") || str_eq(name, "expiry_reminder") ||
	       str_starts(name, "list_");
}

/* Or before there is one. */
static bool
is_about_no_case(const char *name)
{
	return is_about_the_list(name) || str_eq(name, "digest") ||
	       str_eq(name, "chat/received");
}

static void
check_text(const char *name, const char *subject, const char *body)
{
	if (!subject[0] || strpbrk(subject, "\r\n"))
		fail_msg("%s: bad subject '%s'", name, subject);
	if (!strstr(subject, "案件 2026-") && !is_about_no_case(name))
		fail_msg("%s: no case number in '%s'", name, subject);
	if (strstr(subject, "{{") || strstr(body, "{{") || strstr(body, "}}"))
		fail_msg("%s: a tag is left over", name);
	if (strstr(body, "\n\n\n") || body[0] == '\n' || str_ends(body, "\n\n"))
		fail_msg("%s: doubled empty lines", name);
	if (strstr(body, "()") || strstr(body, "（）") || strstr(body, "様 様"))
		fail_msg("%s: a gap shows", name);
	assert_true(str_ends(body, "\n"));
	if (!str_starts(name, "chat/"))
		check_lines(name, body);
}

/* An offer goes to somebody who has not accepted: it may not say who asks. */
static void
check_anonymous(const char *name, const char *body, const json_t *data)
{
	static const char *const secrets[] = {"name", "contact", "email", "phone"};
	const json_t *company = json_object_get(data, "company");

	if (!str_starts(name, "offer") && !str_eq(name, "withdrawn_expert") &&
	    !str_eq(name, "expert_released"))
		return;
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		const char *s = json_string_value(json_object_get(company, secrets[i]));

		if (s && strstr(body, s))
			fail_msg("%s: names the company: %s", name, s);
	}
}

static void
render_all(const char *lang, const char *file)
{
	const char *show = getenv("MADOGUCHI_SHOW");
	json_t *data = json_load_file(file, 0, NULL);
	const struct template_info *info;
	size_t n;

	assert_non_null(data);
	info = template_info_all(&n);
	for (size_t i = 0; i < n; i++) {
		struct err e = {.text = ""};
		char *subject = NULL, *body = NULL;

		if (!templates_render(all, info[i].name, lang, data, &subject, &body, &e))
			fail_msg("%s: %s", info[i].name, e.text);
		if (show && (str_eq(show, "all") || str_eq(show, info[i].name)))
			(void)printf("\n######## %s/%s\nSubject: %s\n\n%s", lang,
			    info[i].name, subject, body);
		check_text(info[i].name, subject, body);
		check_anonymous(info[i].name, body, data);
		free(subject);
		free(body);
	}
	json_decref(data);
}

static void
japanese_full(void **state)
{
	(void)state;
	render_all("ja", "tests/templates/full.ja.json");
}

static void
english_full(void **state)
{
	(void)state;
	render_all("en", "tests/templates/full.en.json");
}

static void
minimal(void **state)
{
	(void)state;
	render_all("ja", "tests/templates/minimal.json");
	render_all("en", "tests/templates/minimal.json");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(japanese_full),
	    cmocka_unit_test(english_full),
	    cmocka_unit_test(minimal),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
