/* Whether a message speaks of an incident as under way, past, feared, or another's: signs
 * for the model, no answers. */
#ifndef MADOGUCHI_INCIDENT_H
#define MADOGUCHI_INCIDENT_H

#include "analysis.h"

/* Fills a->incident_signs from subject, own and forwarded text. */
void incident_find_signs(struct analysis *a);

#endif
