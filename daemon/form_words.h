/* Pieces that mails about the list are made of; for expert_form_read.c. */
#ifndef MADOGUCHI_FORM_WORDS_H
#define MADOGUCHI_FORM_WORDS_H

#include "expert_form.h"

/* 令和十年三月三十一日 → 令和10年3月31日: kanji numbers before a counting word, and
 * 〇〇七七 digit by digit. Owned. */
char *form_arabic(const char *s);
/* The one mail address in s besides other (may be NULL); NULL: none, or several. Owned.
 */
char *form_address(const char *s, const char *other);
/* Registration numbers: six digits alone, which words or 第…号 mark as one. Each once. */
void form_numbers(const char *text, struct strlist *out);
/* To be taken off the list, to pause, to come back; else to be entered or changed. */
enum form_wish form_wish_of(const char *subject, const char *text);

#endif
