/*
 * Forms of the web that pass on what a person has filled in: labelled fields, one after
 * the other. Pure; texts are normalised with their line breaks (analysis.lines).
 */
#ifndef MADOGUCHI_WEBFORM_H
#define MADOGUCHI_WEBFORM_H

#include "mem.h"

/* True when the text is a filled-in form: fields that say who writes, and what about. A
 * receipt, which tells a person what he has sent, is none. */
bool webform_filled(const char *lines);
/* The address of the person in the form's own field; owned, NULL none. */
char *webform_email(const char *lines);

#endif
