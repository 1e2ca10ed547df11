/*
 * MeCab behind a function that names each word of a text.
 *
 * Used: mecab_model_new2, mecab_model_new_tagger, mecab_lattice_* and mecab_parse_lattice
 * of mecab.h 0.996. A feature line of IPADIC is "part,sub1,sub2,sub3,form,type,base,…";
 * words that the dictionary does not know have "*" there or no base at all.
 */
#include "words.h"

#include "norm.h"

#include <mecab.h>
#include <stdlib.h>
#include <string.h>

#define DEBIAN_DICTIONARY "/var/lib/mecab/dic/ipadic-utf8"
#define BASE_FIELD        6
#define BASE_AT           40 /* about so far into the line stands the base, or its end */
/* A sentence longer than this is cut: a lattice needs some 300 bytes for each character.
 */
#define PIECE_MAX 2048

struct words {
	mecab_model_t *model;
	mecab_t *tagger;
	mecab_lattice_t *lattice;
};

struct words *
words_open(const char *dictionary, struct err *e)
{
	struct words *w = xcalloc(1, sizeof(*w));
	const char *folder = dictionary ? dictionary : DEBIAN_DICTIONARY;
	/* No user's ~/.mecabrc: the same mail is read alike on every account. */
	char *options = xasprintf("-r /dev/null -d %s", folder);
	const char *why;

	w->model = mecab_model_new2(options);
	free(options);
	if (w->model) {
		w->tagger = mecab_model_new_tagger(w->model);
		w->lattice = mecab_model_new_lattice(w->model);
	}
	if (w->tagger && w->lattice)
		return w;
	why = mecab_strerror(w->tagger);
	err_set(e,
	    "MeCab: no readable dictionary in %s (%.300s); install it: apt-get install "
	    "mecab-ipadic-utf8",
	    folder, str_empty(why) ? "no reason given" : why);
	words_close(w);
	return NULL;
}

void
words_close(struct words *w)
{
	if (w == NULL)
		return;
	if (w->lattice)
		mecab_lattice_destroy(w->lattice);
	if (w->tagger)
		mecab_destroy(w->tagger);
	if (w->model)
		mecab_model_destroy(w->model);
	free(w);
}

/* The field of a feature line, or NULL when there is none or "*". */
static const char *
base_of(const char *feature, size_t *len)
{
	size_t n = 0;

	/* Fields are a few bytes long: a plain loop is faster than as many strchr. */
	for (int commas = 0; commas < BASE_FIELD; feature++) {
		if (*feature == '\0')
			return NULL;
		commas += *feature == ',';
	}
	while (feature[n] != '\0' && feature[n] != ',')
		n++;
	*len = n;
	return *len == 0 || (*len == 1 && *feature == '*') ? NULL : feature;
}

/* The lines of features lie scattered over the dictionary's 40 MB: those of a sentence
 * are called from memory all at once, not one after another. */
static void
call_features(const mecab_node_t *node)
{
	for (; node; node = node->next)
		__builtin_prefetch(node->feature + BASE_AT);
}

/* What the feature lines of IPADIC begin with; the first that fits counts. */
static enum word_sort
sort_of(const mecab_node_t *node)
{
	static const struct {
		const char *feature;
		enum word_sort sort;
	} table[] = {{"名詞,固有名詞,人名,姓", WORD_FAMILY},
	    {"名詞,固有名詞,人名,名", WORD_GIVEN}, {"名詞,固有名詞,人名", WORD_NAME},
	    {"名詞,固有名詞,組織", WORD_FIRM}, {"名詞,固有名詞,地域,国", WORD_NOUN},
	    {"名詞,固有名詞,地域", WORD_PLACE}, {"名詞,接尾", WORD_SUFFIX},
	    {"名詞,代名詞", WORD_OTHER}, {"名詞,非自立", WORD_OTHER},
	    {"名詞,数", WORD_OTHER}, {"名詞", WORD_NOUN}, {"接頭詞,名詞", WORD_NOUN}};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_starts(node->feature, table[i].feature))
			return node->stat == MECAB_UNK_NODE && table[i].sort == WORD_NOUN
			           ? WORD_UNKNOWN
			           : table[i].sort;
	return WORD_OTHER;
}

/* Who is called for the words: one of the two. */
struct listener {
	word_fn *word;
	word_sort_fn *sort;
	void *data;
};

static void
tell(const struct listener *l, const mecab_node_t *node, size_t begin)
{
	size_t end = begin + node->length, len;
	const char *base;

	if (l->sort) {
		l->sort(l->data, sort_of(node), begin, end);
		return;
	}
	if (!l->word)
		return;
	base = base_of(node->feature, &len);
	l->word(
	    l->data, base ? base : node->surface, base ? len : node->length, begin, end);
}

static void
cut_piece(
    struct words *w, const char *text, size_t at, size_t n, const struct listener *l)
{
	mecab_lattice_clear(w->lattice);
	mecab_lattice_set_sentence2(w->lattice, text + at, n);
	if (!mecab_parse_lattice(w->tagger, w->lattice))
		return;
	call_features(mecab_lattice_get_bos_node(w->lattice));
	for (const mecab_node_t *node = mecab_lattice_get_bos_node(w->lattice); node;
	     node = node->next)
		if (node->stat != MECAB_BOS_NODE && node->stat != MECAB_EOS_NODE)
			tell(l, node, (size_t)(node->surface - text));
}

static bool
ends_sentence(uint32_t cp)
{
	return cp == 0x3002 || cp == '!' || cp == '?' || cp == '\n';
}

static void
cut(struct words *w, const char *text, const struct listener *l)
{
	size_t begin = 0, at = 0;

	while (text[at]) {
		uint32_t cp;

		at += utf8_next(text + at, &cp);
		if (ends_sentence(cp) || at - begin >= PIECE_MAX) {
			cut_piece(w, text, begin, at - begin, l);
			begin = at;
		}
	}
	if (at > begin)
		cut_piece(w, text, begin, at - begin, l);
}

void
words_cut(struct words *w, const char *text, word_fn *fn, void *data)
{
	cut(w, text, &(struct listener){.word = fn, .data = data});
}

void
words_sort(struct words *w, const char *text, word_sort_fn *fn, void *data)
{
	cut(w, text, &(struct listener){.sort = fn, .data = data});
}

struct naming {
	bool any, other;
};

static void
see_name(void *data, enum word_sort sort, size_t begin, size_t end)
{
	struct naming *n = data;

	(void)begin;
	(void)end;
	n->any = true;
	n->other = n->other || (sort != WORD_FAMILY && sort != WORD_GIVEN);
}

bool
words_are_names(struct words *w, const char *text)
{
	struct naming n = {false, false};

	words_sort(w, text, see_name, &n);
	return n.any && !n.other;
}
