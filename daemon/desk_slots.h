/*
 * Dates agreed by slots: a visit that is due for a date is asked. Three slots are put to
 * both sides, each answers, the first that suits both is fixed; where none does, others
 * are asked, up to visits.rounds times, then a person has it. While a fixed visit is
 * asked anew its date holds until the new one is fixed or somebody drops it.
 */
#ifndef MADOGUCHI_DESK_SLOTS_H
#define MADOGUCHI_DESK_SLOTS_H

#include "desk.h"
#include "slot_plan.h"

/* Everything that the choice of slots for one visit hangs on. */
struct slot_frame {
	struct slot_ask ask; /* borrows from the rest */
	struct wish *wishes;
	struct taken *taken;
	struct slot *refused;
	int64_t before_day; /* of the visit before; 0 there is none */
};
void desk_slot_frame(struct desk *d, const struct case_row *c, const struct visit *v,
    struct slot_frame *f);
void desk_slot_frame_free(struct slot_frame *f);

/* Dates that one side has named instead of those on the table. */
struct slot_offer {
	enum slot_side side;
	struct span span[SLOTS_A_ROUND];
	size_t n;
	/* The date as it was that the side cannot keep: it is called off in the letter
	 * that asks for another. NULL: none. told: the sides (1 << SLOT_COMPANY …) in
	 * whose calendars it stands; nobody else hears of it. */
	const struct visit *off;
	int told;
};

/* Begins a search for the visit's date; offer (may be NULL, or empty) is put to the other
 * side first. The visit's row exists. */
void desk_slots_begin(
    struct desk *d, struct case_row *c, struct visit *v, const struct slot_offer *offer);
/* The same at the operator's word: where slots of the search before were refused, none of
 * them is put again. v->round is 0 where no day is left. */
void desk_slots_again(struct desk *d, struct case_row *c, struct visit *v);
/* After answers: fixes the first slot that suits both, or goes on with what was offered
 * instead, or with other slots, as soon as none on the table can suit both. */
void desk_slots_settle(
    struct desk *d, struct case_row *c, struct visit *v, const struct slot_offer *offer);
/* A visit has got another date: slots that were put for others of the case, and do not
 * fit beside it (order, gap), are replaced, since nobody has agreed to such a gap. */
void desk_slots_redated(struct desk *d, struct case_row *c, const struct visit *moved);
/* Takes the slots off the table; the visit keeps the date it has, if any. */
void desk_slots_end(struct desk *d, struct visit *v);
/* The search is the operator's now, who is shown all that was said. */
void desk_slots_hand_over(
    struct desk *d, struct case_row *c, struct visit *v, const char *why);
/* Reminds the sides that have not answered. False: nobody is waited for. */
bool desk_slots_remind(struct desk *d, struct case_row *c, struct visit *v);

/* It has a date, agreed or proposed; it has taken place. */
bool desk_visit_dated(const struct visit *v);
bool desk_visit_over(const struct visit *v);
/* An invitation to it was written: the next one has to bear a higher SEQUENCE. */
bool desk_visit_invited(struct desk *d, const struct visit *v);
/* The sides (1 << SLOT_COMPANY, 1 << SLOT_EXPERT: e) in whose calendars the visit stands,
 * by what has reached them, or may have while it is being sent: nobody needs to hear that
 * a visit is off of which he never heard, above all no expert who leaves before he was
 * told who the company is. */
int desk_visit_told(struct desk *d, const struct visit *v, const struct expert *e);
/* Asks for the date of the next visit that has none, and has had none since the last one
 * was reported (or, without wait_for_report, held). False: the course has no more
 * visits. */
bool desk_visit_next(struct desk *d, struct case_row *c, bool wait_for_report,
    const struct strlist *named_by_expert);
/* A side cannot keep the date: it counts no more from now on, the course goes on. Both
 * sides are told in one letter each, which asks for other dates unless some are on the
 * table; the operators at once when the visit would have been within two working days.
 * offer: whose word it is, and the days it named instead (desk_off.c). */
void desk_visit_call_off(struct desk *d, struct case_row *c, struct visit *v,
    const struct slot_offer *offer, const char *why);
/* One side would hold the dated visit online, or on site where it is online: the other
 * is asked (desk_format.c). Its yes changes the visit, with SEQUENCE + 1 and an update to
 * both; its no is told to who asked. desk_format_waits: such a question is open. */
void desk_format_ask(
    struct desk *d, struct case_row *c, const struct visit *v, enum slot_side by);
bool desk_format_waits(struct desk *d, const struct case_row *c, const struct visit *v);
void desk_format_answered(
    struct desk *d, struct case_row *c, struct visit *v, enum slot_side by, bool yes);
/* So soon that a letter alone may be read too late. */
bool desk_visit_near(struct desk *d, const struct visit *v);

/* A side would rather have this time: the other is asked, the date stands meanwhile. What
 * is wrong with the time otherwise, and nothing is done. */
enum day_trouble desk_slots_countered(
    struct desk *d, struct case_row *c, struct visit *v, int side, int64_t starts_at);
/* The time that a side (as above) proposes by its calendar cannot be: it is told why, as
 * one is who writes it in words. False: it could be. */
bool desk_visit_counter_fails(struct desk *d, struct case_row *c, const struct visit *v,
    int side, int64_t starts_at, const struct address *from);
/* It was agreed and did not take place: asked anew; the operators are told. */
void desk_visit_not_held(
    struct desk *d, struct case_row *c, struct visit *v, const char *why);
/* One side (1 << SLOT_COMPANY, 1 << SLOT_EXPERT) would end the course behind the visits
 * that were held, two or more: the other is asked, and agreeing ends it. False: the
 * course is not so far. */
bool desk_course_end_asked(struct desk *d, struct case_row *c, int side);
/* The sides that would, as bits; 0 none. */
int desk_course_ending(struct desk *d, const struct case_row *c);

/* Notes what a side (expert_id 0: the company's) said of days. text (may be NULL): in
 * which words, for the half of the day that is meant. */
void desk_wishes_note(struct desk *d, const struct case_row *c, int64_t expert_id,
    const struct strlist *dates, const struct strlist *unavailable, const char *text);
/* All that was asked and said about the visit's date, in one line. Owned. */
char *desk_slots_view(struct desk *d, const struct case_row *c, const struct visit *v);
/* Why a day cannot be, for the one who named it. Owned. */
char *desk_day_trouble(
    const struct desk *d, enum day_trouble t, const char *iso, const char *lang);
/* The same of a phrase whose weekday or day does not exist. Owned. */
char *desk_day_mismatch(const struct desk *d, const char *phrase, const char *lang);

/* Letters about slots (desk_slots_say.c). visit_slots_off is an iTIP CANCEL of v. */
void desk_slots_ask_side(struct desk *d, struct case_row *c, const struct expert *e,
    const struct visit *v, enum slot_side side, const char *template_name,
    const struct slot *slots, size_t n, json_t *asking);
/* That the date is off, without other dates: an iTIP CANCEL. */
void desk_slots_tell_off(struct desk *d, struct case_row *c, const struct expert *e,
    const struct slot_offer *gone, enum slot_side side);
/* What is wrong with the days that the side named (takes the list of phrases), to whom of
 * it wrote; nothing changes. */
void desk_slots_ask_back(struct desk *d, struct case_row *c, const struct visit *v,
    enum slot_side side, json_t *wrong, const struct address *to);
/* The iTIP REQUEST of the date that was fixed; was: the one before, 0 none. */
void desk_slots_tell_fixed(struct desk *d, struct case_row *c, const struct expert *e,
    const struct visit *v, int64_t was);

#endif
