/* What answers about dates share. */
#ifndef MADOGUCHI_SCHEDULE_HANDLER_H
#define MADOGUCHI_SCHEDULE_HANDLER_H

#include "desk_slots.h"
#include "handlers.h"

/* True when one exact new time, plain enough to need no person, was put to the other side
 * as an update, to which this side (1 << SLOT_COMPANY, 1 << SLOT_EXPERT) agrees: only of
 * a date that was merely proposed. */
bool schedule_moves_at_once(
    struct desk *d, const struct input *in, struct visit *v, int side);

/* An answer to the letter with the slots that chooses some of them, or asks for others,
 * whatever else the reading makes of it. */
bool schedule_names_slots(const struct input *in);
/* It chooses some of them and would have something else about them changed, without
 * naming another day: neither refuses the others nor agrees to these. */
bool schedule_chooses_and_asks(const struct input *in);
/* A choice by the numbers of the letter, in words that leave nothing open, needs nobody's
 * second look; nor do other days, which are only put to the other side. */
void schedule_settle_reading(struct desk *d, struct input *in, const struct visit *v);
/* The writer cannot keep the visit's date, whether or not he names another. */
bool schedule_gives_up(const struct input *in, const struct visit *v);
/* The same while other dates are being asked for already: what nobody can keep must not
 * stand meanwhile. */
bool schedule_drops_while_asked(const struct input *in, const struct visit *v);
/* What waits for a person may wait too long: that a date within two working days may be
 * off is told to the operators at once. */
void schedule_tell_if_near(struct desk *d, const struct input *in, const struct visit *v);
/* The other format that the text wishes for the visit; static, NULL: none (format.c). */
const char *schedule_format_wish(const struct input *in, const struct visit *v);
/* The same of a short answer to slots that says nothing else. */
const char *schedule_format_alone(const struct input *in, const struct visit *v);
/* Days that count from the slots (その翌週): the reader of dates counts from today. */
bool schedule_leans_on_slots(const struct input *in);

#endif
