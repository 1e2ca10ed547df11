/*
 * Where a telephone number belongs.
 */
#ifndef MADOGUCHI_AREA_H
#define MADOGUCHI_AREA_H

/* The prefecture (1-47) in which numbers with this area code are; 0: a mobile or free
 * number, or an area that several prefectures share. number: digits and hyphens, from its
 * leading 0. */
int area_prefecture(const char *number);

#endif
