/*
 * Listing by mail: an application, an update or a wish becomes a draft; nothing in the
 * list changes before the operator verifies it. Then the expert is told what is entered.
 */
#ifndef MADOGUCHI_DESK_DRAFT_H
#define MADOGUCHI_DESK_DRAFT_H

#include "desk.h"
#include "expert_form.h"
#include "store_draft.h"

/* A draft beside the entry that it is about. */
struct draft_view {
	struct draft d;
	struct form form;
	bool known;              /* there is an entry of that number */
	struct expert now;       /* that entry */
	struct expert then;      /* as it would become */
	unsigned changes;        /* bit: field that would change */
	struct strlist troubles; /* what could not be read */
	struct strlist lacks;    /* what must be known before it can be verified */
	bool sender_registered;  /* the sender's address is that of the entry */
	char *sender_number;     /* whose address it is, if another's; or NULL */
};

/* Makes a draft of a mail, and a receipt that names what is missing. An open one of the
 * same sender goes on in the new one. Returns its id. */
int64_t desk_draft_take(
    struct desk *d, const struct message *m, const char *lang, bool forged);
/* The receipt that it writes (desk_draft_receipt.c). */
void desk_draft_receipt(struct desk *d, const struct message *m, int64_t id);
/* What is to be said to the operator about it, one line. Owned. */
char *desk_draft_summary(struct desk *d, int64_t id);

/* more (may be NULL): what the operator adds or corrects; registration_no likewise.
 * False: there is no such draft. */
bool desk_draft_view(struct desk *d, int64_t id, const struct form *more,
    const char *registration_no, struct draft_view *out) MUST_CHECK;
void draft_view_free(struct draft_view *v);
/* Takes it over into the list and writes the confirmation. NULL: done; else why not, in
 * words (owned). */
char *desk_draft_verify(struct desk *d, struct draft_view *v) MUST_CHECK;
char *desk_draft_reject(
    struct desk *d, struct draft_view *v, const char *reason) MUST_CHECK;

#endif
