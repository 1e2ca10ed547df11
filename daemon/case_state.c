/* The life of a case as one table. See case_state.h. */
#include "case_state.h"

#include "buf.h"

#include <string.h>

static const struct {
	const char *name;
	const char *label;
	bool open;
} states[] = {
    {"received", "受付", true},
    {"confirm", "内容確認中", true},
    {"review", "担当者確認待ち", true},
    {"incident", "インシデント対応", true},
    {"matching", "専門家選定中", true},
    {"offered", "打診中", true},
    {"accepted", "引受済み", true},
    {"visits", "訪問支援中", true},
    {"survey", "アンケート中", true},
    {"closed", "終了", false},
    {"withdrawn", "取下げ", false},
    {"no_expert", "該当者なし", false},
};

static const struct case_step steps[] = {
    {"received", TRIGGER_UNDERSTOOD, "matching"},
    {"received", TRIGGER_UNSURE, "confirm"},
    {"received", TRIGGER_UNCLEAR, "review"},
    {"received", TRIGGER_INCIDENT, "incident"},
    {"confirm", TRIGGER_UNDERSTOOD, "matching"},
    {"confirm", TRIGGER_UNCLEAR, "review"},
    {"confirm", TRIGGER_INCIDENT, "incident"},
    {"confirm", TRIGGER_WITHDRAWN, "withdrawn"},
    {"confirm", TRIGGER_CLOSED, "closed"},
    {"review", TRIGGER_UNDERSTOOD, "matching"},
    {"review", TRIGGER_INCIDENT, "incident"},
    {"review", TRIGGER_OFFER_MADE, "offered"},
    {"review", TRIGGER_WITHDRAWN, "withdrawn"},
    {"review", TRIGGER_CLOSED, "closed"},
    {"incident", TRIGGER_OFFER_MADE, "offered"},
    {"incident", TRIGGER_NOBODY, "no_expert"},
    {"incident", TRIGGER_WITHDRAWN, "withdrawn"},
    {"incident", TRIGGER_CLOSED, "closed"},
    {"matching", TRIGGER_OFFER_MADE, "offered"},
    {"matching", TRIGGER_NOBODY, "no_expert"},
    {"matching", TRIGGER_INCIDENT, "incident"},
    {"matching", TRIGGER_ACCEPTED, "accepted"},
    {"matching", TRIGGER_WITHDRAWN, "withdrawn"},
    {"matching", TRIGGER_CLOSED, "closed"},
    {"offered", TRIGGER_OFFER_MADE, "offered"},
    {"offered", TRIGGER_ACCEPTED, "accepted"},
    {"offered", TRIGGER_OFFER_OVER, "matching"},
    {"offered", TRIGGER_WITHDRAWN, "withdrawn"},
    {"offered", TRIGGER_CLOSED, "closed"},
    {"accepted", TRIGGER_VISIT_HELD, "visits"},
    {"accepted", TRIGGER_EXPERT_GONE, "matching"},
    {"accepted", TRIGGER_COURSE_DONE, "survey"},
    {"accepted", TRIGGER_WITHDRAWN, "withdrawn"},
    {"accepted", TRIGGER_CLOSED, "closed"},
    {"visits", TRIGGER_VISIT_HELD, "visits"},
    {"visits", TRIGGER_COURSE_DONE, "survey"},
    {"visits", TRIGGER_EXPERT_GONE, "matching"},
    {"visits", TRIGGER_WITHDRAWN, "withdrawn"},
    {"visits", TRIGGER_CLOSED, "closed"},
    {"survey", TRIGGER_SURVEY_DONE, "closed"},
    {"survey", TRIGGER_CLOSED, "closed"},
    {"no_expert", TRIGGER_SEARCH_AGAIN, "matching"},
    {"no_expert", TRIGGER_OFFER_MADE, "offered"},
    {"no_expert", TRIGGER_ACCEPTED, "accepted"},
    {"no_expert", TRIGGER_WITHDRAWN, "withdrawn"},
    {"no_expert", TRIGGER_CLOSED, "closed"},
    {"closed", TRIGGER_REOPENED, "review"},
    {"withdrawn", TRIGGER_REOPENED, "review"},
};

static const char *const trigger_names[TRIGGER_COUNT] = {
    [TRIGGER_UNDERSTOOD] = "understood",
    [TRIGGER_UNSURE] = "unsure",
    [TRIGGER_UNCLEAR] = "unclear",
    [TRIGGER_INCIDENT] = "incident",
    [TRIGGER_OFFER_MADE] = "offer made",
    [TRIGGER_OFFER_OVER] = "declined, lapsed or bounced",
    [TRIGGER_NOBODY] = "nobody left to ask",
    [TRIGGER_ACCEPTED] = "accepted",
    [TRIGGER_VISIT_HELD] = "visit held",
    [TRIGGER_COURSE_DONE] = "course done",
    [TRIGGER_SURVEY_DONE] = "survey done",
    [TRIGGER_EXPERT_GONE] = "expert gone",
    [TRIGGER_SEARCH_AGAIN] = "search again",
    [TRIGGER_WITHDRAWN] = "withdrawn",
    [TRIGGER_CLOSED] = "closed by the operator",
    [TRIGGER_REOPENED] = "reopened by the operator",
};

const struct case_step *
case_steps(size_t *n)
{
	*n = ARRAY_LEN(steps);
	return steps;
}

const char *
case_next_state(const char *from, enum trigger t)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (steps[i].trigger == t && str_eq(steps[i].from, from))
			return steps[i].to;
	return NULL;
}

const char *
case_state_find(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(states[i].name, word) || str_eq(states[i].label, word))
			return states[i].name;
	return NULL;
}

bool
case_state_known(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(states[i].name, state))
			return true;
	return false;
}

bool
case_state_open(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(states[i].name, state))
			return states[i].open;
	return false;
}

const char *
case_state_label(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		if (str_eq(states[i].name, state))
			return states[i].label;
	return state;
}

const char *
trigger_name(enum trigger t)
{
	return t < TRIGGER_COUNT ? trigger_names[t] : "?";
}

const char *const *
case_states(size_t *n)
{
	static const char *names[ARRAY_LEN(states)];

	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		names[i] = states[i].name;
	*n = ARRAY_LEN(states);
	return names;
}

char *
case_diagram(void)
{
	struct buf out = {0};

	buf_adds(&out, "stateDiagram-v2\n    [*] --> received\n");
	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		buf_addf(&out, "    %s --> %s: %s\n", steps[i].from, steps[i].to,
		    trigger_names[steps[i].trigger]);
	buf_adds(&out, "    closed --> [*]\n    withdrawn --> [*]\n");
	return buf_steal(&out);
}
