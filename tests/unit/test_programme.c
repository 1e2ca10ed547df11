/* The programme file: the one that is delivered, and files with mistakes. */
#include "programme.h"

#include "mem.h"
#include "theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct programme *p;

static int
load(void **state)
{
	struct err e = {.text = ""};

	(void)state;
	p = programme_load_file("conf/programme.json", &e);
	if (!p)
		(void)fprintf(stderr, "%s\n", e.text);
	return p ? 0 : -1;
}

static int
unload(void **state)
{
	(void)state;
	programme_free(p);
	return 0;
}

static void
labels(void **state)
{
	static const char *const submenus[] = {"a1", "a2", "a3", "a4"};
	static const char *const languages[] = {"ja", "en"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		for (const char *c = "abcde"; *c; c++)
			assert_non_null(programme_category(p, *c, languages[i]));
		for (int theme = 1; theme <= 6; theme++)
			assert_non_null(programme_theme(p, theme, languages[i]));
		for (size_t k = 0; k < ARRAY_LEN(submenus); k++)
			assert_non_null(programme_submenu(p, submenus[k], languages[i]));
	}
	assert_string_equal(programme_theme(p, 1, "ja"), "情報セキュリティ規程の整備");
	assert_string_equal(
	    programme_category(p, 'c', "ja"), "社内のセキュリティ研修や講演の依頼");
	assert_string_equal(programme_submenu(p, "a3", "ja"), "セキュリティリスクの識別");
	assert_string_equal(programme_category_mark('a'), "ア");
	assert_string_equal(programme_category_mark('e'), "オ");
}

static void
unknown_is_null(void **state)
{
	(void)state;
	assert_null(programme_category(p, 'z', "ja"));
	assert_null(programme_category(p, '\0', "ja"));
	assert_null(programme_category(p, 'a', "fr"));
	assert_null(programme_theme(p, 0, "ja"));
	assert_null(programme_theme(p, -1, "ja"));
	assert_null(programme_theme(p, 7, "ja"));
	assert_null(programme_submenu(p, NULL, "ja"));
	assert_null(programme_submenu(p, "b1", "ja"));
	assert_null(programme_category_mark('f'));
	assert_null(programme_category_mark('\0'));
}

static void
count(json_t *list, size_t n)
{
	assert_true(json_is_array(list));
	assert_int_equal(json_array_size(list), n);
	json_decref(list);
}

static void
lists(void **state)
{
	json_t *list;

	(void)state;
	for (int theme = 1; theme <= 6; theme++) {
		for (int no = 1; no <= 3; no++) {
			list = programme_preparation(p, theme, no, "ja");
			assert_true(json_array_size(list) > 0);
			json_decref(list);
			list = programme_content(p, theme, no, "en");
			assert_true(json_array_size(list) > 0);
			json_decref(list);
			list = programme_homework(p, theme, no, "ja");
			assert_int_equal(json_array_size(list) > 0, no < 3);
			json_decref(list);
		}
		list = programme_deliverables(p, theme, "ja");
		assert_true(json_array_size(list) > 0);
		json_decref(list);
	}
	list = programme_preparation(p, 1, 1, "ja");
	assert_int_equal(json_array_size(list), 2);
	assert_non_null(strstr(json_string_value(json_array_get(list, 0)),
	    "5分でできる！情報セキュリティ自社診断"));
	json_decref(list);
	/* The self-diagnosis is there for every theme, known or not. */
	count(programme_preparation(p, 0, 1, "ja"), 1);
	count(programme_preparation(p, 0, 2, "ja"), 0);
	count(programme_timetable(p, 1, "ja"), 7);
	count(programme_timetable(p, 3, "en"), 6);
	count(programme_timetable(p, 4, "ja"), 0);
	count(programme_timetable(p, 0, "ja"), 0);
	count(programme_content(p, 1, -1, "ja"), 0);
	count(programme_content(p, 99, 1, "ja"), 0);
	count(programme_deliverables(p, 2, "fr"), 0);
}

static void
default_themes(void **state)
{
	static const struct {
		char category;
		const char *submenu;
		int theme;
	} t[] = {{'a', NULL, 0}, {'a', "a1", 1}, {'a', "a2", 1}, {'a', "a3", 2},
	    {'a', "a4", 6}, {'a', "zz", 0}, {'b', NULL, 6}, {'c', NULL, 5},
	    {'d', NULL, 4}, {'d', "a1", 4}, {'e', NULL, 0}, {'\0', NULL, 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++)
		assert_int_equal(
		    programme_default_theme(p, t[i].category, t[i].submenu), t[i].theme);
}

/* Loads the delivered file after a change to it; the problem in words. */
static void
refused(json_t *root, const char *problem)
{
	char made[] = "/tmp/madoguchi-programme-XXXXXX";
	struct err e = {.text = ""};
	char *folder, *path;

	assert_non_null(mkdtemp(made));
	folder = xasprintf("%s/conf", made);
	path = xasprintf("%s/programme.json", folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(json_dump_file(root, path, 0), 0);
	assert_null(programme_load_file(path, &e));
	if (!strstr(e.text, problem))
		fail_msg("'%s' was expected, not '%s'", problem, e.text);
	(void)unlink(path);
	(void)rmdir(folder);
	(void)rmdir(made);
	free(folder);
	free(path);
	json_decref(root);
}

static json_t *
delivered(void)
{
	json_t *root = json_load_file("conf/programme.json", 0, NULL);

	assert_non_null(root);
	return root;
}

static void
mistakes(void **state)
{
	json_t *r, *theme;
	struct err e = {.text = ""};

	(void)state;
	assert_null(programme_load_file("/nonexistent/conf/programme.json", &e));
	assert_non_null(strstr(e.text, "/nonexistent/conf/programme.json"));
	refused(json_object(), "a list 'themes' was expected");
	r = delivered();
	json_object_del(json_object_get(r, "categories"), "c");
	refused(r, "category 'c' is missing");
	r = delivered();
	json_object_del(json_object_get(json_object_get(r, "submenus"), "a2"), "en");
	refused(r, "submenus.a2: 'en' is missing");
	r = delivered();
	json_object_set_new(json_object_get(json_object_get(r, "categories"), "b"),
	    "theme", json_integer(9));
	refused(r, "categories.b: there is no such theme");
	r = delivered();
	theme = json_array_get(json_object_get(r, "themes"), 1);
	json_object_set_new(theme, "no", json_integer(1));
	refused(r, "theme 1: is there twice");
	r = delivered();
	theme = json_array_get(json_object_get(r, "themes"), 1);
	json_array_clear(json_object_get(json_object_get(theme, "deliverables"), "en"));
	refused(r, "theme 2: deliverables: the languages differ in length");
	r = delivered();
	theme = json_array_get(json_object_get(r, "themes"), 0);
	json_object_del(theme, "visits");
	refused(r, "theme 1: a list 'visits' was expected");
}

/* The visit no of theme at of the delivered file, to be changed. */
static json_t *
visit_in(json_t *root, size_t at, size_t no)
{
	json_t *theme = json_array_get(json_object_get(root, "themes"), at);

	return json_array_get(json_object_get(theme, "visits"), no - 1);
}

static void
mistakes_in_a_visit(void **state)
{
	json_t *r = delivered();

	(void)state;
	json_object_set_new(visit_in(r, 1, 2), "prepartion", json_object());
	refused(r, "theme 2: visit 2: 'prepartion' is unknown");
	r = delivered();
	json_object_del(json_object_get(visit_in(r, 0, 3), "content"), "en");
	refused(r, "theme 1: visit 3: content: a list 'en' was expected");
	r = delivered();
	json_array_append_new(
	    json_object_get(json_object_get(visit_in(r, 4, 1), "homework"), "ja"),
	    json_string(""));
	refused(r, "theme 5: visit 1: homework: text was expected");
	r = delivered();
	json_array_append_new(
	    json_object_get(
	        json_array_get(
	            json_object_get(json_object_get(r, "course"), "visits"), 0),
	        "confirm"),
	    json_pack("{s:s, s:s}", "key", "x", "ja", "x"));
	refused(
	    r, "course: visit 1: confirm: entry 4: 'key', 'ja' and 'en' were expected");
	r = delivered();
	json_object_set_new(visit_in(r, 0, 1), "confirm", json_array());
	refused(r, "theme 1: visit 1: 'confirm' is unknown");
	r = delivered();
	json_object_set_new(json_array_get(json_object_get(r, "themes"), 5), "no",
	    json_integer(THEME_MAX + 1));
	refused(r, "themes[5]: 'no' from 1 to 15 was expected");
}

/* Another programme is told about where it is silent, and known by its themes. */
static void
another_programme(void **state)
{
	static char own[] = "tests/handlers/course-of-four/programme.json";
	struct config c = {.programme = own};
	struct strlist problems = {0}, warnings = {0};
	struct programme *other;
	struct err e = {.text = ""};

	(void)state;
	c.visits.count = 4;
	assert_true(programme_usable(&c, &problems, &warnings));
	assert_int_equal(problems.n + warnings.n, 0);
	c.visits.count = 5;
	assert_true(programme_usable(&c, &problems, &warnings));
	assert_int_equal(warnings.n, 2);
	assert_non_null(strstr(warnings.v[0],
	    "course: 'visits' describes 4 of the 5 visits of a course (visits.count)"));
	assert_non_null(strstr(warnings.v[1], "theme 7: "));
	strlist_free(&warnings);
	other = programme_load(&c, &e);
	assert_non_null(other);
	assert_int_equal(theme_last(), 7);
	assert_int_equal(theme_all(), 0xFE);
	assert_null(programme_theme(other, 1, "ja"));
	count(programme_homework(other, 7, 3, "ja"), 1);
	count(programme_homework(other, 7, 4, "ja"), 0);
	count(programme_preparation(other, 7, 1, "ja"), 2);
	programme_free(other);
	theme_last_is(6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(labels),
	    cmocka_unit_test(unknown_is_null),
	    cmocka_unit_test(lists),
	    cmocka_unit_test(default_themes),
	    cmocka_unit_test(mistakes),
	    cmocka_unit_test(mistakes_in_a_visit),
	    cmocka_unit_test(another_programme),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
