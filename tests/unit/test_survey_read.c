/* Answers to the survey: filled in, numbered, line by line, in free words. */
#include "survey_read.h"

#include "mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct survey_said
said(const char *text, const char *quoted)
{
	struct message m;
	struct survey_said s;
	struct reply none = {0};

	message_init(&m);
	m.text = xstrdup(text);
	m.quoted = xstrdup_null(quoted);
	survey_read(&s, &m, &none);
	assert_int_equal(s.filled, survey_filled(&m));
	message_free(&m);
	return s;
}

static void
forms(void **state)
{
	static const struct {
		const char *text, *quoted, *goal;
		int satisfaction;
		const char *wishes, *comment;
		size_t filled;
	} t[] = {
	    {"ご回答します。",
	        "> Q1（目標は達成されましたか：達成／一部達成／未達成）→ 一部達成\n"
	        "> Q2（満足度：5 大変満足・4 満足・3 普通・2 やや不満・1 不満）→4\n"
	        "> Q3（今後ご希望の支援）→\n"
	        "> Q4（ご感想、お気づきの点）→とても助かりました\n",
	        "partly", 4, NULL, "とても助かりました", 3},
	    {"よろしくお願いいたします。",
	        "> Q1（目標は達成されましたか：達成／一部達成／未達成）→\n"
	        "> Q2（満足度：5 大変満足・4 満足・3 普通・2 やや不満・1 不満）→\n"
	        "> Q3（今後ご希望の支援）→\n",
	        NULL, 0, NULL, NULL, 0},
	    {"Q1 達成\nQ2 5\nQ3 研修\nQ4 特になし", NULL, "yes", 5, "研修", "特になし",
	        4},
	    {"１．未達成\n２．やや不満\n３．なし\n４．なし", NULL, "no", 2, "なし",
	        "なし", 4},
	    {"①達成\n②満足", NULL, "yes", 4, NULL, NULL, 2},
	    {"① 達成\n② 満足", NULL, "yes", 4, NULL, NULL, 2},
	    {"達成\n4点\n研修をもう一度\n特になし\n", NULL, "yes", 4, "研修をもう一度",
	        "特になし", 4},
	    {"お世話になっております。\n一部達成できました\n★★★★\n", NULL, "partly", 4,
	        NULL, NULL, 2},
	    {"Q1: yes\nQ2: 4/5\nQ4: Very helpful.\n", NULL, "yes", 4, NULL,
	        "Very helpful.", 3},
	    {"Q1: 達成と未達成の間\nQ2: 10\n", NULL, NULL, 0, NULL, NULL, 2},
	    {"2. 議事録を送ってください", NULL, NULL, 0, NULL, NULL, 0},
	    {"目標は達成できました。満足度は5段階で4です。", NULL, "yes", 4, NULL, NULL,
	        0},
	    {"目標は達成できませんでした。", NULL, "no", 0, NULL, NULL, 0},
	    {"目標は概ね達成できたと思います。", NULL, "partly", 0, NULL, NULL, 0},
	    {"ありがとうございました。", NULL, NULL, 0, NULL, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct survey_said s = said(t[i].text, t[i].quoted);

		if (cmp_str(s.goal, t[i].goal) != 0 ||
		    s.satisfaction != t[i].satisfaction ||
		    cmp_str(s.wishes, t[i].wishes) != 0 ||
		    cmp_str(s.comment, t[i].comment) != 0 || s.filled != t[i].filled)
			fail_msg("%s: %s %d %s %s %zu", t[i].text, s.goal ? s.goal : "-",
			    s.satisfaction, s.wishes ? s.wishes : "-",
			    s.comment ? s.comment : "-", s.filled);
		survey_said_free(&s);
	}
}

static void
hostile(void **state)
{
	static const char *const parts[] = {"Q1→", "Q1（", "1\n", "★", "満足度", "達成"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t n = strlen(parts[i]);
		char *text = xcalloc(200000 / n * n + 1, 1);
		struct survey_said s;

		for (size_t k = 0; k < 200000 / n; k++)
			memcpy(text + k * n, parts[i], n);
		s = said(text, text);
		survey_said_free(&s);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(forms),
	    cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
