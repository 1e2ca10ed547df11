/* Texts of people in many languages, and what is none. */
#include "decide.h"
#include "legible.h"
#include "mem.h"
#include "norm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES_OF_A_PROGRAM                                                               \
	"SaMC3\"ÉéË%™Út[7:Ÿ¤éF'GônNÕ™ô{·±‰BÍO%ã„ß;<Œ9ÁP–ÒÂzñÞ?&xb¼ M´f™êª)Ç4þ²M^cˆ"

static const struct {
	const char *text;
	enum legible legible;
} rows[] = {
    {"", LEGIBLE_EMPTY},
    {" \n\t\xe3\x80\x80\n", LEGIBLE_EMPTY},
    {"\xe2\x80\x8b\xe2\x80\x8b", LEGIBLE_EMPTY},
    {"----------\n。。。\n", LEGIBLE_EMPTY},
    {"a", LEGIBLE_TEXT},
    {"はい", LEGIBLE_TEXT},
    {"c", LEGIBLE_TEXT},
    {"4/20", LEGIBLE_TEXT},
    {"研修の講師を紹介してください。", LEGIBLE_TEXT},
    {"━━━━━━━━\n■□ お知らせ □■\n━━━━━━━━\n", LEGIBLE_TEXT},
    {"Chúng tôi cần được tư vấn về bảo mật thông tin cho công ty.", LEGIBLE_TEXT},
    {"Größere Änderungen müssen wir über Ärzte prüfen.", LEGIBLE_TEXT},
    {"Нам нужна консультация по безопасности.", LEGIBLE_TEXT},
    {"정보 보안 교육을 부탁드립니다.", LEGIBLE_TEXT},
    {"เราต้องการคำปรึกษา", LEGIBLE_TEXT},
    {"助けて😭😭😭😭😭😭😭😭😭😭😭😭😭😭", LEGIBLE_TEXT},
    {"\x01\x02\x03", LEGIBLE_NOT},
    {"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf"
     "\xbd"
     "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
     "PNG IHDR",
        LEGIBLE_NOT},
    {BYTES_OF_A_PROGRAM, LEGIBLE_NOT},
};

static void
test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (legible(rows[i].text) != rows[i].legible)
			fail_msg("%s: %d", rows[i].text, (int)legible(rows[i].text));
}

/* The operator is told, and nobody is answered. */
static void
test_what_becomes_of_it(void **state)
{
	static const struct {
		const char *subject, *text, *why;
	} cases[] = {{NULL, NULL, "本文が空"}, {"相談", "\n \n", "本文が空"},
	    {"研修のお願いの件でご相談したいです", BYTES_OF_A_PROGRAM, "本文が読め"},
	    {NULL, "\x01\x02\x03", "本文が読め"}};
	struct err e = {0};
	struct brain *brain = brain_load(".", &e);

	(void)state;
	assert_non_null(brain);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m;
		struct reading r;
		bool told = false;

		message_init(&m);
		set_str(&m.from.addr, "a@sme.example.jp");
		set_str(&m.subject, cases[i].subject);
		set_str(&m.text, cases[i].text);
		decide(brain, &m, NULL, &r);
		for (size_t k = 0; k < r.why.n; k++)
			told = told || str_starts(r.why.v[k], cases[i].why);
		if (!told || r.decision != DECISION_REVIEW || r.kind != KIND_OTHER)
			fail_msg("case %zu: %s, %s", i, kind_name(r.kind),
			    r.why.n ? r.why.v[0] : "no reason");
		reading_free(&r);
		message_free(&m);
	}
	brain_free(brain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_texts), cmocka_unit_test(test_what_becomes_of_it)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
