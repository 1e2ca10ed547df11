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

struct mail_spot {
	const char *start, *end; /* the whole address in the text */
	const char *at, *host;   /* what stands for '@', and what follows it */
};

/* The next address at or behind p; also with (at) or [at], against harvesters. */
static bool
next_address(const char *text, const char *p, struct mail_spot *s)
{
	static const char *const ats[] = {"(at)", "[at]", "<at>", "(AT)", "@"};

	for (; *p != '\0'; p++) {
		size_t n = 0;

		if (*p != '@' && *p != '(' && *p != '[' && *p != '<')
			continue;
		for (size_t i = 0; i < ARRAY_LEN(ats) && n == 0; i++)
			n = str_prefix(p, ats[i]);
		if (n == 0)
			continue;
		*s = (struct mail_spot){p, p + n, p, p + n};
		while (s->start > text && p - s->start < 64 && mail_char(s->start[-1]))
			s->start--;
		while (mail_char(*s->end) && s->end - p < 255)
			s->end++;
		while (s->end > s->host && (s->end[-1] == '.' || s->end[-1] == '-'))
			s->end--;
		if (s->start < p && memchr(s->host, '.', (size_t)(s->end - s->host)))
			return true;
	}
	return false;
}

static char *
copy_address(const struct mail_spot *s)
{
	return xasprintf("%.*s@%.*s", (int)(s->at - s->start), s->start,
	    (int)(s->end - s->host), s->host);
}

char *
party_email(const char *text, const char *not_this)
{
	struct mail_spot s;

	for (const char *p = text; next_address(text, p, &s); p = s.end) {
		char *address = copy_address(&s);

		if (!str_ieq(address, not_this) && !same_host(address, not_this))
			return address;
		free(address);
	}
	return NULL;
}

/* ご返信は a@example.jp へ: the words around an address ask to write there. */
static bool
asked_to_write(const char *text, const struct mail_spot *s)
{
	static const char *const before[] = {"返信は", "返信先", "連絡は", "連絡先",
	    "返事は", "宛先は", "メールは", "回答は", "回答先", "返答は", "送付先",
	    "reply to", "Reply to", "write to", "contact me at", "reach me at",
	    "電話だと", "使えませんので", "使えないので"};
	static const char *const after[] = {"へお願い", "にお願い", "までお願い",
	    "へください", "へ下さい", "にください", "まで連絡", "までご連絡", "へご連絡",
	    "にご連絡", "宛に", "までご返", "へご返", "にご返", "へ返信", "に返信",
	    "まで返信", "に連絡", "へ連絡"};
	const char *from = s->start - text > 48 ? s->start - 48 : text;
	const char *end = s->end;

	for (const char *p = from; p < s->start; p++) {
		for (size_t i = 0; i < ARRAY_LEN(before); i++) {
			if (str_starts(p, before[i]))
				return true;
		}
	}
	while (*end == ' ' || *end == '>' || *end == ')')
		end++;
	for (size_t i = 0; i < ARRAY_LEN(after); i++) {
		if (str_starts(end, after[i]))
			return true;
	}
	return false;
}

/* Nobody answers there. */
static bool
no_person(const char *address)
{
	return str_ifind(address, "noreply") != NULL ||
	       str_ifind(address, "no-reply") != NULL ||
	       str_ifind(address, "postmaster@") != NULL;
}

char *
party_own_email(const char *text, const char *sender)
{
	char *found = NULL;
	bool asked = false;
	struct mail_spot s;

	for (const char *p = text; next_address(text, p, &s); p = s.end) {
		char *address = copy_address(&s);
		bool asks = asked_to_write(text, &s);

		if (no_person(address) || (asked && !asks) ||
		    (!asks && !same_host(address, sender))) {
			free(address);
			continue;
		}
		free(found);
		found = address;
		asked = asks;
	}
	return found;
}

/* The last line that is an address, alone or behind a name or a number. */
char *
party_signed_email(const char *text, const char *not_this)
{
	char *found = NULL;
	struct mail_spot s;

	for (const char *p = text; next_address(text, p, &s); p = s.end) {
		const char *end = s.end;
		char *address;

		while (*end == ' ' || *end == '>' || *end == ')')
			end++;
		if (*end != '\0' && *end != '\n')
			continue;
		address = copy_address(&s);
		if (same_host(address, not_this) || no_person(address)) {
			free(address);
			continue;
		}
		free(found);
		found = address;
	}
	return found;
}
