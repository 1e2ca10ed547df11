/* What kind of support a request asks for, beyond its category. */
#ifndef MADOGUCHI_CASE_FORM_H
#define MADOGUCHI_CASE_FORM_H

#include "mem.h"

/* Whether a request asks for products to be chosen, compared or brought in
 * (製品の選定・導入支援): one of its clauses names a product and what is to be done with
 * it, and does not take it back. Only then must an expert offer that form; a request that
 * merely names a product in use does not ask for it. text may be NULL. */
bool asks_for_product(const char *text);

#endif
