/*
 * The texts that the desk sends, and for each the names that it may use. A template with
 * any other name is refused when it is loaded; above all, an offer cannot even name the
 * company that asked.
 *
 * Whoever renders hands over one JSON object. A key that is absent is unknown: the text
 * leaves its line out. Flags are true or absent. All values are text but for the numbers
 * visit.no, visit.total and case.employees, the lists and the flags. Objects without any
 * key are left out as well (`missing` above all). visit.date is a date with weekday and
 * time, visit.end a time alone ("16:30"). complaint_receipt and followup_receipt greet
 * the company, else the expert, else the agency that is there: hand over the writer's
 * alone. The visit texts that go to both sides greet whoever of the two is there.
 *
 *   desk          name organisation address phone hours
 *   case          number category_mark (ア) category_label submenu_label theme_label
 *                 region industry employees budget format_label dates_text opened urgent*
 *   case (own)    need subject: the requester's own words; never in an offer
 *   company       name contact email phone salutation ("株式会社○○　山田 太郎 様")
 *   agency        name salutation
 *   expert        name registration_no affiliation organisation email qualifications
 *                 industries themes forms fee track_record pr valid_until (a date with
 *                 weekday)
 *   offer         due, reasons[]
 *   visit         no total date end format_label online* is_first* is_last*
 *   visits[]      as visit
 *   slots[]       no date end: what is put to both sides for a visit's date
 *   asking        until (a date), was (the date before), to_expert* (else to the company)
 *                 offered* (by the other side) again* moving* (visit.date still holds)
 *                 outside* (the usual gap is not kept) pending* (slots are on the table)
 *                 slots* (dates are asked in letters of their own)
 *   wrong[]       what is wrong with days that somebody named
 *   course        preparation[] content[] homework[] timetable[] deliverables[]
 *   missing       category* theme* prefecture* industry* employees* budget* format*
 *                 dates* company* contact* phone*
 *   menu[]        mark label
 *   alert         title, lines[]
 *   digest        day nothing*; of waiting, late, failed, today, next and others:
 *                 the list [] with text since todo urgent*, and its _count and _more
 *   received      subject date
 *   outcome       one line
 *   listed        number date added* changed* paused* resumed* removed* elsewhere* (asked
 *                 for from another address) reason entries[label value] lacking[]
 *                 unclear[] unknown* (whose entry it is) asks* (there is something in a
 *                 list)
 *   notice        again*: the same was written before
 *   chat          private* (nobody else reads the channel) ask* (the mail address is not
 *                 known) confirm* (the menu is to be answered) mailed*
 *                 (letters that waited for the address are out)
 *   (* a flag)
 *
 * In English texts `company.salutation` and `agency.salutation` stand after "Dear".
 */
#ifndef MADOGUCHI_TEMPLATE_NAMES_H
#define MADOGUCHI_TEMPLATE_NAMES_H

#include "config.h"
#include "mem.h"

struct template_info {
	const char *name;
	unsigned groups; /* template_names.c */
};

/* The whole table; *n its length. */
const struct template_info *template_info_all(size_t *n);
/* NULL when there is no template of that name. */
const struct template_info *template_info_find(const char *name);
/* path is a full dotted name ("visits.date"). A section may also name what only holds
 * names ("expert"). */
bool template_name_allowed(
    const struct template_info *info, const char *path, bool section);

/* Adds a problem for each name in supervised.templates that is no template. */
void check_supervised(const struct config *c, struct strlist *problems);

#endif
