/* Which part of a mail domain stands for one organisation. */
#include "mail_domain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void
test_organisation(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"hokuto.co.jp", "hokuto.co.jp"},
	    {"mail.hokuto.co.jp", "hokuto.co.jp"},
	    {"a.b.Hokuto.CO.JP.", "hokuto.co.jp"},
	    {"info@sales.hokuto.co.jp", "hokuto.co.jp"},
	    {"\"a@b\"@hokuto.jp", "hokuto.jp"},
	    {"mail.hokuto.jp", "hokuto.jp"},
	    {"dev.hokuto.com", "hokuto.com"},
	    {"dev.hokuto.co.uk", "hokuto.co.uk"},
	    {"works.hokuto.de", "hokuto.de"},
	    {"hokuto.net", "hokuto.net"},
	    /* tenants below one provider are strangers to each other */
	    {"hokuto.onmicrosoft.com", "hokuto.onmicrosoft.com"},
	    {"mail.hokuto.sakura.ne.jp", "hokuto.sakura.ne.jp"},
	    {"first.example.jp", "first.example.jp"},
	    {"a.first.example.co.jp", "first.example.co.jp"},
	    {"example.jp", "example.jp"},
	    {"a.b.test", "a.b.test"},
	    /* places: nothing is put together */
	    {"hokuto.osaka.jp", "hokuto.osaka.jp"},
	    {"hokuto.chiyoda.tokyo.jp", "hokuto.chiyoda.tokyo.jp"},
	    /* mailboxes for everybody say nothing */
	    {"gmail.com", NULL},
	    {"a@x.ocn.ne.jp", NULL},
	    {"mygmail.com", "mygmail.com"},
	    {"me@", NULL},
	    {"", NULL},
	    {".", NULL},
	    {NULL, NULL},
	    {"jp", "jp"},
	    {"co.jp", "co.jp"},
	    {"..jp", ".jp"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *out = mail_organisation(rows[i].in);

		if (cmp_str(out, rows[i].out) != 0)
			fail_msg("%s: %s", rows[i].in, out ? out : "none");
		free(out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_organisation)};

	return cmocka_run_group_tests_name("mail_domain", tests, NULL, NULL);
}
