/* Regions as the configuration groups prefectures. See stats.h. */
#include "stats.h"

#include "slots.h"

#include <stdlib.h>
#include <string.h>

static void
take_prefecture(struct stat_regions *out, const char *name, const char *entry,
    struct strlist *problems)
{
	int number = prefecture_number(name);

	if (!number)
		strlist_addf(problems,
		    "reports.regions: \"%s\": %s is no prefecture, expected a region and "
		    "its prefectures such as \"名古屋=愛知県\"",
		    entry, name);
	else if (out->of[number] >= 0)
		strlist_addf(problems,
		    "reports.regions: \"%s\": %s stands in two regions", entry, name);
	else
		out->of[number] = (int)out->n;
}

/* "近畿=大阪府,京都府" */
static void
take_entry(struct stat_regions *out, const char *entry, struct strlist *problems)
{
	const char *equals = strchr(entry, '=');
	struct strlist names = {0};
	char *region =
	    equals ? str_trim(xstrndup(entry, (size_t)(equals - entry))) : xstrdup("");

	strlist_split(&names, equals ? equals + 1 : "", ",");
	if (!*region || !names.n)
		strlist_addf(problems,
		    "reports.regions: \"%s\": expected a region and its prefectures such "
		    "as \"名古屋=愛知県\"",
		    entry);
	for (size_t i = 0; i < out->n; i++)
		if (str_eq(out->rows[i].key, region))
			strlist_addf(problems,
			    "reports.regions: \"%s\": there are two regions of this name",
			    entry);
	for (size_t i = 0; i < names.n; i++)
		take_prefecture(out, str_trim(names.v[i]), entry, problems);
	out->rows = xreallocarray(out->rows, out->n + 1, sizeof(*out->rows));
	out->rows[out->n++] = (struct stat_label){.key = xstrdup(region)};
	free(region);
	strlist_free(&names);
}

bool
stat_regions_read(
    const struct strlist *entries, struct stat_regions *out, struct strlist *problems)
{
	size_t before = problems->n;

	*out = (struct stat_regions){0};
	for (size_t i = 0; i < ARRAY_LEN(out->of); i++)
		out->of[i] = -1;
	for (size_t i = 0; i < entries->n; i++)
		take_entry(out, entries->v[i], problems);
	return problems->n == before;
}

void
stat_regions_free(struct stat_regions *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->rows[i].key);
	free(r->rows);
}
