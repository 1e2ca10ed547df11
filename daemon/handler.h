/*
 * What the desk does for one kind of message or timer: one file each, all with this
 * interface, registered in table.c.
 *
 * A handler gets the message, what was understood of it, and the case, inside one
 * transaction. It changes states, writes events, letters and timers through desk.h; it
 * does no input or output, and its only clock is d->now. So it runs exactly once for each
 * message, and can be tested without a network.
 */
#ifndef MADOGUCHI_HANDLER_H
#define MADOGUCHI_HANDLER_H

#include "desk.h"
#include "route.h"

/* One message on its way through the desk. */
struct input {
	int64_t inbox_id;
	const struct message *m;
	struct reading *r; /* a handler may lower the decision to review */
	struct route *route;
	struct case_row *c; /* NULL: no case yet; a handler that opens one sets case_id */
	int64_t case_id;    /* the case the message ends up with; 0 none */
	bool address_given; /* by chat: it named the mail address that was wanted */
	bool overheard;     /* by chat: said where others read along */
};

enum outcome {
	OUTCOME_DONE,    /* handled */
	OUTCOME_IGNORED, /* recorded, nothing follows */
	OUTCOME_PERSON   /* an open event waits for the operator */
};

struct message_handler {
	const char *name;
	/* Pure and cheap. */
	bool (*match)(const struct input *in);
	enum outcome (*run)(struct desk *d, struct input *in);
};

/* due: what the timer is about; c is its case, NULL for a timer of the desk. The timer is
 * removed before run is called. */
struct timer_handler {
	const char *kind;
	void (*run)(struct desk *d, struct case_row *c, const struct timer *due);
	bool of_desk; /* its timers have no case */
};

/* Tries the rows in order, the first that matches runs; the last always matches. name
 * (may be NULL) tells which one ran. */
enum outcome handle_message(struct desk *d, struct input *in, const char **name);
/* c: NULL for a timer of the desk. False: no handler of this kind. */
bool handle_timer(struct desk *d, struct case_row *c, const struct timer *due);

/* Asks the operator: one open event on the case, or on the desk without one. */
enum outcome handler_ask(struct desk *d, struct input *in, const char *fmt, ...)
    PRINTF(3, 4);
/* True when the message may act on its case: known participant, nothing against him. */
bool handler_may_act(const struct input *in, const char *role);

/* Adds what is said of the company where nothing was known: what stands was confirmed to
 * it already (followup.c). */
void handler_fill_gaps(struct case_row *c, const struct slots *s);

/* The message asks how the case stands, among other things perhaps (status.c). */
bool handler_asks_status(const struct input *in);

/* Whom a receipt greets: the company only where its own contact has written. */
enum party handler_writer(struct desk *d, const struct input *in);

#endif
