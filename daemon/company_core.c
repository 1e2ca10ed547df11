/* A company's name as it is compared. See company_core.h. */
#include "company_core.h"

#include "mem.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

char *
company_core(const char *name)
{
	static const char *const forms[] = {"株式会社", "有限会社", "合同会社",
	    "合資会社", "合名会社", "一般社団法人", "(株)", "(有)", "(同)"};
	char *s;

	if (str_empty(name))
		return NULL;
	s = norm_squeeze(name);
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		size_t n = strlen(forms[i]);
		char *at = strstr(s, forms[i]);

		if (at)
			memmove(at, at + n, strlen(at + n) + 1);
	}
	for (char *p = s; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	if (*s)
		return s;
	free(s);
	return NULL;
}
