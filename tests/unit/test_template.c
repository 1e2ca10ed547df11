/*
 * Loading and checking of templates, and what a value can do to a mail. Each test works
 * on a copy of the real templates in which one file is changed.
 */
#include "template.h"

#include "buf.h"
#include "template_names.h"

#include <dirent.h>
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

/* Folders before what is in them. */
static const char *const langs[] = {"ja", "ja/chat", "en", "en/chat"};

static char *dir; /* the copy */

static void
write_file(const char *name, const char *text)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	free(path);
}

static void
remove_file(const char *name)
{
	char *path = xasprintf("%s/%s", dir, name);

	(void)unlink(path);
	free(path);
}

/* Calls f with "ja/ack.txt" for each file of a folder of templates. */
static void
each_file(const char *root, void (*f)(const char *name))
{
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		char *path = xasprintf("%s/%s", root, langs[i]);
		DIR *d = opendir(path);
		struct dirent *entry;

		assert_non_null(d);
		while ((entry = readdir(d))) {
			char *name = xasprintf("%s/%s", langs[i], entry->d_name);

			if (str_ends(entry->d_name, ".txt"))
				f(name);
			free(name);
		}
		(void)closedir(d);
		free(path);
	}
}

static void
copy_file(const char *name)
{
	char *from = xasprintf("templates/%s", name);
	struct buf b = {0};

	assert_true(buf_read_file(&b, from, 1 << 20));
	write_file(name, buf_str(&b));
	buf_free(&b);
	free(from);
}

static int
make_copy(void **state)
{
	char made[] = "/tmp/madoguchi-templates-XXXXXX";

	(void)state;
	if (!mkdtemp(made))
		return -1;
	dir = xstrdup(made);
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		char *path = xasprintf("%s/%s", dir, langs[i]);

		assert_int_equal(mkdir(path, 0700), 0);
		free(path);
	}
	each_file("templates", copy_file);
	return 0;
}

static int
remove_copy(void **state)
{
	(void)state;
	each_file(dir, remove_file);
	for (size_t i = ARRAY_LEN(langs); i-- > 0;) {
		char *path = xasprintf("%s/%s", dir, langs[i]);

		(void)rmdir(path);
		free(path);
	}
	(void)rmdir(dir);
	free(dir);
	return 0;
}

static void
loads(void **state)
{
	struct strlist problems = {0};
	struct templates *t = templates_load(dir, &problems);
	char *subject = NULL, *body = NULL;
	struct err e = {.text = ""};
	json_t *data = json_object();

	(void)state;
	assert_non_null(t);
	assert_int_equal(problems.n, 0);
	assert_false(templates_render(t, "nothing", "ja", data, &subject, &body, &e));
	assert_string_equal(e.text, "there is no template 'nothing' in 'ja'");
	assert_false(templates_render(t, "ack", "fr", data, &subject, &body, &e));
	assert_false(templates_render(t, "_signature", "ja", data, &subject, &body, &e));
	json_decref(data);
	templates_free(t);
	strlist_free(&problems);
	assert_null(templates_load("/nonexistent", &problems));
	assert_int_equal(problems.n, 1);
	strlist_free(&problems);
}

static void
refuses(void **state)
{
	static const struct {
		const char *file, *text; /* text NULL: the file is missing */
		const char *problem;
	} t[] = {
	    {"ja/ack.txt", "Subject: a\n\n{{case.nummer}}\n",
	        "ja/ack.txt:3: 'case.nummer' may not be used in 'ack'"},
	    {"ja/offer.txt", "Subject: a\n\n\n{{company.name}}\n",
	        "ja/offer.txt:4: 'company.name' may not be used in 'offer'"},
	    {"en/offer.txt", "Subject: a\n\n{{#company}}x{{/company}}\n",
	        "en/offer.txt:3: 'company' may not be used in 'offer'"},
	    {"ja/offer.txt", "Subject: a\n\n{{case.need}}\n",
	        "ja/offer.txt:3: 'case.need' may not be used in 'offer'"},
	    {"ja/offer.txt", "Subject: {{case.subject}}\n\nx\n",
	        "ja/offer.txt:1: 'case.subject' may not be used in 'offer'"},
	    {"ja/offer_incident.txt", "Subject: a\n\n{{#case}}{{need}}{{/case}}\n",
	        "ja/offer_incident.txt:3: 'need' may not be used in 'offer_incident'"},
	    {"ja/offer.txt", "Subject: a\n\n{{>need}}\n",
	        "ja/_need.txt:1: 'case.need' may not be used in 'offer'"},
	    {"ja/offer.txt", "Subject: a\n\n{{>company_sheet}}\n",
	        "ja/_company_sheet.txt:1: 'company' may not be used in 'offer'"},
	    {"ja/ack.txt", "Subject: a\n\n{{.}}\n",
	        "ja/ack.txt:3: '.' may not be used in 'ack'"},
	    {"ja/ack.txt", "Subject: a\n\n{{desk}}\n",
	        "ja/ack.txt:3: 'desk' may not be used in 'ack'"},
	    {"ja/ack.txt", "Subject: a\n\n{{>nobody}}\n",
	        "ja/ack.txt:3: there is no partial 'nobody'"},
	    {"ja/_need.txt", "{{>need}}\n",
	        "ja/_need.txt:1: partial 'need' nests too deeply"},
	    {"ja/ack.txt", "Subject: a\n\n\n{{#case}}\n",
	        "ja/ack.txt:5: unclosed section 'case' opened on line 4"},
	    {"ja/ack.txt", "Subject: {{#case}}\n\nx\n",
	        "ja/ack.txt:1: unclosed section 'case' opened on line 1"},
	    {"ja/ack.txt", "Subject: a\nBcc: b@desk.example\n\nx\n",
	        "ja/ack.txt:2: only 'Subject:' may stand here"},
	    {"ja/ack.txt", "Subject: a\nSubject: b\n\nx\n",
	        "ja/ack.txt:2: a second subject"},
	    {"ja/ack.txt", "\nx\n", "ja/ack.txt:1: 'Subject:' is missing"},
	    {"ja/ack.txt", "Subject: a\n",
	        "ja/ack.txt:2: an empty line and the text are missing"},
	    {"ja/ack.txt", "", "ja/ack.txt:1: 'Subject:' is missing"},
	    {"en/ack.txt", NULL, "en/ack.txt:1: missing"},
	    {"ja/_signature.txt", NULL, "ja/ack.txt:47: there is no partial 'signature'"},
	    {"en/newsletter.txt", "Subject: a\n\nx\n",
	        "en/newsletter.txt:1: the desk sends no such mail"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct strlist problems = {0};
		struct templates *loaded;
		bool found = false;

		if (t[i].text)
			write_file(t[i].file, t[i].text);
		else
			remove_file(t[i].file);
		loaded = templates_load(dir, &problems);
		assert_null(loaded);
		for (size_t k = 0; k < problems.n; k++) {
			const char *colon = strchr(t[i].problem, ' ');

			/* Which line asks for the signature does not matter. */
			if (str_eq(problems.v[k], t[i].problem) ||
			    (!t[i].text && str_ends(problems.v[k], colon)))
				found = true;
		}
		if (!found)
			fail_msg("'%s' was expected, first of %zu is '%s'", t[i].problem,
			    problems.n, problems.n ? problems.v[0] : "");
		strlist_free(&problems);
		if (strstr(t[i].file, "newsletter"))
			remove_file(t[i].file);
		else
			copy_file(t[i].file);
	}
}

static void
render_with(const char *name, json_t *data, char **subject, char **body)
{
	struct strlist problems = {0};
	struct templates *t = templates_load(dir, &problems);
	struct err e = {.text = ""};

	assert_non_null(t);
	if (!templates_render(t, name, "ja", data, subject, body, &e))
		fail_msg("%s", e.text);
	templates_free(t);
	json_decref(data);
}

static void
values_stay_values(void **state)
{
	char *subject, *body;

	(void)state;
	write_file("ja/operator_alert.txt",
	    "Subject: \t a {{alert.title}}  b \r\n\r\n"
	    "{{alert.title}}\r\n\r\n\r\n<{{outcome}}>　\r\n\r\n");
	render_with("operator_alert",
	    json_pack("{s:{s:s}, s:s}", "alert", "title",
	        "x\r\nBcc: y@desk.example\n\n\x1b[31mz{{desk.name}}", "outcome",
	        "&\"\x7f"),
	    &subject, &body);
	assert_string_equal(subject, "a x Bcc: y@desk.example [31mz{{desk.name}} b");
	assert_string_equal(
	    body, "x\nBcc: y@desk.example\n\n[31mz{{desk.name}}\n\n<&\">\n");
	free(subject);
	free(body);
	copy_file("ja/operator_alert.txt");
}

static void
body_is_folded(void **state)
{
	char *subject, *body;

	(void)state;
	write_file("ja/operator_alert.txt", "Subject: {{outcome}}\n\n{{outcome}}\n");
	render_with("operator_alert",
	    json_pack("{s:s}", "outcome",
	        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六"
	        "七八"
	        "九十"),
	    &subject, &body);
	assert_null(strchr(subject, '\n'));
	assert_string_equal(body, "一二三四五六七八九十一二三四五六七八九十一二三四五六七"
	                          "八九十一二三四五六七八\n"
	                          "九十\n");
	free(subject);
	free(body);
	copy_file("ja/operator_alert.txt");
}

static void
check_file(const char *name, const char *text, const char *expected, const char *error)
{
	char *path = xasprintf("%s/%s", dir, name), *out = NULL;
	json_t *data = json_pack("{s:s, s:s}", "a", "<&>", "s", "1\r\n2");
	struct err e = {.text = ""};

	if (text)
		write_file(name, text);
	if (template_render_file(path, data, &out, &e)) {
		assert_non_null(expected);
		assert_string_equal(out, expected);
	} else {
		assert_null(expected);
		assert_true(str_ends(e.text, error));
	}
	free(out);
	json_decref(data);
	remove_file(name);
	free(path);
}

static void
single_files(void **state)
{
	(void)state;
	write_file("part.mustache", "[{{a}}]\n");
	write_file("_under.txt", "({{a}})");
	write_file("broken.txt", "{{#a}}");
	check_file(
	    "x.txt", "Subject: {{a}}\n\n{{>under}}", "Subject: <&>\n\n(<&>)", NULL);
	check_file("x.html", "{{a}}{{{a}}}{{s}}", "&lt;&amp;&gt;<&>1\n2", NULL);
	check_file("x.mustache", " {{>part}}\n", " [&lt;&amp;&gt;]\n", NULL);
	check_file("x.txt", "{{>../x}}{{>/etc/passwd}}{{>none}}.", ".", NULL);
	check_file("x.txt", "{{>broken}}", NULL,
	    "broken.txt:1: unclosed section 'a' opened on line 1");
	check_file("x.txt", "\n{{", NULL, "x.txt:2: unclosed tag");
	check_file("none.txt", NULL, NULL, "none.txt: No such file or directory");
	remove_file("part.mustache");
	remove_file("_under.txt");
	remove_file("broken.txt");
}

/* No offer may ever learn who asks, whatever its text says. */
static void
offers_know_nobody(void **state)
{
	static const char *const offers[] = {"offer", "offer_incident", "offer_closed",
	    "offer_declined", "offer_question", "offer_reminder", "offer_answer",
	    "offer_delegated", "offer_late", "expert_released"};
	static const char *const secrets[] = {"company", "company.name",
	    "company.contact", "company.email", "company.phone", "company.salutation",
	    "case.need", "case.subject", "agency", "agency.name"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
		const struct template_info *info = template_info_find(offers[i]);

		assert_non_null(info);
		assert_true(template_name_allowed(info, "case.region", false));
		for (size_t k = 0; k < ARRAY_LEN(secrets); k++) {
			assert_false(template_name_allowed(info, secrets[k], false));
			assert_false(template_name_allowed(info, secrets[k], true));
		}
	}
	assert_null(template_info_find("_signature"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(loads),
	    cmocka_unit_test(refuses),
	    cmocka_unit_test(values_stay_values),
	    cmocka_unit_test(body_is_folded),
	    cmocka_unit_test(single_files),
	    cmocka_unit_test(offers_know_nobody),
	};

	return cmocka_run_group_tests(tests, make_copy, remove_copy);
}
