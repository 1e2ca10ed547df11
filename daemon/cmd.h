/*
 * The operator's command: one function a word, registered in the table of madoguchi.c.
 * Exit codes: 0 ok, 1 the answer is no or some input failed, 2 usage or configuration, 3
 * store or system error.
 */
#ifndef MADOGUCHI_CMD_H
#define MADOGUCHI_CMD_H

#include "config.h"
#include "desk.h"
#include "store.h"

#include <jansson.h>

enum { CMD_OK = 0, CMD_NO = 1, CMD_USAGE = 2, CMD_SYSTEM = 3 };

struct cmd {
	struct config *config;
	bool json;
	bool raw;       /* bytes as they are */
	bool own_store; /* --store: made if missing */
	int argc;       /* the command's own arguments; argv[0] is its name */
	char **argv;
};

/* One option of a command. A flag has no value. */
struct cmd_option {
	const char *name; /* without dashes */
	bool flag;
	const char **value; /* gets the argument, or "" for a flag */
};
/* Takes the options (n rows) and --json out of argv, wherever they stand; what is left
 * are operands, *operands of them, from argv[1] on. False: a message was printed. */
bool cmd_options(
    struct cmd *c, const struct cmd_option *options, size_t n, int *operands) MUST_CHECK;

/* Prints "madoguchi: …" on standard error and returns code. */
int cmd_fail(int code, const char *fmt, ...) PRINTF(2, 3);
/* "what: unknown word; did you mean …? Possible: …" of the names; CMD_USAGE. */
int cmd_unknown(const char *what, const char *word, const struct strlist *names);
/* Prints one JSON object as a line and releases it. */
void cmd_print_json(json_t *object);
/* Values for objects, NULL and 0 as null; new. */
json_t *cmd_text(const char *s);
json_t *cmd_time(int64_t t);
json_t *cmd_strings(const struct strlist *list);
/* A whole number in a range; false with a message. */
bool cmd_number(
    const char *what, const char *text, long min, long max, long *out) MUST_CHECK;

/* The configured store, made if missing. NULL with a message printed. */
struct store *cmd_store(const struct cmd *c);
/* Store and desk together, inside a transaction that cmd_desk_end commits; the daemon is
 * woken then. False or a code other than CMD_OK: a message was printed. */
bool cmd_desk_begin(const struct cmd *c, struct desk *d) MUST_CHECK;
/* That mail can be written: the desk's own address is configured. False with a message
 * printed; what: the command. */
bool cmd_can_write(const struct cmd *c, const char *what) MUST_CHECK;
int cmd_desk_end(const struct cmd *c, struct desk *d, int code);
/* Instead of it: nothing of it has happened. CMD_OK. */
int cmd_desk_undo(const struct cmd *c, struct desk *d);

int cmd_read(struct cmd *c);
int cmd_experts(struct cmd *c);
/* `experts conflict` (cmd_conflict.c) */
int cmd_conflict(struct cmd *c);
int cmd_import(struct cmd *c); /* experts import */
int cmd_drafts(struct cmd *c); /* experts drafts, verify-draft, reject-draft */
int cmd_match(struct cmd *c);
/* Nobody fits: which condition kept out the most, and what to relax (cmd_match_hint.c).
 */
void cmd_match_hint(const struct cmd *c, const struct expert *list, size_t list_n,
    const struct need *need);
int cmd_batch(struct cmd *c); /* match --batch */
int cmd_cases(struct cmd *c);
int cmd_contacts(struct cmd *c);
int cmd_case(struct cmd *c);
int cmd_review(struct cmd *c);
int cmd_stats(struct cmd *c);
int cmd_check_config(struct cmd *c);
int cmd_backup(struct cmd *c);
int cmd_purge(struct cmd *c);
int cmd_export(struct cmd *c);
int cmd_render(struct cmd *c);
int cmd_holidays(struct cmd *c);
int cmd_visits(struct cmd *c);
int cmd_outbox(struct cmd *c);
int cmd_states(struct cmd *c);

/* `case assign`: puts the case to one expert (cmd_assign.c). despite: why he is chosen
 * although he breaks hard rules; NULL: then he is refused. */
int cmd_assign(
    struct desk *d, struct case_row *row, const char *regno, const char *despite);

/* Who enters something: the account that runs the command, or called it by sudo, since
 * the desk's commands run as its own user (cmd_accept.c). Static. */
const char *cmd_login(void);
/* CMD_OK when the expert breaks no hard rule for the case, or the operator passes them
 * over knowingly (despite), which is recorded; else a message was printed. own: his offer
 * of it, or NULL; reasons gets what is broken, unless NULL (cmd_assign.c). */
int cmd_check_rules(struct desk *d, const struct case_row *row, const struct expert *e,
    const struct offer *own, const char *despite, struct strlist *reasons);
/* `case accept` and `case decline`: the answer of an expert who was asked, entered by the
 * operator (cmd_accept.c). despite as above. */
int cmd_accept(
    struct desk *d, struct case_row *row, const char *regno, const char *despite);
int cmd_decline(
    struct desk *d, struct case_row *row, const char *regno, const char *reason);

/* `case answer` (cmd_answer.c): operand or file ("-": standard input) is the text, the
 * other NULL. regno: which expert is answered, where several ask; or NULL. */
int cmd_answer(struct cmd *c, const char *number, const char *operand, const char *file,
    const char *regno);

/* The case with this number; false, having said so: none. */
bool cmd_case_find(struct store *s, const char *number, struct case_row *out) MUST_CHECK;
/* `export --disclosures` (cmd_disclosures.c): NULL where an option was not given. */
struct export_options {
	const char *csv; /* a flag */
	const char *from, *to, *number;
};
int cmd_export_disclosures(struct cmd *c, const struct export_options *o);
/* Who was told what of whom in a case, oldest first; new list. And the same for people.
 */
json_t *cmd_disclosures_json(struct store *s, int64_t case_id);
void cmd_print_disclosures(struct store *s, int64_t case_id);

/* The case's number; owned; NULL: none (cmd_cases.c). */
char *cmd_case_number(struct store *s, int64_t case_id);
/* Mails that wait before a command acts; and after it, within the same transaction, one
 * line for each that is new or waits no longer: to whom, what, when. cmd_mails_say
 * releases the list (cmd_mails.c). */
struct waiting_mail {
	int64_t id;
	const char *state;
};
struct mail_list {
	struct waiting_mail *v;
	size_t n;
	int64_t last; /* id of the newest mail */
};
void cmd_mails_before(struct store *s, struct mail_list *out);
void cmd_mails_say(const struct cmd *c, struct store *s, struct mail_list *before);
/* Messages that came in for a case; new list. And all that was said in it, for people
 * (cmd_timeline.c). */
json_t *cmd_messages_json(struct cmd *c, struct store *s, int64_t case_id);
void cmd_print_timeline(struct cmd *c, struct store *s, int64_t case_id);
/* One mail of the outbox as its receiver sees it (cmd_outbox.c). */
int cmd_show_mail(struct cmd *c, struct store *s, int64_t id);
/* The words of `review`, for its --help. */
void cmd_review_help(void);
/* With the nearest name; CMD_USAGE (cmd_match.c). what: "match: --prefecture". */
int cmd_unknown_prefecture(const char *what, const char *word);
int cmd_unknown_industry(const char *what, const char *word);

/* `case show`. */
int cmd_case_show(struct cmd *c, const char *number);
/* Facts of a case as the commands print them; new object. */
json_t *cmd_case_json(const struct case_row *row);
json_t *cmd_visit_json(const struct visit *v);
const char *cmd_visit_state_label(const char *state); /* cmd_visits.c */
/* Of a mail of the outbox (cmd_timeline.c). */
const char *cmd_mail_state_label(const char *state);
/* The searches for an expert with their candidates, oldest first; new list. And the last
 * of them for people (cmd_candidates.c). */
/* The slots that were put to both sides for a visit's date, and asking anew: `case ask`,
 * visit NULL: the next one that has no date (cmd_slots.c). */
json_t *cmd_slots_json(struct store *s, const struct visit *v);
void cmd_print_slots(struct store *s, const struct visit *v);
int cmd_ask_slots(struct cmd *c, struct desk *d, struct case_row *row, const char *visit);
/* `case move`: where something speaks against that time (move_trouble.h), only with a
 * reason (despite), which is recorded with it. Both print which mails were written, and
 * to whom. */
struct move_wish {
	const char *visit, *at, *despite; /* as given; NULL: not given */
};
int cmd_move_visit(struct desk *d, struct case_row *row, const struct move_wish *wish);
json_t *cmd_matches_json(struct store *s, int64_t case_id);
void cmd_print_candidates(struct store *s, int64_t case_id);

/* `case report`: a report that the operator has from the expert by other ways than mail
 * (cmd_report_entry.c). visit: its number. NULL where an option was not given. */
struct report_options {
	const char *done, *goal, *homework, *note;
};
int cmd_report_entry(struct desk *d, struct case_row *row, const char *visit,
    const struct report_options *o);

/* Reports and the survey of a case (cmd_reports.c). */
json_t *cmd_reports_json(struct store *s, int64_t case_id);
json_t *cmd_survey_json(struct store *s, int64_t case_id);
void cmd_print_reports(struct store *s, int64_t case_id);

#endif
