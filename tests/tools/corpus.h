/*
 * Reading the labelled messages of tests/corpus, for the trainer and the evaluation.
 * It is a header of static functions, since the programs here are linked from the library
 * and their own files alone.
 */
#ifndef MADOGUCHI_CORPUS_H
#define MADOGUCHI_CORPUS_H

#include "buf.h"
#include "clock.h"
#include "log.h"
#include "message.h"
#include "reading.h"
#include "split.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The files that training may use. Folds keep what one writer wrote together, so that
 * cross-validation shows what happens with writers whose messages were not seen.
 */
static const struct corpus_file {
	const char *name;
	int fold;
	bool shorts; /* texts of a sentence or three, without sender */
} corpus_files[] = {
    {"dev.jsonl", 0, false},
    {"dev2.jsonl", 1, false},
    {"dev3.jsonl", 2, false},
    {"dev4.jsonl", 3, false},
    {"dev5.jsonl", 4, false},
    {"dev6.jsonl", 5, false},
    {"threads.jsonl", 0, false},
    {"own-requests1.jsonl", 6, false},
    {"own-forwards1.jsonl", 0, false},
    {"own-kinds1.jsonl", 1, false},
    {"own-foils1.jsonl", 2, false},
    {"own-replies1.jsonl", 3, false},
    {"own-requests2.jsonl", 4, true},
    {"own-forwards2.jsonl", 5, true},
    {"own-kinds2.jsonl", 6, true},
    {"own-incidents2.jsonl", 3, true},
    {"own-replies2.jsonl", 5, true},
    {"own-foils2.jsonl", 4, false},
    {"own-replies3.jsonl", 2, false},
    {"own-replies4.jsonl", 4, false},
    {"own-kinds3.jsonl", 0, false},
    {"own-incidents3.jsonl", 1, false},
    {"own-english3.jsonl", 6, true},
    {"own-requests3.jsonl", 2, false},
    {"own-kinds4.jsonl", 3, false},
    {"own-requests4.jsonl", 5, false},
    {"own-english4.jsonl", 2, false},
    {"own-kinds5.jsonl", 4, false},
    {"own-requests5.jsonl", 0, false},
    {"own-requests6.jsonl", 1, false},
    {"own-replies5.jsonl", 6, false},
    {"own-replies6.jsonl", 1, false},
    {"own-replies7.jsonl", 5, false},
    {"own-replies8.jsonl", 0, true},
    {"own-replies9.jsonl", 4, true},
    {"own-replies10.jsonl", 2, true},
    {"own-replies11.jsonl", 3, true},
    {"own-replies12.jsonl", 5, true},
    {"own-replies13.jsonl", 6, true},
    {"own-replies14.jsonl", 0, false},
    {"own-replies15.jsonl", 3, false},
    {"own-replies16.jsonl", 2, false},
    {"own-context1.jsonl", 1, true},
    {"own-context2.jsonl", 4, true},
    {"own-incidents4.jsonl", 4, false},
    {"own-kinds6.jsonl", 6, false},
    {"own-incidents5.jsonl", 5, true},
    {"own-incidents6.jsonl", 6, false},
    {"own-kinds7.jsonl", 1, true},
    {"own-incidents7.jsonl", 2, true},
    {"own-replies17.jsonl", 1, true},
    {"own-replies18.jsonl", 3, true},
    {"own-replies19.jsonl", 4, true},
    {"own-replies20.jsonl", 6, true},
    {"own-replies21.jsonl", 0, true},
    {"own-replies22.jsonl", 5, true},
    {"own-replies23.jsonl", 2, true},
    {"own-replies24.jsonl", 3, true},
    {"own-replies25.jsonl", 1, true},
    {"own-replies26.jsonl", 6, true},
    {"own-replies27.jsonl", 5, true},
    {"own-replies28.jsonl", 0, true},
    {"own-replies29.jsonl", 2, true},
    {"own-replies30.jsonl", 4, true},
    {"own-replies31.jsonl", 6, true},
    {"own-replies32.jsonl", 1, true},
    {"own-incidents8.jsonl", 3, true},
    {"own-kinds8.jsonl", 0, true},
    {"own-replies33.jsonl", 3, true},
    {"own-replies34.jsonl", 0, true},
    {"own-replies35.jsonl", 5, true},
    {"own-replies36.jsonl", 2, true},
    {"own-kinds9.jsonl", 5, false},
    {"own-kinds10.jsonl", 3, false},
    {"own-replies37.jsonl", 1, false},
    {"own-replies38.jsonl", 4, false},
    {"own-replies39.jsonl", 6, false},
    {"own-kinds11.jsonl", 2, false},
    {"own-replies40.jsonl", 0, true},
    {"own-replies41.jsonl", 3, true},
    {"own-replies42.jsonl", 5, true},
    {"own-replies43.jsonl", 2, true},
    {"own-replies44.jsonl", 1, true},
    {"own-replies45.jsonl", 4, true},
    {"own-replies46.jsonl", 6, true},
    {"own-replies47.jsonl", 0, true},
    {"own-replies48.jsonl", 3, true},
    {"own-replies49.jsonl", 2, true},
    {"own-replies50.jsonl", 5, true},
    {"own-replies51.jsonl", 6, true},
    {"own-replies52.jsonl", 1, true},
    {"own-replies53.jsonl", 4, true},
};

#define FOLDS 7

/* Never trained on. */
static const char *const validation_files[] = {"valid-1.jsonl", "valid-2.jsonl",
    "valid-3.jsonl", "valid-4.jsonl", "valid-5.jsonl", "valid-6.jsonl", "valid-7.jsonl",
    "valid-8.jsonl"};

struct record {
	json_t *json;   /* owned */
	json_t *labels; /* borrowed from json */
	struct message message;
	int64_t sent;
	int fold;
	size_t file; /* in corpus_files */
	bool bare;   /* one of the short texts, whose sender says nothing */
	bool thread; /* a reply in a context, in the form of threads.jsonl */
};

struct corpus {
	struct record *v;
	size_t n;
};

static inline const char *
record_id(const struct record *r)
{
	return json_string_value(json_object_get(r->json, "id"));
}

static inline const char *
label_text(const struct record *r, const char *key)
{
	return json_string_value(json_object_get(r->labels, key));
}

/* True when the label itself or one of its alternatives is this word. */
static inline bool
label_allows(const struct record *r, const char *key, const char *word)
{
	char alt[32];
	const json_t *list;
	size_t i;
	const json_t *item;

	if (str_eq(label_text(r, key), word))
		return true;
	snprintf(alt, sizeof(alt), "%s_alt", key);
	list = json_object_get(r->labels, alt);
	json_array_foreach(
	    list, i, item) if (str_eq(json_string_value(item), word)) return true;
	return false;
}

static inline void
record_message(struct record *r)
{
	const char *subject = json_string_value(json_object_get(r->json, "subject"));
	const char *body = json_string_value(json_object_get(r->json, "body"));
	const char *addr = json_string_value(json_object_get(r->json, "from_addr"));
	const char *name = json_string_value(json_object_get(r->json, "from_name"));
	struct message *m = &r->message;

	message_init(m);
	m->chat = str_eq(json_string_value(json_object_get(r->json, "channel")), "chat");
	if (m->chat)
		set_str(&m->text, body ? body : "");
	else
		split_body(subject ? subject : "", body ? body : "", m);
	set_str(&m->subject, subject);
	if (addr && strchr(addr, '@'))
		set_str(&m->from.addr, addr);
	set_str(&m->from.name, name);
	m->date = r->sent;
}

static inline void
corpus_add(struct corpus *c, json_t *json, size_t file, int fold)
{
	struct record *r;
	const char *sent = json_string_value(json_object_get(json, "sent"));

	c->v = xreallocarray(c->v, c->n + 1, sizeof(*c->v));
	r = &c->v[c->n++];
	*r = (struct record){.json = json,
	    .labels = json_object_get(json, "labels"),
	    .fold = fold,
	    .file = file,
	    .thread = json_object_get(json, "context") != NULL};
	r->bare = str_eq(json_string_value(json_object_get(json, "notes")), "short");
	if (!sent || !civil_parse_iso(sent, &r->sent))
		fatal("corpus: a record without a date");
	record_message(r);
}

static inline void
corpus_read(struct corpus *c, const char *dir, const char *name, size_t file, int fold)
{
	char *path = xasprintf("%s/%s", dir, name);
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (f == NULL)
		fatal("%s: %s", path, strerror(errno));
	while (getline(&line, &cap, f) > 0) {
		json_error_t error;
		json_t *json = json_loads(line, 0, &error);

		if (json == NULL)
			fatal("%s: %s", path, error.text);
		corpus_add(c, json, file, fold);
	}
	free(line);
	fclose(f);
	free(path);
}

static inline void
corpus_load(struct corpus *c, const char *dir)
{
	*c = (struct corpus){0};
	for (size_t i = 0; i < ARRAY_LEN(corpus_files); i++)
		corpus_read(c, dir, corpus_files[i].name, i, corpus_files[i].fold);
}

static inline void
corpus_free(struct corpus *c)
{
	for (size_t i = 0; i < c->n; i++) {
		message_free(&c->v[i].message);
		json_decref(c->v[i].json);
	}
	free(c->v);
	*c = (struct corpus){0};
}

#endif
