/*
 * What the desk understands of a message: the answer of decide (decide.h) and the keys of
 * `madoguchi read --json`. Plain data; every pointer is owned by the struct.
 */
#ifndef MADOGUCHI_READING_H
#define MADOGUCHI_READING_H

#include "mem.h"
#include "message.h"

#include <jansson.h>

enum kind {
	KIND_REQUEST,
	KIND_AGENCY_FORWARD,
	KIND_EXPERT_ACCEPT,
	KIND_EXPERT_DECLINE,
	KIND_EXPERT_CONDITIONAL,
	KIND_SCHEDULE_REPLY,
	KIND_VISIT_REPORT,
	KIND_FOLLOWUP,
	KIND_WITHDRAW,
	KIND_COMPLAINT,
	KIND_LIST_APPLICATION,
	KIND_AUTO_REPLY,
	KIND_BOUNCE,
	KIND_SPAM,
	KIND_OTHER,
	KIND_COUNT
};

enum decision {
	DECISION_AUTO,    /* go on without a person */
	DECISION_CONFIRM, /* ask the sender with the menu */
	DECISION_REVIEW,  /* the operator decides */
	DECISION_IGNORE,  /* recorded, never answered */
	DECISION_COUNT
};

/* Where in a conversation the message arrived; names as in `--context`. */
enum context {
	CONTEXT_NONE,
	CONTEXT_OFFER_SENT,
	CONTEXT_CONFIRM_MENU,
	CONTEXT_INTRO_SENT,
	CONTEXT_VISIT_PROPOSED,
	CONTEXT_VISIT_FIXED,
	CONTEXT_REPORT_DUE,
	CONTEXT_SURVEY_SENT,
	CONTEXT_COUNT
};

enum reply_kind {
	REPLY_NONE, /* no context was given */
	REPLY_EXPERT_ACCEPT,
	REPLY_EXPERT_DECLINE,
	REPLY_EXPERT_CONDITIONAL,
	REPLY_MENU_CHOICE,
	REPLY_SCHEDULE_ACCEPT,
	REPLY_SCHEDULE_COUNTER,
	REPLY_SCHEDULE_CANCEL,
	REPLY_SCHEDULE_QUESTION,
	REPLY_VISIT_REPORT,
	REPLY_FOLLOWUP,
	REPLY_WITHDRAW,
	REPLY_COMPLAINT,
	REPLY_SURVEY_ANSWER,
	REPLY_THANKS_ONLY,
	REPLY_AUTO_REPLY,
	REPLY_DELEGATE,
	REPLY_UNRELATED,
	REPLY_OTHER,
	REPLY_KIND_COUNT
};

/* The conversation as the desk knows it when the message arrives. */
struct read_context {
	enum context context;
	char *from_role;         /* sme, expert, agency, vendor, unknown; NULL unknown */
	struct strlist proposed; /* ISO date-times of the slots that were proposed */
	char *fixed;             /* ISO date(-time) that was agreed */
	int64_t sent; /* when the message was sent; relative dates count from here */
	bool engaged; /* the writer is the expert who has accepted the case */
};

struct slots {
	char *company;
	char *contact;
	char *prefecture; /* with 都/道/府/県 */
	char *industry; /* 製造 自動車部品 医療福祉 建設 卸小売 士業 IT 運輸 宿泊飲食 農業
	                   その他 */
	int employees;  /* -1 unknown */
	int64_t budget_yen;            /* per session; -1 unknown */
	char *format;                  /* visit, online, any */
	struct strlist dates;          /* ISO dates, date-times, intervals a/b */
	struct strlist unavailable;    /* likewise, days that are ruled out */
	struct strlist date_conflicts; /* phrases whose weekday and date do not fit */
	char *phone;
	char *requester_email;
};

struct report {
	int visit_no;  /* 0 unknown */
	char *done_on; /* ISO date */
	char *next_homework;
	char *goal_reached; /* yes, partly, no */
};

struct reply {
	enum reply_kind kind;
	struct strlist
	    choice; /* letters a-e, or slot numbers from 1, in order of preference */
	struct strlist dates;
	struct strlist unavailable;
	char *format;
	char *condition;
	char *reason;
	struct report report;
	bool ambiguous;
};

struct reading {
	enum kind kind;
	char category;            /* 'a'-'e'; 0 unknown */
	char *submenu;            /* a1-a4 */
	struct strlist secondary; /* further categories */
	int theme;                /* 1-6; 0 unknown */
	bool urgent;              /* an incident is under way */
	bool relayed; /* a program passes on what somebody filled in, whoever it was */
	double confidence; /* 0-1, of kind and category together */
	enum decision decision;
	char lang[3]; /* "ja" or "en": the language the sender wrote in */
	struct slots slots;
	struct strlist why; /* reasons in words an operator understands */
	struct reply reply;
};

void reading_init(struct reading *r);
void reading_free(struct reading *r);
void slots_init(struct slots *s);
void slots_free(struct slots *s);
void read_context_free(struct read_context *c);

const char *kind_name(enum kind k);
/* In Japanese, for operators. */
const char *kind_label(enum kind k);
bool kind_parse(const char *name, enum kind *k) MUST_CHECK;
const char *decision_name(enum decision d);
const char *context_name(enum context c);
bool context_parse(const char *name, enum context *c) MUST_CHECK;
const char *reply_kind_name(enum reply_kind k);

/* The object of `read --json`, keys in the contract's order. file may be NULL. The key
 * `reply` is there only when with_reply is set. */
json_t *reading_to_json(
    const struct reading *r, const struct message *m, const char *file, bool with_reply);
/* The part that is stored with an inbox row (no texts). */
json_t *reading_summary_json(const struct reading *r);
/* Reads {"context","from_role","proposed","fixed","sent"}; unknown keys are ignored. */
bool read_context_from_json(
    struct read_context *c, const json_t *json, char **problem) MUST_CHECK;

#endif
