/*
 * A sentence is courtesy when each of its words is on the list; a name may stand among
 * them. The list says what is allowed, so that whatever it does not know counts.
 */
#include "courtesy.h"

#include "analysis.h"
#include "buf.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX      200
#define NAMES_MAX      2  /* in a sentence */
#define NAME_BYTES_MAX 30 /* of one, both parts */

static const char *const words[] = {"お世話になっております", "お世話になります",
    "お世話になりました", "お世話さまです", "お世話様です", "いつも", "大変", "平素は",
    "平素より", "格別の", "お疲れさまです", "お疲れ様です", "おつかれさまです", "ご連絡",
    "ご案内", "ご打診", "打診", "ご依頼", "ご照会", "ご相談", "お声がけ", "お声掛け",
    "お知らせ", "お送り", "ありがとうございます", "ありがとうございました",
    "有難うございます", "有り難うございます", "有難うございました", "感謝いたします",
    "いただき", "頂き", "くださり", "賜り", "この度は", "このたびは", "ご丁寧に", "早速",
    "よろしくお願いします", "よろしくお願いいたします", "よろしくお願い致します",
    "よろしくお願い申し上げます", "宜しくお願いします", "宜しくお願いいたします",
    "宜しくお願い致します", "宜しくお願い申し上げます", "よろしくです", "よろしく",
    "どうぞ", "何卒", "引き続き", "今後とも", "以上です", "以上", "記入しました",
    "記入いたしました", "記入致しました", "記入のうえ", "記入の上", "記入済みです",
    "記入して", "記入", "返信します", "返信いたします", "ご返信します",
    "ご返信いたします", "返送します", "返送いたします", "回答します", "回答いたします",
    "ご回答します", "ご回答いたします", "お返しします", "お戻しします", "お返事します",
    "お返事いたします", "下記", "以下", "下の", "上の", "欄", "とおり", "通り", "回答",
    "印を付けました", "印をつけました", "丸を付けました", "丸をつけました",
    "○を付けました", "○をつけました", "チェックしました", "チェックを入れました",
    "ご確認", "ご査収", "ください", "下さい", "のほど", "お願いします",
    "お願いいたします", "お願い致します", "お願い申し上げます", "です", "と申します",
    "でございます", "様", "さま", "殿", "御中", "ご担当者", "担当者", "事務局", "窓口",
    "相談窓口", "中小企業セキュリティ相談窓口", "皆さま", "皆様", "拝", "より", "拝啓",
    "敬具", "前略", "草々", "こんにちは", "こんばんは", "おはようございます",
    "はじめまして", "hello", "hi", "dear", "thank you", "thanks", "kind", "best",
    "regards", "iphoneから送信", "ご返信", "ご返事", "お返事", "まで", "を", "の", "に",
    "へ", "は", "も", "と", "件", "取り急ぎ", "まずは", "、", ",", ".", "・", ":", "(",
    ")", "-", "_", "=", "*", "~", "─", "━", "♪", "^", " ", "　"};

static size_t
word_at(const char *p)
{
	size_t longest = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = str_prefix(p, words[i]);

		longest = n > longest ? n : longest;
	}
	return longest;
}

/* Bytes of a name at the front, up to the next word of the list; 0 for none. */
static size_t
name_at(struct words *w, const char *p)
{
	size_t len = 0;
	char *name;
	bool found;

	while (p[len] && (len == 0 || !word_at(p + len)) && len <= NAME_BYTES_MAX)
		len++;
	if (w == NULL || len > NAME_BYTES_MAX)
		return 0;
	name = xstrndup(p, len);
	found = words_are_names(w, name);
	free(name);
	return found ? len : 0;
}

static bool
is_courtesy(struct words *w, const char *p)
{
	int names = 0;

	while (*p) {
		size_t n = word_at(p);

		if (!n && names++ < NAMES_MAX)
			n = name_at(w, p);
		if (!n)
			return false;
		p += n;
	}
	return true;
}

/* Up to the next end of a sentence; n: bytes of what ends it. */
static size_t
sentence_length(const char *p, size_t *n)
{
	static const char *const ends[] = {"。", "!", "\n"};
	size_t len = 0;

	for (; p[len]; len++)
		for (size_t i = 0; i < ARRAY_LEN(ends); i++)
			if ((*n = str_prefix(p + len, ends[i])) != 0)
				return len;
	*n = 0;
	return len;
}

/* Cuts a name off that stands behind a blank: "1番でお願いします 山田". */
static void
cut_name(struct words *w, char *sentence)
{
	char *blank = strrchr(sentence, ' '), *wide = NULL, *folded;

	for (char *p = strstr(sentence, "　"); p; p = strstr(p + 1, "　"))
		wide = p;
	blank = wide && (blank == NULL || wide > blank) ? wide : blank;
	if (blank == NULL)
		return;
	folded = analysis_fold(blank);
	if (*folded && is_courtesy(w, folded))
		*blank = '\0';
	free(folded);
}

char *
courtesy_rest(struct words *w, const char *lines)
{
	struct buf rest = {0};

	for (int i = 0; *lines; i++) {
		size_t end, len = sentence_length(lines, &end);
		char *copy = xstrndup(lines, len), *folded = analysis_fold(copy);

		if (i >= LINES_MAX || !is_courtesy(w, folded)) {
			free(folded);
			cut_name(w, copy);
			folded = analysis_fold(copy);
			if (rest.len)
				buf_adds(&rest, "。");
			buf_adds(&rest, folded);
		}
		free(copy);
		free(folded);
		lines += len + end;
	}
	return buf_steal(&rest);
}
