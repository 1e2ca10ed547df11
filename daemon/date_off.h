/*
 * Whether somebody says of a date that was agreed that he cannot keep it:
 * 「急に都合がつかなくなりました」, "something has come up". What he only supposes, asks
 * or sets as a condition (都合が悪くなった場合) says nothing, nor that another comes.
 */
#ifndef MADOGUCHI_DATE_OFF_H
#define MADOGUCHI_DATE_OFF_H

#include "mem.h"

/* text: folded (analysis_fold). Linear in its length. */
bool date_off_said(const char *text);

#endif
