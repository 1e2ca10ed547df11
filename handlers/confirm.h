/* What the company says about the open points of the reminder before a visit. */
#ifndef MADOGUCHI_CONFIRM_H
#define MADOGUCHI_CONFIRM_H

#include "handler.h"

/* Notes what a participant has filled in of the programme's list (programme_confirm), on
 * the visit that the mail is about, else the next one. True: the mail says nothing else,
 * and is done with. */
bool confirm_noted(struct desk *d, struct input *in);

#endif
