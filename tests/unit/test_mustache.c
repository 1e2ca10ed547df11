/* The Mustache engine: rendering by table, errors by table, limits, walking. */
#include "mustache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct test {
	const char *data; /* JSON; ' stands for " */
	const char *text, *out;
};

static const struct test interpolation[] = {
    {"{}", "no tags {here} }}\n", "no tags {here} }}\n"},
    {"{'a':'x'}", "1 {{a}} 2", "1 x 2"},
    {"{'a':'x'}", "{{ a }}|{{\ta\n}}|{{{ a }}}|{{& a }}", "x|x|x|x"},
    {"{'a':'& \\' < > \\u0027'}", "{{a}}", "&amp; &#39; &lt; &gt; &#39;"},
    {"{'a':'& <'}", "{{{a}}} {{&a}}", "& < & <"},
    {"{'n':85,'f':1.21,'g':0.1,'h':-3.0,'i':1e20}", "{{n}} {{f}} {{g}} {{h}} {{i}}",
        "85 1.21 0.1 -3 1e+20"},
    {"{'t':true,'f':false,'n':null,'l':[1],'o':{}}", "[{{t}} {{f}} {{n}}{{l}}{{o}}{{x}}]",
        "[true false ]"},
    {"{'a':{'b':{'c':'deep'}}}", "{{a.b.c}}", "deep"},
    {"{'a':{'b':1}}", "[{{a.x}}{{a.b.c}}{{x.y.z}}]", "[]"},
    {"{'a.b':'key'}", "[{{a.b}}]", "[]"},
    {"{'a':{'n':1},'b':{'a':{}}}", "{{#b}}[{{a.n}}]{{/b}}", "[]"},
    {"'text'", "{{.}}", "text"},
    {"7", "{{.}}", "7"},
    {"{'a':'x'}", "  {{a}}\n", "  x\n"},
    {"{'a':'x'}", "{{a}}\r\n{{a}}\r\n", "x\r\nx\r\n"},
    {"{'値':'日本'}", "「{{値}}」", "「日本」"},
};

static const struct test sections[] = {
    {"{'a':true}", "{{#a}}x{{/a}}", "x"},
    {"{'a':false}", "[{{#a}}x{{/a}}]", "[]"},
    {"{'a':null}", "[{{#a}}x{{/a}}{{^a}}y{{/a}}]", "[y]"},
    {"{}", "[{{#a}}x{{/a}}{{^a}}y{{/a}}]", "[y]"},
    {"{'a':''}", "[{{#a}}x{{/a}}{{^a}}y{{/a}}]", "[y]"},
    {"{'a':0}", "[{{#a}}x{{/a}}]", "[x]"},
    {"{'a':[]}", "[{{#a}}x{{/a}}{{^a}}y{{/a}}]", "[y]"},
    {"{'a':{}}", "[{{#a}}x{{/a}}]", "[x]"},
    {"{'a':[1,2,3]}", "{{#a}}({{.}}){{/a}}", "(1)(2)(3)"},
    {"{'a':[1.5,'x',true]}", "{{#a}}({{.}}){{/a}}", "(1.5)(x)(true)"},
    {"{'a':[[1,2],['x']]}", "{{#a}}<{{#.}}{{.}}{{/.}}>{{/a}}", "<12><x>"},
    {"[{'v':1},{'v':2}]", "{{#.}}{{v}}{{/.}}", "12"},
    {"{'a':[{'n':1},{'n':2}],'n':9}", "{{#a}}{{n}}{{/a}}{{n}}", "129"},
    {"{'a':[{}],'n':9}", "{{#a}}{{n}}{{/a}}", "9"},
    {"{'a':'x'}", "{{#a}}{{.}}{{/a}}", "x"},
    {"{'a':{'b':{'c':true}}}", "{{#a.b.c}}x{{/a.b.c}}{{^a.b.d}}y{{/a.b.d}}", "xy"},
    {"{'a':{'v':1},'b':{'w':2}}", "{{#a}}{{#b}}{{v}}{{w}}{{/b}}{{/a}}", "12"},
    {"{'a':true,'b':true}", "{{#a}}{{#a}}x{{/a}}{{/a}}{{^b}}y{{/b}}", "x"},
    {"{'a':[1]}", "{{^a}}x{{/a}}", ""},
    {"{'a':true}", "{{# a }}x{{/ a }}", "x"},
};

static const struct test standalone[] = {
    {"{'a':true}", "1\n{{#a}}\n2\n{{/a}}\n3\n", "1\n2\n3\n"},
    {"{'a':true}", "1\r\n{{#a}}\r\n2\r\n{{/a}}\r\n3", "1\r\n2\r\n3"},
    {"{'a':true}", "1\n  {{#a}}  \n2\n\t{{/a}}\n3\n", "1\n2\n3\n"},
    {"{'a':true}", "{{#a}}\n2\n{{/a}}", "2\n"},
    {"{'a':true}", "  {{#a}}\n2\n  {{/a}}", "2\n"},
    {"{'a':true}", " {{#a}}x{{/a}} \n", " x \n"},
    {"{'a':true}", " {{#a}} {{! c }}\n {{/a}}\n", "  \n"},
    {"{'a':false}", "1\n{{^a}}\n2\n{{/a}}\n3\n", "1\n2\n3\n"},
    {"{}", "1\n{{! gone }}\n2", "1\n2"},
    {"{}", "1\n  {{! gone\n over lines }}\n2", "1\n2"},
    {"{}", "1 {{! c }} 2\n", "1  2\n"},
    {"{}", "1 {{! c }}\n", "1 \n"},
    {"{}", "{{!}}x", "x"},
    {"{'a':'x'}", "1\n{{a}}\n2", "1\nx\n2"},
    {"{'a':'x'}", "{{=<% %>=}}<%a%> {{a}}", "x {{a}}"},
    {"{'a':'x'}", "1\n{{= | | =}}\n|a|\n|={{ }}=|\n{{a}}", "1\nx\nx"},
};

static const struct test partials[] = {
    {"{}", "[{{>text}}]", "[from partial]"},
    {"{}", "[{{>nothing}}]", "[]"},
    {"{'v':'x'}", "{{> value }}", "*x*"},
    {"{'n':1,'next':{'n':2,'next':{'n':3,'next':null}}}", "{{>node}}", "1<2<3>>"},
    {"{'v':'x'}", "  {{v}}  {{> lines}}\n", "  x  >\n>\n"},
    {"{}", "1\n{{>lines}}\n2", "1\n>\n>2"},
    {"{}", "1\r\n{{>lines}}\r\n2", "1\r\n>\n>2"},
    {"{}", "  {{>lines}}", "  >\n  >"},
    {"{}", " {{>open}}\n", " |\n |\n"},
    {"{'v':'<\n->'}", "\\\n {{>raw}}\n/\n", "\\\n |\n <\n->\n |\n/\n"},
    {"{'l':['a','b']}", " {{>list}}\n", " - a\n - b\n"},
    {"{}", " {{>outer}}\n", " 1\n   |\n   |\n 2\n"},
    {"{'v':'x'}", " {{>blank}}\n", " x\n\n x\n"},
    {"{'v':'x'}", "{{= | | =}}|>value|", "*x*"},
};

static const struct {
	const char *name, *text;
} partial_texts[] = {
    {"text", "from partial"},
    {"value", "*{{v}}*"},
    {"node", "{{n}}{{#next}}<{{>node}}>{{/next}}"},
    {"lines", ">\n>"},
    {"open", "|\n|\n"},
    {"raw", "|\n{{{v}}}\n|\n"},
    {"list", "{{#l}}\n- {{.}}\n{{/l}}\n"},
    {"outer", "1\n  {{>open}}\n2\n"},
    {"blank", "{{v}}\n\n{{v}}\n"},
    {"loop", "{{>loop}}"},
    {"wide", "{{#l}}{{>wide}}{{/l}}"},
};

static struct mustache *parsed[ARRAY_LEN(partial_texts)];

static const struct mustache *
partial(void *arg, const char *name)
{
	(void)arg;
	for (size_t i = 0; i < ARRAY_LEN(partial_texts); i++) {
		if (str_eq(partial_texts[i].name, name))
			return parsed[i];
	}
	return NULL;
}

static int
parse_partials(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(partial_texts); i++)
		parsed[i] = mustache_parse(partial_texts[i].text, 1, NULL);
	return 0;
}

static int
free_partials(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(partial_texts); i++)
		mustache_free(parsed[i]);
	return 0;
}

/* JSON with ' for ", real line breaks allowed. */
static json_t *
json_of(const char *s)
{
	struct buf b = {0};
	json_t *v;

	for (; *s; s++) {
		if (*s == '\\' && s[1] == '\'') {
			buf_adds(&b, "'");
			s++;
		} else if (*s == '\n') {
			buf_adds(&b, "\\n");
		} else {
			buf_addc(&b, *s == '\'' ? '"' : *s);
		}
	}
	v = json_loads(buf_str(&b), JSON_DECODE_ANY, NULL);
	buf_free(&b);
	assert_non_null(v);
	return v;
}

static char *
render(const char *text, const char *data, bool escape, bool one_line)
{
	struct mustache_env env = {
	    .escape_html = escape, .one_line = one_line, .partial = partial};
	struct err e = {.text = ""};
	struct mustache *m = mustache_parse(text, 1, &e);
	json_t *v = json_of(data);
	struct buf out = {0};

	if (!m)
		fail_msg("%s: %s", text, e.text);
	if (!mustache_render(m, v, &env, &out, &e)) {
		buf_clear(&out);
		buf_addf(&out, "error: %s", e.text);
	}
	json_decref(v);
	mustache_free(m);
	return buf_steal(&out);
}

static void
run_table(const struct test *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *out = render(t[i].text, t[i].data, true, false);

		if (strcmp(out, t[i].out) != 0)
			fail_msg("%zu: [%s] with %s gave\n[%s], not\n[%s]", i, t[i].text,
			    t[i].data, out, t[i].out);
		free(out);
	}
}

static void
interpolates(void **state)
{
	(void)state;
	run_table(interpolation, ARRAY_LEN(interpolation));
}

static void
opens_sections(void **state)
{
	(void)state;
	run_table(sections, ARRAY_LEN(sections));
}

static void
removes_lone_lines(void **state)
{
	(void)state;
	run_table(standalone, ARRAY_LEN(standalone));
}

static void
includes_partials(void **state)
{
	(void)state;
	run_table(partials, ARRAY_LEN(partials));
}

static void
reports_errors(void **state)
{
	static const struct {
		const char *text, *error;
	} t[] = {
	    {"a\nb\n{{#x}}\n", "4: unclosed section 'x' opened on line 3"},
	    {"{{#x}}\n{{#y}}\n{{/x}}",
	        "3: 'x' is closed, but section 'y' opened on line 2"
	        " is open"},
	    {"a\n{{/x}}", "2: no section 'x' is open here"},
	    {"a\n\n{{x", "3: unclosed tag"},
	    {"{{{x}}", "1: unclosed tag"},
	    {"{{! x", "1: unclosed tag"},
	    {"{{}}", "1: empty tag"},
	    {"{{# }}", "1: empty tag"},
	    {"{{a b}}", "1: white space in the name 'a b'"},
	    {"{{=x=}}", "1: two delimiters are needed"},
	    {"{{=x y z=}}", "1: two delimiters are needed"},
	    {"{{=xxxxxxxxxxxxxxxxxxxxxxxx y=}}", "1: two delimiters are needed"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct err e = {.text = ""};

		assert_null(mustache_parse(t[i].text, 1, &e));
		assert_string_equal(e.text, t[i].error);
	}
}

static void
knows_limits(void **state)
{
	struct buf b = {0};
	char *out;

	(void)state;
	out = render("{{>loop}}", "{}", false, false);
	assert_string_equal(out, "error: 'loop' on line 1 nests too deeply");
	free(out);
	out = render("{{>wide}}", "{'l':[1,2,3,4,5,6,7,8,9]}", false, false);
	assert_true(str_starts(out, "error: "));
	free(out);
	for (int i = 0; i < 100; i++)
		buf_adds(&b, "{{#a}}");
	assert_null(mustache_parse(buf_str(&b), 1, NULL));
	buf_free(&b);
}

static void
cleans_values(void **state)
{
	static const struct {
		const char *value, *body, *header;
	} t[] = {
	    {"a\\u0000b\\u001b[31mc\\u007f", "ab[31mc", "ab[31mc"},
	    {"a\\r\\nBcc: x", "a\nBcc: x", "a Bcc: x"},
	    {"a\\nb", "a\nb", "a b"},
	    {"a\\rb", "ab", "a b"},
	    {"a\\u0085b\\u009bc", "abc", "abc"},
	    {"a\\u2028b", "a\nb", "a b"},
	    {"a\\u202eb\\u2066c", "abc", "abc"},
	    {"a\\tb", "a\tb", "a\tb"},
	    {"日本語", "日本語", "日本語"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		char *text = xasprintf("{\"v\":\"%s\"}", t[i].value);
		struct mustache_env env = {.escape_html = false};
		json_t *v = json_loads(text, JSON_ALLOW_NUL, NULL);
		struct mustache *m = mustache_parse("{{v}}", 1, NULL);
		struct buf b = {0};

		for (int k = 0; k < 2; k++) {
			env.one_line = k == 1;
			buf_clear(&b);
			assert_true(mustache_render(m, v, &env, &b, NULL));
			assert_string_equal(buf_str(&b), k ? t[i].header : t[i].body);
			assert_int_equal(strlen(buf_str(&b)), b.len);
		}
		buf_free(&b);
		mustache_free(m);
		json_decref(v);
		free(text);
	}
}

static bool
note(void *arg, enum mustache_tag tag, const char *name, size_t line,
    const struct strlist *path)
{
	buf_addf(arg, "%d%s:%zu:%zu ", tag, name, line, path->n);
	return strcmp(name, "stop") != 0;
}

static void
walks(void **state)
{
	struct mustache *m = mustache_parse(
	    "{{a}}\n{{#b}}{{^c}}{{d}}{{/c}}{{/b}}\n{{>e}}{{stop}}{{f}}", 10, NULL);
	struct buf b = {0};

	(void)state;
	assert_false(mustache_walk(m, note, &b));
	assert_string_equal(
	    buf_str(&b), "0a:10:0 1b:11:0 2c:11:1 0d:11:1 3e:12:0 0stop:12:0 ");
	buf_free(&b);
	mustache_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(interpolates),
	    cmocka_unit_test(opens_sections),
	    cmocka_unit_test(removes_lone_lines),
	    cmocka_unit_test(includes_partials),
	    cmocka_unit_test(reports_errors),
	    cmocka_unit_test(knows_limits),
	    cmocka_unit_test(cleans_values),
	    cmocka_unit_test(walks),
	};

	return cmocka_run_group_tests(tests, parse_partials, free_partials);
}
