/* Comments inside a quotation. See split_comments.h. */
#include "split_comments.h"

#include <string.h>

#define NAME_BYTES_MIN  6 /* two characters */
#define ADDRESSEE_MAX   60
#define ADDRESSEE_LINES 12 /* at the letter's top */

static bool
behind_arrow(struct piece_of_text p)
{
	static const char *const arrows[] = {"←", "→", "⇒", "⇐"};

	for (size_t i = 0; i < ARRAY_LEN(arrows); i++)
		if (piece_begins(p, arrows[i]))
			return true;
	return false;
}

/* "山田様" or "山田 太郎 様": whom the letter is for. */
static struct piece_of_text
addressee(const struct lines *l)
{
	static const char title[] = "様";
	size_t seen = 0;

	for (size_t i = 0; i < l->n && seen < ADDRESSEE_LINES; i++) {
		struct piece_of_text p = piece_trim(l->v[i].inner);

		if (!l->v[i].quoted || l->v[i].blank || l->v[i].label)
			continue;
		seen++;
		if (p.n > ADDRESSEE_MAX || !piece_iends(p, title))
			continue;
		p.n -= strlen(title);
		p = piece_trim(p);
		if (p.n >= NAME_BYTES_MIN)
			return p;
	}
	return (struct piece_of_text){"", 0};
}

/* The family name is enough. */
static bool
behind_name(struct piece_of_text p, struct piece_of_text name)
{
	size_t open = piece_begins(p, "【");

	if (!open || name.n < NAME_BYTES_MIN)
		return false;
	piece_skip(&p, open);
	return p.n > NAME_BYTES_MIN && memcmp(p.s, name.s, NAME_BYTES_MIN) == 0;
}

void
split_comments(struct lines *l)
{
	struct piece_of_text name = addressee(l);

	for (size_t i = 0; i < l->n; i++) {
		struct line *line = &l->v[i];
		struct piece_of_text p = piece_trim(line->inner);

		if (!line->quoted || line->blank ||
		    !(behind_arrow(p) || behind_name(p, name)))
			continue;
		line->quoted = false;
		line->raw = line->inner;
		l->guessed = true;
	}
}
