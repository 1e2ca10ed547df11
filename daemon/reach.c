/* Telephone numbers and addresses of mail in a text. See party.h. */
#include "party.h"

#include <stdlib.h>
#include <string.h>

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 03-0123-4567, 03(0123)4567, 090 0123 4567, 09001234567; its length, 0 for none. */
static size_t
phone_at(const char *p)
{
	enum { LONGEST = 16 };
	size_t digits = 0, marks = 0, i = 0;

	if (p[0] != '0')
		return 0;
	for (; i < LONGEST && p[i] != '\0'; i++) {
		if (is_digit(p[i]))
			digits++;
		else if ((p[i] == '-' || p[i] == '(' || p[i] == ')') &&
		         is_digit(p[i + 1]))
			marks++;
		else
			break;
	}
	if ((digits == 10 || digits == 11) && (marks == 2 || marks == 0))
		return i;
	return 0;
}

static bool
fax_before(const char *text, const char *p)
{
	const char *start = p - text > 8 ? p - 8 : text;
	char before[9] = "";

	memcpy(before, start, (size_t)(p - start));
	return str_ifind(before, "fax") != NULL || strstr(before, "F:") != NULL;
}

char *
party_phone(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		size_t n;
		char *phone;

		if (p > text && (is_digit(p[-1]) || p[-1] == '-'))
			continue;
		n = phone_at(p);
		if (n == 0 || fax_before(text, p))
			continue;
		phone = xstrndup(p, n);
		for (char *c = phone; *c != '\0'; c++) {
			if (*c == '(' || *c == ')')
				*c = '-';
		}
		return phone;
	}
	return NULL;
}

static bool
mail_char(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("._+-", c) != NULL);
}

static bool
same_host(const char *a, const char *b)
{
	const char *x = a ? strchr(a, '@') : NULL, *y = b ? strchr(b, '@') : NULL;

	return x != NULL && y != NULL && str_ieq(x, y);
}

char *
party_email(const char *text, const char *not_this)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *start = at, *end = at + 1;
		char *address;

		while (start > text && mail_char(start[-1]))
			start--;
		while (mail_char(*end))
			end++;
		while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
			end--;
		if (start == at || memchr(at, '.', (size_t)(end - at)) == NULL)
			continue;
		address = xstrndup(start, (size_t)(end - start));
		if (!str_ieq(address, not_this) && !same_host(address, not_this))
			return address;
		free(address);
	}
	return NULL;
}
