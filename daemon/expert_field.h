/*
 * What a list or a letter says about an expert, field by field: for telling two entries
 * apart, for showing what differs, and for taking over one field alone.
 */
#ifndef MADOGUCHI_EXPERT_FIELD_H
#define MADOGUCHI_EXPERT_FIELD_H

#include "store_expert.h"

enum expert_field {
	FIELD_NONE = -1,
	FIELD_NAME,
	FIELD_AFFILIATION,
	FIELD_ORGANISATION,
	FIELD_RESIDENCE,
	FIELD_EMAIL,
	FIELD_THEMES,
	FIELD_QUALIFICATIONS,
	FIELD_INDUSTRIES, /* with their bits */
	FIELD_RECORD,
	FIELD_AREAS,
	FIELD_FORMS,
	FIELD_FEE, /* with its band */
	FIELD_PERIODS,
	FIELD_PREFECTURES,
	FIELD_CAPACITY,
	FIELD_VALID_UNTIL,
	FIELD_PR,
	FIELD_COUNT
};

/* As in JSON and in the store ("valid_until"), and as people call it (登録有効期限). */
const char *expert_field_name(enum expert_field f);
const char *expert_field_label(enum expert_field f);
const char *expert_field_label_en(enum expert_field f);
/* FIELD_NONE when there is none of that name. */
enum expert_field expert_field_find(const char *name);
/* In words, the same for the same value; "" for none. Owned. */
char *expert_field_text(const struct expert *e, enum expert_field f);
bool expert_field_same(
    const struct expert *a, const struct expert *b, enum expert_field f);
/* to must own its texts (no block). */
void expert_field_copy(struct expert *to, const struct expert *from, enum expert_field f);

#endif
