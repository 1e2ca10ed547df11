/* Forms of support as people write them. See match.h. */
#include "match.h"

#include "norm.h"

#include <stdlib.h>

bool
form_parse(const char *word, unsigned *forms)
{
	/* Looked up in this order, as parts of the word. */
	static const struct {
		const char *word;
		unsigned forms;
	} known[] = {
	    {"visit", FORM_VISIT},
	    {"online", FORM_ONLINE},
	    {"training", FORM_TRAINING},
	    {"product", FORM_PRODUCT},
	    {"オンライン", FORM_ONLINE},
	    {"リモート", FORM_ONLINE},
	    {"Web", FORM_ONLINE},
	    {"講習", FORM_TRAINING},
	    {"研修", FORM_TRAINING},
	    {"講演", FORM_TRAINING},
	    {"セミナー", FORM_TRAINING},
	    {"製品", FORM_PRODUCT},
	    {"導入", FORM_PRODUCT},
	    {"訪問", FORM_VISIT},
	    {"対面", FORM_VISIT},
	    {"any", FORM_VISIT | FORM_ONLINE},
	    {"どちらでも", FORM_VISIT | FORM_ONLINE},
	};
	char *s = norm_squeeze(word);
	unsigned found = 0;

	for (size_t i = 0; i < ARRAY_LEN(known) && !found; i++)
		if (str_ifind(s, known[i].word))
			found = known[i].forms;
	free(s);
	if (found)
		*forms = found;
	return found != 0;
}
