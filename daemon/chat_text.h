/* The providers' notations: what people wrote in them as plain text, and plain text so
 * that nothing in it acts (no mention of everybody, no forged box). All results are
 * owned. */
#ifndef MADOGUCHI_CHAT_TEXT_H
#define MADOGUCHI_CHAT_TEXT_H

#include "mem.h"

/* Slack: &lt; &gt; &amp;, <mailto:a@b|a@b>, <https://x|words>, <#C1|name>, <@U1>. */
char *slack_plain(const char *text);
/* As slack_plain, but mentions of others than own_id (NULL: of all) stay: @U1. What is
 * said to somebody else is not said to the desk. */
char *slack_plain_to(const char *text, const char *own_id);
char *slack_escape(const char *text);
/* Mattermost: @all, @channel and @here call nobody. */
char *mattermost_escape(const char *text);
/* Chatwork: tags are taken out, and what is quoted between [qt] and [/qt] with them. */
char *chatwork_plain(const char *text);
/* No '[' stays. */
char *chatwork_escape(const char *text);
/* The message that [rp aid=1 to=ROOM-MESSAGE] answers; NULL none. */
char *chatwork_replied(const char *text);
/* LINE WORKS: <m userId="all"> calls nobody. */
char *lineworks_escape(const char *text);
/* Teams: no link, emphasis, code, <at> or {{DATE(…)}} of a card's Markdown. */
char *teams_escape(const char *text);

/* Cuts a text to so many characters, at one. */
void chat_text_cut(char *text, size_t characters);
/* The same words, whatever became of blanks and brackets on the way. */
bool chat_text_same(const char *a, const char *b);

#endif
