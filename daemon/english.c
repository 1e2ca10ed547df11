/* What an English mail asks for. See english.h. */
#include "english.h"

#include "phrase.h"

#include <string.h>

/* The first row that is found names the matter; the order is from plain to general. */
static const struct {
	char category;
	const char *submenu;
	int theme;
	const char *words;
} topics[] = {
    {'d', NULL, 4,
        "ransomware|has been hacked|have been hacked|was hacked|were hacked|malware "
        "infection|"
        "infected|data breach|data leak|unauthorised access|unauthorized "
        "access|incident"},
    {'c', NULL, 5, "training|seminar|lecture|workshop|awareness|educate|education"},
    {'b', NULL, 6,
        "guideline|checklist|check sheet|questionnaire|supply chain|supply-chain|iso "
        "27001|"
        "isms|compliance|certification|customer's requirement|requirements of our "
        "customer"},
    {'e', NULL, 0,
        "backup|edr|vpn|firewall|vulnerability|penetration test|multi-factor|two-factor|"
        "antivirus|encryption|log monitoring"},
    {'a', "a2", 1, "policy|policies|written rules|regulations|procedures|security rules"},
    {'a', "a3", 3, "cloud"},
    {'a', "a3", 2, "asset|risk analysis|risk assessment|inventory"},
    {'a', "a4", 0, "audit|review our measures|second opinion"},
    {'a', "a1", 1,
        "where to start|where to begin|how to start|first step|strategy|what we should "
        "do first"},
};

static const char under_way[] =
    "right now|at this moment|this morning|urgent|immediately|asap|as soon as possible|"
    "cannot access|can not access|are encrypted|were encrypted|have been encrypted|"
    "ransom|under way|business has stopped|is down";

void
english_read(const char *text, struct english_topic *out)
{
	*out = (struct english_topic){0};
	for (size_t i = 0; i < ARRAY_LEN(topics); i++) {
		if (!phrase_has(text, topics[i].words))
			continue;
		if (out->category) {
			out->several =
			    out->several || out->category != topics[i].category;
			continue;
		}
		out->category = topics[i].category;
		out->submenu = topics[i].submenu;
		out->theme = topics[i].theme;
		out->word = topics[i].words;
	}
	out->urgent = out->category == 'd' && phrase_has(text, under_way);
}
