/* A company's name as it is compared. */
#ifndef MADOGUCHI_COMPANY_CORE_H
#define MADOGUCHI_COMPANY_CORE_H

/* Normalised, without white space and without the legal form, so that 株式会社 before,
 * behind or as ㈱ does not matter. Owned; NULL where nothing is left or name is NULL. */
char *company_core(const char *name);

#endif
