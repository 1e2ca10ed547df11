/* application/x-www-form-urlencoded (WHATWG URL, 5.1), as a JSON object of texts. */
#ifndef MADOGUCHI_HTTP_FORM_H
#define MADOGUCHI_HTTP_FORM_H

#include <jansson.h>

/* The first value of each name counts; what is no UTF-8 is left out, and so is what comes
 * behind a hundred fields. Owned. */
json_t *http_form_read(const char *body, size_t n);

#endif
