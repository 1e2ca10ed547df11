/*
 * The person whom a text names as the contact: the writer of a request, or the one for
 * whom an agency writes. Texts are normalised (norm_text).
 */
#ifndef MADOGUCHI_CONTACT_H
#define MADOGUCHI_CONTACT_H

#include "surnames.h"

/* speaker: the writer's own name is wanted, else that of a third party. shown: the name
 * that the mail shows as its sender's, which backs a name in the text (speaker) or rules
 * it out (otherwise); NULL: none. forwarded: the text is one that somebody forwards with
 * its sender's name, which completes a surname. Owned; NULL: nobody is named. */
char *contact_find(const struct surnames *names, const char *text, bool speaker,
    const char *shown, bool forwarded);
/* A name with surname and given name out of one that is shown with more: 浜口 美和,
 * 税理士 中曽根, 北村(びわ電設). Owned; NULL: it holds none. */
char *contact_shown(const struct surnames *names, const char *shown);

#endif
