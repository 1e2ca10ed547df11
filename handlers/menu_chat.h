/* What the dialogue about the menu has besides by chat: menu_chat.c. */
#ifndef MADOGUCHI_MENU_CHAT_H
#define MADOGUCHI_MENU_CHAT_H

#include "handler.h"

/* The one line that the message chooses, a-e: by letter, number or place, or by chat by
 * the words of its label; 0 none, or more than one. */
char menu_letter(const struct desk *d, const struct input *in);
/* By chat the person is asked once more, for what is missing still: the category, or
 * (known) the place. False: it was asked before, or this is no chat. */
bool menu_asks_again(struct desk *d, struct input *in, bool known);
/* By chat he is told that a person takes over. */
void menu_handed_over(struct desk *d, struct input *in);

#endif
