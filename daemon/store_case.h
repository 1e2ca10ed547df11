/* People, cases, who takes part in them, and the events that explain them. */
#ifndef MADOGUCHI_STORE_CASE_H
#define MADOGUCHI_STORE_CASE_H

#include "store.h"

/* --- people --- */

struct person {
	int64_t id;
	char *email, *name, *company, *phone;
	bool dead;
	int soft_bounces;
};
/* Finds by address (case folded) or makes; a name, company or phone that is given and was
 * not known is added. Returns the id. */
int64_t store_person(struct store *s, const char *email, const char *name,
    const char *company, const char *phone, int64_t now);
bool store_person_get(struct store *s, int64_t id, struct person *out) MUST_CHECK;
bool store_person_find(struct store *s, const char *email, struct person *out) MUST_CHECK;
/* Whether or not anything else is known of the address. */
void store_person_dead(struct store *s, const char *email, int64_t now);
void store_person_soft_bounce(struct store *s, const char *email, int64_t now);
/* The address works after all: it has written, or the operator says so. */
void store_person_alive(struct store *s, const char *email);
void person_free(struct person *p);

/* --- cases --- */

struct case_row {
	int64_t id;
	char *number, *state;
	bool incident; /* lane */
	char lang[3];
	bool chat;
	char category; /* 0 unknown */
	char *submenu;
	int theme; /* 0 unknown */
	bool urgent;
	double confidence;
	char *subject, *need, *company, *contact, *phone, *prefecture, *industry;
	int employees;      /* -1 unknown */
	int64_t budget_yen; /* -1 unknown */
	char *format;       /* visit, online, any; NULL unknown */
	struct strlist dates, unavailable;
	int64_t requester_id, referrer_id, expert_id; /* 0 none */
	char *thread;
	int64_t opened_at, updated_at, accepted_at, closed_at; /* 0 not yet */
	char *outcome;
};

void case_row_init(struct case_row *c);
void case_row_free(struct case_row *c);
/* Inserts c: fills id and number (year of opened_at in Japan and the next free number,
 * four digits or more). */
void store_case_add(struct store *s, struct case_row *c);
/* Writes every column but id, number, opened_at. */
void store_case_update(struct store *s, const struct case_row *c);
bool store_case_get(struct store *s, int64_t id, struct case_row *out) MUST_CHECK;
/* By number ("2026-0123"), or by id in decimal. */
bool store_case_find(
    struct store *s, const char *number, struct case_row *out) MUST_CHECK;
/* state NULL: all. Newest last. */
struct case_row *store_case_list(struct store *s, const char *state, size_t *n);
void case_rows_free(struct case_row *rows, size_t n);

void store_case_person(
    struct store *s, int64_t case_id, int64_t person_id, const char *role);
/* Nobody takes part in it in that role any more. */
void store_case_role_remove(struct store *s, int64_t case_id, const char *role);
/* Ids of all who take part in it, but for experts; owned array. */
int64_t *store_case_people(struct store *s, int64_t case_id, size_t *n);
/* True when the address takes part in the case in any role; role (may be NULL) gets an
 * owned copy of it. */
bool store_case_has_person(
    struct store *s, int64_t case_id, const char *email, char **role) MUST_CHECK;
/* Ids of the open cases (not closed, withdrawn, no_expert) in which the address takes
 * part, newest first, at most limit. */
size_t store_case_open_of(struct store *s, const char *email, int64_t *ids, size_t limit);

/* --- events --- */

struct event_row {
	int64_t id, at, case_id, inbox_id;
	char *actor, *what, *text;
	bool open;
};
/* case_id 0: about the desk. open: waits for the operator. Returns the id. */
int64_t store_event(struct store *s, int64_t case_id, int64_t at, const char *actor,
    const char *what, const char *text, int64_t inbox_id, bool open);
/* Of one case (0: about the desk itself), oldest first. */
struct event_row *store_event_list(struct store *s, int64_t case_id, size_t *n);
bool store_event_get(struct store *s, int64_t id, struct event_row *out) MUST_CHECK;
void event_row_free(struct event_row *row);
struct event_row *store_event_open(struct store *s, size_t *n);
/* Closes one open event, or with id 0 all of a case. Returns how many. */
int64_t store_event_close(struct store *s, int64_t id, int64_t case_id);
/* Closes all that a message has brought about. */
int64_t store_event_close_of(struct store *s, int64_t inbox_id);
void event_rows_free(struct event_row *rows, size_t n);

#endif
