/* What the answers of an expert to an offer have in common. */
#ifndef MADOGUCHI_EXPERT_HANDLER_H
#define MADOGUCHI_EXPERT_HANDLER_H

#include "handlers.h"

/* The offer this message answers, and the expert it was made to. False: none, or the
 * sender is somebody else; the operator was asked then. */
bool expert_offer(
    struct desk *d, struct input *in, struct offer *o, struct expert *e) MUST_CHECK;
/* True when the answer may change its offer: it bears the offer's own token, or answers
 * its own letter, and the time for that is not over (match.token_days; the case's end).
 * False: the operator was asked and alerted; nothing else may follow. */
bool expert_proves(struct desk *d, struct input *in, const struct offer *o) MUST_CHECK;
/* The operators hear of an answer that waits for them. */
void expert_alert(struct desk *d, const struct input *in, const char *why);
/* The case has ended: no answer changes it any more. */
bool expert_case_over(const struct input *in);
/* The expert of an offer that was accepted does not go on: sure and proved, the next one
 * is asked; else the operator. */
enum outcome expert_leave(
    struct desk *d, struct input *in, const struct offer *o, const struct expert *e);
/* The expert who writes: the one who has the case, or one who was asked about it. */
bool expert_known(struct desk *d, const struct input *in, struct expert *out) MUST_CHECK;
/* A short letter about an offer to its expert. */
void expert_letter(struct desk *d, struct input *in, const struct expert *e,
    const struct offer *o, const char *template_name);
/* True when the message speaks as an expert about an offer. */
bool expert_speaks(const struct input *in);

#endif
