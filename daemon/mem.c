/* Memory that never comes back NULL, and small owned string lists. See mem.h. */
#include "mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>

static void
out_of_memory(void)
{
	static const char text[] = "madoguchi: out of memory\n";

	(void)fwrite(text, 1, sizeof(text) - 1, stderr);
	abort();
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *
xcalloc_large(size_t count, size_t size)
{
	const size_t huge = (size_t)2 << 20;
	size_t n = count * size;
	void *p;

	if (n < huge || n / size != count)
		return xcalloc(count, size);
	p = aligned_alloc(huge, (n + huge - 1) / huge * huge);
	if (!p)
		out_of_memory();
	/* Whole huge pages only: what is left over would cost one more. */
	(void)madvise(p, n / huge * huge, MADV_HUGEPAGE);
	return memset(p, 0, n);
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	void *p;

	if (size && count > SIZE_MAX / size)
		out_of_memory();
	p = realloc(old, count && size ? count * size : 1);
	if (!p)
		out_of_memory();
	return p;
}

char *
xstrdup(const char *s)
{
	return xstrndup(s, strlen(s));
}

char *
xstrdup_null(const char *s)
{
	return s ? xstrdup(s) : NULL;
}

char *
xstrndup(const char *s, size_t n)
{
	char *copy = xcalloc(n + 1, 1);

	if (n)
		memcpy(copy, s, n);
	return copy;
}

char *
xvasprintf(const char *fmt, va_list ap)
{
	char *s = NULL;

	if (vasprintf(&s, fmt, ap) < 0)
		out_of_memory();
	return s;
}

char *
xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

void
set_str(char **slot, const char *value)
{
	char *copy = xstrdup_null(value);

	free(*slot);
	*slot = copy;
}

int
cmp_str(const char *a, const char *b)
{
	if (!a || !b)
		return (a ? 1 : 0) - (b ? 1 : 0);
	return strcmp(a, b);
}

bool
str_eq(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static int
fold(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

bool
str_ieq(const char *a, const char *b)
{
	if (!a || !b)
		return false;
	while (*a && fold((unsigned char)*a) == fold((unsigned char)*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool
str_istarts(const char *s, const char *prefix)
{
	if (!s)
		return false;
	for (; *prefix; prefix++, s++)
		if (fold((unsigned char)*s) != fold((unsigned char)*prefix))
			return false;
	return true;
}

bool
str_ends(const char *s, const char *suffix)
{
	size_t ls = s ? strlen(s) : 0, lx = strlen(suffix);

	return s && ls >= lx && memcmp(s + ls - lx, suffix, lx) == 0;
}

const char *
str_ifind(const char *haystack, const char *needle)
{
	for (; haystack && *haystack; haystack++)
		if (str_istarts(haystack, needle))
			return haystack;
	return NULL;
}

bool
str_empty(const char *s)
{
	return !s || !*s;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

char *
str_trim(char *s)
{
	size_t len = strlen(s), start = 0;

	while (len && is_space(s[len - 1]))
		len--;
	while (start < len && is_space(s[start]))
		start++;
	memmove(s, s + start, len - start);
	s[len - start] = '\0';
	return s;
}

void
strlist_take(struct strlist *list, char *s)
{
	list->v = xreallocarray(list->v, list->n + 1, sizeof(*list->v));
	list->v[list->n++] = s;
}

void
strlist_add(struct strlist *list, const char *s)
{
	strlist_take(list, xstrdup(s));
}

void
strlist_addf(struct strlist *list, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strlist_take(list, xvasprintf(fmt, ap));
	va_end(ap);
}

bool
strlist_has(const struct strlist *list, const char *s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], s))
			return true;
	return false;
}

void
strlist_free(struct strlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i]);
	free(list->v);
	*list = (struct strlist){0};
}

void
strlist_split(struct strlist *list, const char *s, const char *seps)
{
	while (s && *s) {
		size_t len = strcspn(s, seps);

		if (len)
			strlist_take(list, xstrndup(s, len));
		s += len;
		s += *s != '\0';
	}
}
