/* Drafts of entries: from a mail, and into the list. See desk_draft.h. */
#include "desk_draft.h"

#include "buf.h"
#include "clock.h"
#include "norm.h"
#include "store_list.h"
#include "theme.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_KEPT = 4000 };

/* --- a draft beside its entry --- */

static void
fill_in(struct expert *e, const struct draft *draft)
{
	if (str_empty(e->email))
		set_str(&e->email, draft->sender);
	if (str_empty(e->name) && draft->sender_name) {
		set_str(&e->name, draft->sender_name);
		(void)utf8_drop_unsafe(e->name);
	}
}

static void
find_lacks(const struct desk *d, struct draft_view *v)
{
	char *today = civil_iso_date(d->now);
	bool english = str_eq(v->d.lang, "en");
	struct strlist then = {0}, now = {0};

	/* What an entry lacked before does not hinder a change of something else. */
	expert_form_lacks(&v->then, today, english, &then);
	if (v->known)
		expert_form_lacks(&v->now, today, english, &now);
	for (size_t i = 0; i < then.n; i++)
		if (!strlist_has(&now, then.v[i]) ||
		    (expert_form_has(&v->form, FIELD_VALID_UNTIL) &&
		        (str_starts(then.v[i], expert_field_label(FIELD_VALID_UNTIL)) ||
		            str_starts(
		                then.v[i], expert_field_label_en(FIELD_VALID_UNTIL)))))
			strlist_add(&v->lacks, then.v[i]);
	strlist_free(&then);
	strlist_free(&now);
	free(today);
}

static void
compare_sender(struct desk *d, struct draft_view *v)
{
	v->sender_registered = v->known && str_ieq(v->now.email, v->d.sender);
	if (v->sender_registered)
		return;
	v->sender_number = store_expert_number_of(d->store, v->d.sender);
}

bool
desk_draft_view(struct desk *d, int64_t id, const struct form *more,
    const char *registration_no, struct draft_view *out)
{
	struct form own = {0};

	*out = (struct draft_view){0};
	expert_init(&out->now);
	expert_init(&out->then);
	if (!store_draft_get(d->store, id, &out->d))
		return false;
	if (registration_no)
		set_str(&out->d.registration_no, registration_no);
	expert_form_from_json(&own, out->d.fields);
	if (more)
		for (size_t i = 0; i < more->n; i++)
			expert_form_add(
			    &own, more->v[i].field, more->v[i].op, more->v[i].cell);
	out->form = own;
	out->form.wish = form_wish_find(out->d.wish);
	if (out->d.registration_no)
		out->known = store_expert_find(
		    d->store, out->d.registration_no, d->now, &out->now);
	for (int f = 0; out->known && f < FIELD_COUNT; f++)
		expert_field_copy(&out->then, &out->now, (enum expert_field)f);
	set_str(&out->then.registration_no, out->d.registration_no);
	expert_form_apply(&out->form, &out->then, &out->troubles);
	if (!out->known)
		fill_in(&out->then, &out->d);
	for (int f = 0; f < FIELD_COUNT; f++)
		if (!expert_field_same(&out->now, &out->then, (enum expert_field)f))
			out->changes |= 1u << f;
	find_lacks(d, out);
	compare_sender(d, out);
	return true;
}

void
draft_view_free(struct draft_view *v)
{
	draft_free(&v->d);
	expert_form_free(&v->form);
	expert_free(&v->now);
	expert_free(&v->then);
	strlist_free(&v->troubles);
	strlist_free(&v->lacks);
	free(v->sender_number);
}

/* --- from a mail --- */

/* A further mail of the same sender about the same entry: one draft. */
static void
join_older(struct desk *d, struct form *form, const char *sender, bool forged)
{
	struct draft older;
	struct form said = {0};

	if (!store_draft_open_of(d->store, sender, forged, &older)) {
		draft_free(&older);
		return;
	}
	if (!form->registration_no || !older.registration_no ||
	    str_eq(form->registration_no, older.registration_no)) {
		expert_form_from_json(&said, older.fields);
		said.registration_no = xstrdup_null(older.registration_no);
		said.wish = form_wish_find(older.wish);
		expert_form_join(form, &said);
		store_draft_done(d->store, &older, "replaced", NULL, d->now);
		expert_form_free(&said);
	}
	draft_free(&older);
}

int64_t
desk_draft_take(struct desk *d, const struct message *m, const char *lang, bool forged)
{
	struct form form, below;
	struct draft draft = {.at = d->now,
	    .inbox_id = d->inbox_id,
	    .sender = m->from.addr,
	    .sender_name = m->from.name,
	    .lang = (char *)(uintptr_t)lang,
	    .forged = forged};
	int64_t id;

	expert_form_read(m->subject, m->text, m->from.addr, &form);
	if (!form.registration_no && m->signature) {
		expert_form_read(NULL, m->signature, NULL, &below);
		form.registration_no = xstrdup_null(below.registration_no);
		expert_form_free(&below);
	}
	join_older(d, &form, m->from.addr, forged);
	if (!form.registration_no)
		form.registration_no = store_expert_number_of(d->store, m->from.addr);
	draft.wish = (char *)(uintptr_t)form_wish_name(form.wish);
	draft.registration_no = form.registration_no;
	draft.fields = expert_form_json(&form);
	draft.troubles = form.troubles;
	draft.text = xstrdup(m->text ? m->text : "");
	utf8_cut(draft.text, TEXT_KEPT);
	id = store_draft_add(d->store, &draft);
	free(draft.text);
	free(draft.fields);
	expert_form_free(&form);
	desk_draft_receipt(d, m, id);
	return id;
}

char *
desk_draft_summary(struct desk *d, int64_t id)
{
	struct draft_view v;
	struct buf b = {0};

	if (desk_draft_view(d, id, NULL, NULL, &v)) {
		buf_addf(&b, "専門家リストへの%sの申請です。下書き%lld、",
		    form_wish_label(v.form.wish), (long long)id);
		if (v.d.registration_no)
			buf_addf(&b, "登録番号%s%s", v.d.registration_no,
			    v.known ? "" : "（未掲載）");
		else
			buf_adds(&b, "登録番号不明");
		if (v.d.forged)
			buf_adds(&b, "、【注意】送信元の認証に失敗したメールです");
		else if (v.known && !v.sender_registered)
			buf_adds(&b, "、【注意】登録されたアドレスからではありません");
	}
	draft_view_free(&v);
	return buf_steal(&b);
}

/* --- into the list --- */

static void
note_told(struct desk *d, const struct draft_view *v, int64_t id)
{
	struct told t = {.expert_id = id, .told_at = d->now};

	if (!v->known) {
		t.field = (char *)(uintptr_t)TOLD_ENTRY;
		store_told_set(d->store, &t);
		return;
	}
	for (int f = 0; f < FIELD_COUNT; f++)
		if (v->changes & 1u << f) {
			t.field =
			    (char *)(uintptr_t)expert_field_name((enum expert_field)f);
			t.listed = expert_field_text(&v->now, (enum expert_field)f);
			store_told_set(d->store, &t);
			free(t.listed);
		}
}

/* A wish of his own to rest, or to leave, does not end what the desk decided before. */
static bool
suspended_by_desk(struct desk *d, const struct expert *e)
{
	size_t n;
	struct told *rows = store_told_list(d->store, &n);
	bool desk = str_eq(e->status, "suspended");

	for (size_t i = 0; i < n; i++)
		if (rows[i].expert_id == e->id && str_eq(rows[i].field, TOLD_STATUS))
			desk = str_eq(rows[i].listed, "suspended");
	tolds_free(rows, n);
	return desk;
}

/* An entry that was off the list comes back; who was suspended by the desk stays so. */
static void
enter(struct desk *d, struct draft_view *v)
{
	int64_t id = store_expert_put(d->store, &v->then, d->now, NULL);

	v->then.id = id;
	note_told(d, v, id);
	store_expert_verified(d->store, id, d->now);
	if (v->known && str_eq(v->now.status, "gone")) {
		store_expert_status(
		    d->store, id, suspended_by_desk(d, &v->now) ? "suspended" : "active");
		store_told_forget(d->store, id, TOLD_STATUS);
	}
}

static void
set_aside(struct desk *d, struct draft_view *v, const char *status)
{
	struct strlist cases = {0};
	struct buf b = {0};

	store_expert_status(d->store, v->now.id, status);
	store_told_set(d->store, &(struct told){.expert_id = v->now.id,
	                             .field = (char *)(uintptr_t)TOLD_STATUS,
	                             .listed = v->now.status,
	                             .told_at = d->now});
	store_expert_cases(d->store, v->now.id, &cases);
	for (size_t i = 0; i < cases.n; i++)
		buf_addf(&b, "%s%s", i ? "、" : "", cases.v[i]);
	if (cases.n)
		desk_event(d, NULL, "list", true,
		    "%s（登録番号%s）は%sになりましたが、進行中の案件があります: %s",
		    v->now.name, v->now.registration_no, form_wish_label(v->form.wish),
		    buf_str(&b));
	buf_free(&b);
	strlist_free(&cases);
}

/* Why it cannot be taken over; NULL when it can. Owned. */
static char *
hindrance(struct desk *d, const struct draft_view *v)
{
	struct buf b = {0};

	if (!str_eq(v->d.state, "open"))
		return xasprintf(
		    "下書き%lldは処理済みです（%s）", (long long)v->d.id, v->d.state);
	if (!v->d.registration_no)
		return xstrdup("登録番号が分かりません（--regno NOで指定してください）");
	if (!v->known && v->form.wish != WISH_ENTRY)
		return xasprintf("登録番号%sは掲載されていません", v->d.registration_no);
	if (v->form.wish == WISH_RESUME && suspended_by_desk(d, &v->now))
		return xasprintf("窓口が停止しています。再開するならexperts resume %s",
		    v->d.registration_no);
	if (v->form.wish == WISH_ENTRY && v->known && !v->changes &&
	    !str_eq(v->now.status, "gone"))
		return xasprintf("変わる項目がありません（項目=値 で補うか、experts "
		                 "reject-draft %lldとしてください）",
		    (long long)v->d.id);
	if (v->form.wish != WISH_ENTRY || !v->lacks.n)
		return NULL;
	for (size_t i = 0; i < v->lacks.n; i++)
		buf_addf(
		    &b, "%s%s", i ? "、" : "足りないか、確かでない項目: ", v->lacks.v[i]);
	buf_adds(&b, "（項目=値 で補えます。例: valid_until=2029-03-31）");
	return buf_steal(&b);
}

/* --- letters --- */

static char *
shown(const struct desk *d, const struct expert *e, enum expert_field f, const char *lang)
{
	struct buf b = {0};
	int64_t end;

	if (f == FIELD_VALID_UNTIL && e->valid_until &&
	    civil_parse_iso(e->valid_until, &end))
		return str_eq(lang, "en") ? civil_en_date(end) : civil_ja_date(end);
	if (f != FIELD_THEMES)
		return expert_field_text(e, f);
	for (int t = 1; t <= theme_last(); t++)
		if (e->themes & 1u << t && programme_theme(d->programme, t, lang))
			buf_addf(&b, "%s%s", b.len ? "、" : "",
			    programme_theme(d->programme, t, lang));
	return buf_steal(&b);
}

static json_t *
entries(const struct desk *d, const struct draft_view *v)
{
	const char *lang = v->d.lang;
	json_t *list = json_array();

	for (int i = 0; i < FIELD_COUNT; i++) {
		enum expert_field f = (enum expert_field)i;
		char *value = shown(d, &v->then, f, lang);

		/* The end of the registration stands by itself. */
		if (*value && f != FIELD_VALID_UNTIL)
			(void)json_array_append_new(
			    list, json_pack("{s:s, s:s}", "label",
			              str_eq(lang, "en") ? expert_field_label_en(f)
			                                 : expert_field_label(f),
			              "value", value));
		free(value);
	}
	return list;
}

/* sheet: with the entry as it stands. */
static json_t *
confirmation_data(const struct desk *d, const struct draft_view *v, bool sheet)
{
	static const char *const flags[] = {[WISH_ENTRY] = "changed",
	    [WISH_PAUSE] = "paused",
	    [WISH_RESUME] = "resumed",
	    [WISH_REMOVE] = "removed"};
	char *today =
	    str_eq(v->d.lang, "en") ? civil_en_date(d->now) : civil_ja_date(d->now);
	json_t *o =
	    json_pack("{s:s, s:s}", "number", v->d.registration_no, "date", today);
	const char *flag = flags[v->form.wish];

	free(today);
	if (v->form.wish == WISH_ENTRY && !v->known)
		flag = "added";
	(void)json_object_set_new(o, flag, json_true());
	if (sheet && v->form.wish != WISH_REMOVE) {
		(void)json_object_set_new(o, "entries", entries(d, v));
		(void)json_object_set_new(o, "asks", json_true());
	}
	if (v->known && !v->sender_registered)
		(void)json_object_set_new(o, "elsewhere", json_true());
	return json_pack("{s:o}", "listed", o);
}

/* His address, as it was or is registered now. */
static bool
is_of_expert(const struct draft_view *v, const char *addr)
{
	return !v->known || str_ieq(addr, v->now.email) || str_ieq(addr, v->then.email);
}

/* To the registered address as well, where the wish came from another: its owner may know
 * nothing of it. And to a new one, so that it is tried. To any other, without the sheet:
 * other, where that differs. Takes both. */
static void
write_to_all(struct desk *d, struct draft_view *v, const char *template_name,
    json_t *data, json_t *other)
{
	struct strlist to = {0};

	if (!v->d.forged)
		strlist_add(&to, v->d.sender);
	if (v->known && !strlist_has(&to, v->now.email))
		strlist_add(&to, v->now.email);
	if (!str_eq(template_name, "list_rejected") && !str_empty(v->then.email) &&
	    !strlist_has(&to, v->then.email))
		strlist_add(&to, v->then.email);
	for (size_t i = 0; i < to.n; i++)
		(void)desk_write(
		    d, &(struct letter){.template_name = template_name,
		           .party = PARTY_REQUESTER,
		           .expert = &v->then,
		           .to = to.v[i],
		           .to_name = v->then.name,
		           .lang = v->d.lang,
		           .extra = json_incref(
		               other && !is_of_expert(v, to.v[i]) ? other : data)});
	strlist_free(&to);
	json_decref(data);
	json_decref(other);
}

char *
desk_draft_verify(struct desk *d, struct draft_view *v)
{
	char *why = hindrance(d, v);

	if (why)
		return why;
	if (v->form.wish == WISH_ENTRY || v->form.wish == WISH_RESUME)
		enter(d, v);
	if (v->form.wish == WISH_RESUME) {
		store_expert_status(d->store, v->now.id, "active");
		store_told_forget(d->store, v->now.id, TOLD_STATUS);
	} else if (v->form.wish == WISH_PAUSE) {
		set_aside(d, v, "suspended");
	} else if (v->form.wish == WISH_REMOVE) {
		set_aside(d, v, "gone");
	}
	desk_event(d, NULL, "list", false,
	    "下書き%lldを確認し、リストに反映しました: %s %s（登録番号%s）",
	    (long long)v->d.id, form_wish_label(v->form.wish),
	    v->then.name ? v->then.name : "", v->d.registration_no);
	store_draft_done(d->store, &v->d, "verified", NULL, d->now);
	desk_experts_changed(d);
	write_to_all(d, v, "list_confirmed", confirmation_data(d, v, true),
	    confirmation_data(d, v, false));
	return NULL;
}

char *
desk_draft_reject(struct desk *d, struct draft_view *v, const char *reason)
{
	json_t *o;

	if (!str_eq(v->d.state, "open"))
		return xasprintf(
		    "下書き%lldは処理済みです（%s）", (long long)v->d.id, v->d.state);
	o = json_object();
	if (!str_empty(reason))
		(void)json_object_set_new(o, "reason", json_string(reason));
	if (v->known && !v->sender_registered)
		(void)json_object_set_new(o, "elsewhere", json_true());
	desk_event(d, NULL, "list", false, "下書き%lldを見送りました%s%s",
	    (long long)v->d.id, str_empty(reason) ? "" : ": ", reason ? reason : "");
	store_draft_done(d->store, &v->d, "rejected", reason, d->now);
	write_to_all(d, v, "list_rejected", json_pack("{s:o}", "listed", o), NULL);
	return NULL;
}
