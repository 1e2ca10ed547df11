/*
 * Memory that never comes back NULL, and small owned string lists.
 *
 * Every x* function ends the process when memory runs out: a child is restarted by the
 * supervisor, and everything that matters is in the store. Multiplications are checked.
 */
#ifndef MADOGUCHI_MEM_H
#define MADOGUCHI_MEM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define MUST_CHECK     __attribute__((warn_unused_result))
#define PRINTF(f, a)   __attribute__((format(printf, f, a)))
#define ARRAY_LEN(arr) (sizeof(arr) / sizeof((arr)[0]))

void *xcalloc(size_t count, size_t size);
/* All zero, for tables of megabytes that are come by at random: in huge pages where the
 * system has them, so that finding a place costs no search for its page. Ended by free.
 */
void *xcalloc_large(size_t count, size_t size);
void *xreallocarray(void *old, size_t count, size_t size);
char *xstrdup(const char *s);
/* As xstrdup, but NULL stays NULL. */
char *xstrdup_null(const char *s);
/* Copies n bytes and ends them with NUL; the bytes may hold NUL themselves. */
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) PRINTF(1, 2);
char *xvasprintf(const char *fmt, va_list ap) PRINTF(1, 0);

/* Frees *slot and stores a copy of value there (NULL allowed). */
void set_str(char **slot, const char *value);
/* strcmp for which NULL is the smallest string. */
int cmp_str(const char *a, const char *b);
bool str_eq(const char *a, const char *b);
/* ASCII case folded only, whatever the locale. */
bool str_ieq(const char *a, const char *b);
/* The bytes of prefix when s begins with it, else 0. Here, to be inlined: the rules try
 * some hundred words at every place of a text. */
static inline size_t
str_prefix(const char *s, const char *prefix)
{
	size_t n = 0;

	while (prefix[n] && s[n] == prefix[n])
		n++;
	return prefix[n] ? 0 : n;
}
static inline bool
str_starts(const char *s, const char *prefix)
{
	return s && (!*prefix || str_prefix(s, prefix) > 0);
}
bool str_istarts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
/* ASCII-case-insensitive strstr. */
const char *str_ifind(const char *haystack, const char *needle);
/* "" or NULL. */
bool str_empty(const char *s);
/* Cuts ASCII white space at both ends, in place; returns s. */
char *str_trim(char *s);

/* A list of owned strings. {0} is the empty list. */
struct strlist {
	char **v;
	size_t n;
};

void strlist_add(struct strlist *list, const char *s);
void strlist_addf(struct strlist *list, const char *fmt, ...) PRINTF(2, 3);
/* Takes over s, which was made by malloc. */
void strlist_take(struct strlist *list, char *s);
bool strlist_has(const struct strlist *list, const char *s);
void strlist_free(struct strlist *list);
/* Splits at any of the bytes in seps; empty pieces are left out. */
void strlist_split(struct strlist *list, const char *s, const char *seps);

#endif
