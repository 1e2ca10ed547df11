/* Declared conflicts of interest. See conflict.h. */
#include "conflict.h"

#include "company_core.h"
#include "mail_domain.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

/* Both texts are freed; nothing is the same as nothing else. */
static bool
same(char *a, char *b)
{
	bool is = a && b && *a && str_ieq(a, b);

	free(a);
	free(b);
	return is;
}

static char *
squeezed(const char *s)
{
	return s ? norm_squeeze(s) : NULL;
}

static bool
is_person(const char *value, const char *email, const char *name)
{
	if (strchr(value, '@'))
		return email && str_ieq(value, email);
	return same(squeezed(value), squeezed(name));
}

bool
conflict_touches(const struct conflict *k, const struct parties *p)
{
	bool found = false;

	for (size_t i = 0; i < PARTIES && !found; i++) {
		if (str_eq(k->kind, "domain"))
			found = same(
			    mail_organisation(k->value), mail_organisation(p->emails[i]));
		else if (str_eq(k->kind, "company"))
			found =
			    same(company_core(k->value), company_core(p->companies[i]));
		else
			found = is_person(k->value, p->emails[i], p->names[i]);
	}
	return found;
}

const char *
conflict_unfit(const char *kind, const char *value)
{
	bool domain = str_eq(kind, "domain"), company = str_eq(kind, "company");
	char *text;

	if (!domain && !company && !str_eq(kind, "person"))
		return "種別は domain、company、person のいずれかです";
	if (domain && (strchr(value, '@') || !strchr(value, '.')))
		return "example.co.jp のようなドメイン名が必要です";
	text = domain    ? mail_organisation(value)
	       : company ? company_core(value)
	                 : norm_squeeze(value);
	if (text && *text) {
		free(text);
		return NULL;
	}
	free(text);
	return domain ? "多くの人が使うメールのドメインは利害関係を示しません"
	              : "名前がありません";
}
