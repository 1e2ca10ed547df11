/*
 * Themes of guidance by number. What they are called, and what is done in them, is the
 * programme's (programme.h); here is only how many there may be and are. A set of themes
 * is a word of bits, bit n for theme n.
 */
#ifndef MADOGUCHI_THEME_H
#define MADOGUCHI_THEME_H

enum { THEME_MAX = 15 };
#define THEME_ANY 0xFFFFu /* every bit a set may have */

/* The highest number that the programme of this process knows; 6 until one is loaded
 * (programme_load). */
int theme_last(void);
void theme_last_is(int no);
/* All themes up to that one. */
unsigned theme_all(void);

#endif
