/* Family names, sorted. See surnames.h. */
#include "surnames.h"
#include "buf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CHARS = 4, KANJI = 3 };

struct surnames {
	struct buf text; /* the file, its line ends turned to NULs */
	const char **v;  /* into it */
	size_t n;
};

static int
cmp_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_sorted(const struct surnames *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (strcmp(s->v[i - 1], s->v[i]) > 0)
			return false;
	return true;
}

struct surnames *
surnames_load(const char *path, struct err *e)
{
	struct surnames *s = xcalloc(1, sizeof(*s));
	size_t cap = 0;

	if (!buf_read_file(&s->text, path, 1 << 20)) {
		(void)err_set(e, "%s: %s", path, strerror(errno));
		surnames_free(s);
		return NULL;
	}
	for (char *line = s->text.data, *end; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		if (*line == '#' || *str_trim(line) == '\0')
			continue;
		if (s->n == cap) {
			cap = cap ? cap * 2 : 4096;
			s->v = xreallocarray(s->v, cap, sizeof(*s->v));
		}
		s->v[s->n++] = line;
	}
	/* The list comes sorted; with names of the operator's it may not be. */
	if (!is_sorted(s))
		qsort(s->v, s->n, sizeof(*s->v), cmp_text);
	return s;
}

void
surnames_free(struct surnames *s)
{
	if (s == NULL)
		return;
	free(s->v);
	buf_free(&s->text);
	free(s);
}

bool
surnames_have(const struct surnames *s, const char *name, size_t len)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strncmp(s->v[mid], name, len);

		if (order == 0)
			order = s->v[mid][len] != '\0';
		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

size_t
surnames_prefix(const struct surnames *s, const char *p, const char *end)
{
	for (size_t n = MOST_CHARS * KANJI; n > 0; n -= KANJI) {
		if ((size_t)(end - p) >= n && surnames_have(s, p, n))
			return n;
	}
	return 0;
}
