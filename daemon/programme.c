/*
 * The programme as data, see programme.h. The file is checked once when it is loaded, so
 * that everything after that only looks up.
 */
#include "programme.h"

#include "theme.h"

#include <stdlib.h>
#include <string.h>

enum { VISITS_MAX = 12 }; /* as of visits.count */

struct programme {
	json_t *root; /* owned */
	char *path;   /* owned */
};

static const char *const languages[] = {"ja", "en"};

/* --- looking up --- */

static const char *
label(const json_t *entry, const char *lang)
{
	return json_string_value(json_object_get(entry, lang));
}

static const json_t *
category_of(const struct programme *p, char category)
{
	char key[2] = {category, '\0'};

	return json_object_get(json_object_get(p->root, "categories"), key);
}

static const json_t *
submenu_of(const struct programme *p, const char *submenu)
{
	return submenu ? json_object_get(json_object_get(p->root, "submenus"), submenu)
	               : NULL;
}

static const json_t *
theme_of(const struct programme *p, int theme)
{
	const json_t *themes = json_object_get(p->root, "themes"), *entry;
	size_t i;

	json_array_foreach(themes, i, entry)
	{
		if (json_integer_value(json_object_get(entry, "no")) == theme)
			return entry;
	}
	return NULL;
}

/* What is said of visit no (from 1) in the "visits" of an entry. */
static const json_t *
visit_of(const json_t *entry, int no)
{
	if (no < 1)
		return NULL;
	return json_array_get(json_object_get(entry, "visits"), (size_t)no - 1);
}

/* Adds the strings of object[key][lang]. */
static void
add_list(json_t *to, const json_t *object, const char *key, const char *lang)
{
	const json_t *list = json_object_get(json_object_get(object, key), lang), *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		json_array_append_new(to, json_string(json_string_value(item)));
	}
}

const char *
programme_category(const struct programme *p, char category, const char *lang)
{
	return label(category_of(p, category), lang);
}

const char *
programme_category_mark(char category)
{
	static const char *const marks[] = {"ア", "イ", "ウ", "エ", "オ"};

	return category >= 'a' && category <= 'e' ? marks[category - 'a'] : NULL;
}

const char *
programme_submenu(const struct programme *p, const char *submenu, const char *lang)
{
	return label(submenu_of(p, submenu), lang);
}

const char *
programme_theme(const struct programme *p, int theme, const char *lang)
{
	return label(theme_of(p, theme), lang);
}

/* The list that every course has, then the theme's own. */
static json_t *
visit_list(
    const struct programme *p, int theme, int no, const char *key, const char *lang)
{
	json_t *list = json_array();

	add_list(list, visit_of(json_object_get(p->root, "course"), no), key, lang);
	add_list(list, visit_of(theme_of(p, theme), no), key, lang);
	return list;
}

json_t *
programme_preparation(const struct programme *p, int theme, int no, const char *lang)
{
	return visit_list(p, theme, no, "preparation", lang);
}

json_t *
programme_content(const struct programme *p, int theme, int no, const char *lang)
{
	return visit_list(p, theme, no, "content", lang);
}

json_t *
programme_homework(const struct programme *p, int theme, int no, const char *lang)
{
	return visit_list(p, theme, no, "homework", lang);
}

json_t *
programme_timetable(const struct programme *p, int no, const char *lang)
{
	return visit_list(p, 0, no, "timetable", lang);
}

const json_t *
programme_confirm(const struct programme *p, int no)
{
	return json_object_get(
	    visit_of(json_object_get(p->root, "course"), no), "confirm");
}

json_t *
programme_deliverables(const struct programme *p, int theme, const char *lang)
{
	json_t *list = json_array();

	add_list(list, theme_of(p, theme), "deliverables", lang);
	return list;
}

int
programme_default_theme(const struct programme *p, char category, const char *submenu)
{
	const json_t *theme =
	    json_object_get(category == 'a' ? submenu_of(p, submenu) : NULL, "theme");

	if (!theme)
		theme = json_object_get(category_of(p, category), "theme");
	return (int)json_integer_value(theme);
}

/* --- checking --- */

static bool
check_label(const char *what, const json_t *entry, struct err *e)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		if (str_empty(label(entry, languages[i])))
			return err_set(e, "%s: '%s' is missing", what, languages[i]);
	}
	return true;
}

/* A theme that an entry points to must be there. */
static bool
check_pointer(
    const struct programme *p, const char *what, const json_t *entry, struct err *e)
{
	const json_t *theme = json_object_get(entry, "theme");

	if (!theme || json_integer_value(theme) == 0)
		return true;
	if (!theme_of(p, (int)json_integer_value(theme)))
		return err_set(e, "%s: there is no such theme", what);
	return true;
}

/* {"ja": [strings], "en": [strings]}; the same number in each language. */
static bool
check_list(const char *what, const char *key, const json_t *lists, struct err *e)
{
	size_t count = 0, i;
	const json_t *item;

	if (!lists)
		return true;
	for (size_t k = 0; k < ARRAY_LEN(languages); k++) {
		const json_t *list = json_object_get(lists, languages[k]);

		if (!json_is_array(list))
			return err_set(e, "%s: %s: a list '%s' was expected", what, key,
			    languages[k]);
		if (k > 0 && json_array_size(list) != count)
			return err_set(
			    e, "%s: %s: the languages differ in length", what, key);
		count = json_array_size(list);
		json_array_foreach(list, i, item)
		{
			if (str_empty(json_string_value(item)))
				return err_set(e, "%s: %s: text was expected", what, key);
		}
	}
	return true;
}

static const char *const visit_keys[] = {
    "preparation", "content", "homework", "timetable"};

/* A mistyped key would silently be left out of the letters. */
static bool
check_keys(const char *what_of, const char *what, const json_t *visit, struct err *e)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)visit, key, value)
	{
		bool known = false;

		for (size_t k = 0; k < ARRAY_LEN(visit_keys); k++)
			known = known || str_eq(key, visit_keys[k]);
		known = known || (str_eq(what_of, "course") && str_eq(key, "confirm"));
		if (!known)
			return err_set(e,
			    "%s: '%s' is unknown, expected preparation, content, "
			    "homework or timetable",
			    what, key);
	}
	return true;
}

/* [{"key": …, "ja": …, "en": …}]; the labels are lines of a form. */
static bool
check_confirm(const char *what, const json_t *list, struct err *e)
{
	const json_t *item;
	size_t i;

	if (list && !json_is_array(list))
		return err_set(e, "%s: confirm: a list was expected", what);
	json_array_foreach(list, i, item)
	{
		if (str_empty(label(item, "key")) || str_empty(label(item, "ja")) ||
		    str_empty(label(item, "en")))
			return err_set(e,
			    "%s: confirm: entry %zu: 'key', 'ja' and 'en' were expected",
			    what, i + 1);
		if (strpbrk(label(item, "ja"), "|:\n") ||
		    strpbrk(label(item, "en"), "|:\n"))
			return err_set(e,
			    "%s: confirm: %s: a label without |, colon and line break "
			    "was expected",
			    what, label(item, "key"));
	}
	return true;
}

static bool
check_visit(const char *of, size_t no, const json_t *visit, struct err *e)
{
	char *what = xasprintf("%s: visit %zu", of, no);
	bool ok = json_is_object(visit)
	              ? check_keys(of, what, visit, e)
	              : err_set(e, "%s: an object in braces was expected", what);

	for (size_t k = 0; k < ARRAY_LEN(visit_keys) && ok; k++)
		ok = check_list(
		    what, visit_keys[k], json_object_get(visit, visit_keys[k]), e);
	ok = ok && check_confirm(what, json_object_get(visit, "confirm"), e);
	free(what);
	return ok;
}

static bool
check_visits(const char *what, const json_t *entry, struct err *e)
{
	const json_t *visits = json_object_get(entry, "visits"), *visit;
	size_t i;

	if (!json_is_array(visits) || json_array_size(visits) == 0 ||
	    json_array_size(visits) > VISITS_MAX)
		return err_set(
		    e, "%s: a list 'visits' was expected, of 1 to %d", what, VISITS_MAX);
	json_array_foreach(visits, i, visit)
	{
		if (!check_visit(what, i + 1, visit, e))
			return false;
	}
	return true;
}

static bool
check_theme(const struct programme *p, size_t at, const json_t *theme, struct err *e)
{
	int no = (int)json_integer_value(json_object_get(theme, "no"));
	char *what = xasprintf("theme %d", no);
	bool ok =
	    check_label(what, theme, e) && check_visits(what, theme, e) &&
	    check_list(what, "deliverables", json_object_get(theme, "deliverables"), e);

	if (ok && (no < 1 || no > THEME_MAX))
		ok = err_set(
		    e, "themes[%zu]: 'no' from 1 to %d was expected", at, THEME_MAX);
	if (ok && theme_of(p, no) != theme)
		ok = err_set(e, "%s: is there twice", what);
	free(what);
	return ok;
}

static bool
check_entries(const struct programme *p, const char *group, struct err *e)
{
	const char *key;
	json_t *entry, *entries = json_object_get(p->root, group);
	bool ok = true;

	json_object_foreach(entries, key, entry)
	{
		char *what = xasprintf("%s.%s", group, key);

		ok = check_label(what, entry, e) && check_pointer(p, what, entry, e);
		free(what);
		if (!ok)
			break;
	}
	return ok;
}

static bool
check(const struct programme *p, struct err *e)
{
	const json_t *theme, *themes = json_object_get(p->root, "themes");
	size_t i;

	if (json_array_size(themes) == 0)
		return err_set(e, "a list 'themes' was expected");
	json_array_foreach(themes, i, theme)
	{
		if (!check_theme(p, i, theme, e))
			return false;
	}
	for (const char *c = "abcde"; *c; c++) {
		if (!category_of(p, *c))
			return err_set(e, "category '%c' is missing", *c);
	}
	return check_visits("course", json_object_get(p->root, "course"), e) &&
	       check_entries(p, "categories", e) && check_entries(p, "submenus", e);
}

static int
highest_theme(const struct programme *p)
{
	const json_t *theme, *themes = json_object_get(p->root, "themes");
	int highest = 0;
	size_t i;

	json_array_foreach(themes, i, theme)
	{
		int no = (int)json_integer_value(json_object_get(theme, "no"));

		highest = no > highest ? no : highest;
	}
	return highest;
}

struct programme *
programme_load_file(const char *path, struct err *e)
{
	struct programme *p = xcalloc(1, sizeof(*p));
	struct err inner = {.text = ""};
	json_error_t je;

	p->path = xstrdup(path);
	p->root = json_load_file(path, JSON_REJECT_DUPLICATES, &je);
	if (!p->root) {
		(void)err_set(e, "%s:%d: %s", path, je.line, je.text);
	} else if (!check(p, &inner)) {
		(void)err_set(e, "%s: %s", path, inner.text);
	} else {
		theme_last_is(highest_theme(p));
		return p;
	}
	programme_free(p);
	return NULL;
}

struct programme *
programme_load(const struct config *c, struct err *e)
{
	char *path = c->programme ? xstrdup(c->programme)
	                          : xasprintf("%s/conf/programme.json", c->data_dir);
	struct programme *p = programme_load_file(path, e);

	free(path);
	return p;
}

static void
count_visits(const struct programme *p, const char *what, const json_t *entry, int count,
    struct strlist *warnings)
{
	size_t n = json_array_size(json_object_get(entry, "visits"));

	if (n < (size_t)count)
		strlist_addf(warnings,
		    "%s: %s: 'visits' describes %zu of the %d visits of a course "
		    "(visits.count)",
		    p->path, what, n, count);
}

static void
check_count(const struct programme *p, const struct config *c, struct strlist *warnings)
{
	const json_t *theme, *themes = json_object_get(p->root, "themes");
	size_t i;

	count_visits(
	    p, "course", json_object_get(p->root, "course"), c->visits.count, warnings);
	json_array_foreach(themes, i, theme)
	{
		char *what = xasprintf(
		    "theme %d", (int)json_integer_value(json_object_get(theme, "no")));

		count_visits(p, what, theme, c->visits.count, warnings);
		free(what);
	}
}

bool
programme_usable(
    const struct config *c, struct strlist *problems, struct strlist *warnings)
{
	struct err e = {.text = ""};
	struct programme *p = programme_load(c, &e);

	if (!p) {
		strlist_add(problems, e.text);
		return false;
	}
	check_count(p, c, warnings);
	programme_free(p);
	return true;
}

void
programme_free(struct programme *p)
{
	if (!p)
		return;
	json_decref(p->root);
	free(p->path);
	free(p);
}
