/* `madoguchi cases`, `case show`, `export`: what is known. See cmd.h. */
#include "cmd.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

json_t *
cmd_case_json(const struct case_row *row)
{
	char category[2] = {row->category, '\0'};
	json_t *o = json_pack("{s:I, s:s, s:s, s:s, s:s}", "id", (json_int_t)row->id,
	    "number", row->number, "state", row->state, "lane",
	    row->incident ? "incident" : "normal", "lang", row->lang);

	(void)json_object_set_new(
	    o, "category", cmd_text(row->category ? category : NULL));
	(void)json_object_set_new(o, "submenu", cmd_text(row->submenu));
	(void)json_object_set_new(
	    o, "theme", row->theme ? json_integer(row->theme) : json_null());
	(void)json_object_set_new(
	    o, "urgency", json_string(row->urgent ? "urgent" : "normal"));
	(void)json_object_set_new(o, "confidence", json_real(row->confidence));
	(void)json_object_set_new(o, "company", cmd_text(row->company));
	(void)json_object_set_new(o, "contact", cmd_text(row->contact));
	(void)json_object_set_new(o, "prefecture", cmd_text(row->prefecture));
	(void)json_object_set_new(o, "industry", cmd_text(row->industry));
	(void)json_object_set_new(o, "employees",
	    row->employees >= 0 ? json_integer(row->employees) : json_null());
	(void)json_object_set_new(o, "budget_yen",
	    row->budget_yen >= 0 ? json_integer(row->budget_yen) : json_null());
	(void)json_object_set_new(o, "format", cmd_text(row->format));
	(void)json_object_set_new(o, "dates", cmd_strings(&row->dates));
	(void)json_object_set_new(o, "subject", cmd_text(row->subject));
	(void)json_object_set_new(o, "opened_at", cmd_time(row->opened_at));
	(void)json_object_set_new(o, "accepted_at", cmd_time(row->accepted_at));
	(void)json_object_set_new(o, "closed_at", cmd_time(row->closed_at));
	(void)json_object_set_new(o, "outcome", cmd_text(row->outcome));
	return o;
}

static void
print_case_line(const struct case_row *row)
{
	char *opened = civil_iso_date(row->opened_at);

	(void)printf("%s  %s  %s  区分%c テーマ%d  %s  %s\n", row->number, opened,
	    case_state_label(row->state), row->category ? row->category : '-', row->theme,
	    row->prefecture ? row->prefecture : "地域不明",
	    row->company ? row->company : "会社名不明");
	free(opened);
}

static int
unknown_state(const char *word)
{
	struct strlist names = {0};
	size_t n;
	const char *const *all = case_states(&n);

	for (size_t i = 0; i < n; i++)
		strlist_add(&names, all[i]);
	for (size_t i = 0; i < n; i++)
		strlist_add(&names, case_state_label(all[i]));
	(void)cmd_unknown("cases --state", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

int
cmd_cases(struct cmd *c)
{
	const char *state = NULL;
	const struct cmd_option options[] = {{"state", false, &state}};
	struct store *s;
	struct case_row *rows;
	size_t n;
	int operands;

	if (!cmd_options(c, options, ARRAY_LEN(options), &operands))
		return CMD_USAGE;
	if (operands)
		return cmd_fail(CMD_USAGE, "cases: unexpected argument %s", c->argv[1]);
	if (state && !case_state_find(state))
		return unknown_state(state);
	state = state ? case_state_find(state) : NULL;
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	rows = store_case_list(s, state, &n);
	for (size_t i = 0; i < n; i++)
		if (c->json)
			cmd_print_json(cmd_case_json(&rows[i]));
		else
			print_case_line(&rows[i]);
	case_rows_free(rows, n);
	store_close(s);
	return CMD_OK;
}

/* --- one case in full --- */

static json_t *
events_json(struct store *s, int64_t case_id)
{
	size_t n;
	struct event_row *rows = store_event_list(s, case_id, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(
		    list, json_pack("{s:o, s:s, s:s, s:s, s:b}", "at",
		              cmd_time(rows[i].at), "actor", rows[i].actor, "what",
		              rows[i].what, "text", rows[i].text, "open", rows[i].open));
	event_rows_free(rows, n);
	return list;
}

static json_t *
offers_json(struct store *s, int64_t case_id)
{
	size_t n;
	struct offer *rows = store_offer_list(s, case_id, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		struct expert e;
		json_t *reasons = json_loads(rows[i].reasons, 0, NULL);
		bool known = store_expert_get(s, rows[i].expert_id, clock_now(), &e);

		(void)json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:f, s:o, s:o, s:o, s:o}",
		        "registration_no", known ? e.registration_no : "", "name",
		        known ? e.name : "", "state", rows[i].state, "score",
		        rows[i].score, "due_at", cmd_time(rows[i].due_at), "answered_at",
		        cmd_time(rows[i].answered_at), "answer", cmd_text(rows[i].answer),
		        "reasons", reasons ? reasons : json_array()));
		if (known)
			expert_free(&e);
	}
	offers_free(rows, n);
	return list;
}

json_t *
cmd_visit_json(const struct visit *v)
{
	return json_pack("{s:i, s:s, s:o, s:o, s:s, s:s, s:i, s:o, s:o, s:o}", "no",
	    v->no, "state", v->state, "starts_at", cmd_time(v->starts_at), "ends_at",
	    cmd_time(v->ends_at), "format", v->format, "uid", v->uid, "sequence",
	    v->sequence, "done_on", cmd_text(v->done_on), "homework",
	    cmd_text(v->homework), "goal_reached", cmd_text(v->goal));
}

static json_t *
visits_json(struct store *s, int64_t case_id)
{
	size_t n;
	struct visit *rows = store_visit_list(s, case_id, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		json_t *o = cmd_visit_json(&rows[i]);

		(void)json_object_set_new(o, "slots", cmd_slots_json(s, &rows[i]));
		(void)json_array_append_new(list, o);
	}
	visits_free(rows, n);
	return list;
}

static json_t *
mail_json(const struct outbox_row *row)
{
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:o}", "id",
	    (json_int_t)row->id, "template", row->template_name, "recipient",
	    row->recipient, "subject", row->subject, "message_id", row->message_id,
	    "state", row->state, "tries", row->tries, "created", cmd_time(row->created),
	    "done_at", cmd_time(row->done_at), "problem", cmd_text(row->problem));
}

static json_t *
mails_json(struct store *s, int64_t case_id)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(s, case_id, NULL, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, mail_json(&rows[i]));
	outbox_rows_free(rows, n);
	return list;
}

static json_t *
person_json(struct store *s, int64_t id)
{
	struct person p;
	json_t *o;

	if (!id || !store_person_get(s, id, &p))
		return json_null();
	o = json_pack("{s:s, s:o}", "email", p.email, "name", cmd_text(p.name));
	person_free(&p);
	return o;
}

static json_t *
full_json(struct store *s, const struct case_row *row)
{
	json_t *o = cmd_case_json(row);

	(void)json_object_set_new(o, "need", cmd_text(row->need));
	(void)json_object_set_new(o, "phone", cmd_text(row->phone));
	(void)json_object_set_new(o, "requester", person_json(s, row->requester_id));
	(void)json_object_set_new(o, "referrer", person_json(s, row->referrer_id));
	(void)json_object_set_new(o, "offers", offers_json(s, row->id));
	(void)json_object_set_new(o, "matches", cmd_matches_json(s, row->id));
	(void)json_object_set_new(o, "visits", visits_json(s, row->id));
	(void)json_object_set_new(o, "reports", cmd_reports_json(s, row->id));
	(void)json_object_set_new(o, "survey", cmd_survey_json(s, row->id));
	(void)json_object_set_new(o, "mails", mails_json(s, row->id));
	(void)json_object_set_new(o, "disclosures", cmd_disclosures_json(s, row->id));
	(void)json_object_set_new(o, "events", events_json(s, row->id));
	return o;
}

static const char *
actor_label(const char *actor)
{
	static const struct {
		const char *actor, *label;
	} labels[] = {{"desk", "窓口"}, {"clock", "窓口（期日）"}, {"operator", "担当者"},
	    {"requester", "相談者の連絡"}, {"referrer", "紹介元の連絡"},
	    {"copy", "写しの方の連絡"}, {"expert", "専門家の連絡"},
	    {"asked", "打診先の連絡"}, {"sender", "差出人の連絡"}};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].actor, actor))
			return labels[i].label;
	return actor;
}

/* That a mail was written stands among what was said, with what became of it. */
static bool
is_told_above(const struct event_row *row)
{
	return str_eq(row->what, "mail") &&
	       (str_ifind(row->text, "宛のメールを承認待ちに置きました") ||
	           str_ifind(row->text, "宛のメールを送信待ちに入れました"));
}

static void
print_events(struct store *s, int64_t case_id)
{
	size_t n;
	struct event_row *rows = store_event_list(s, case_id, &n);

	for (size_t i = 0; i < n; i++) {
		char *at = civil_iso_minute(rows[i].at);

		at[10] = ' ';
		if (rows[i].open)
			(void)printf("  %s  %s: %s  ← 要対応（e%lld）\n", at,
			    actor_label(rows[i].actor), rows[i].text,
			    (long long)rows[i].id);
		else if (!is_told_above(&rows[i]))
			(void)printf("  %s  %s: %s\n", at, actor_label(rows[i].actor),
			    rows[i].text);
		free(at);
	}
	event_rows_free(rows, n);
}

static void
print_case(struct cmd *c, struct store *s, const struct case_row *row)
{
	size_t n;
	struct visit *visits;

	print_case_line(row);
	if (row->contact || row->phone)
		(void)printf("  担当者: %s  電話: %s\n",
		    row->contact ? row->contact : "-", row->phone ? row->phone : "-");
	if (row->need)
		(void)printf("--- 相談内容 ---\n%s\n", row->need);
	(void)puts("--- 訪問 ---");
	visits = store_visit_list(s, row->id, &n);
	for (size_t i = 0; i < n; i++) {
		char *when = str_eq(visits[i].state, "asked")
		                 ? xstrdup("日程調整中")
		                 : civil_ja_datetime(visits[i].starts_at);

		(void)printf("  第%d回 %s（%s）\n", visits[i].no, when,
		    cmd_visit_state_label(visits[i].state));
		cmd_print_slots(s, &visits[i]);
		free(when);
	}
	visits_free(visits, n);
	cmd_print_reports(s, row->id);
	cmd_print_timeline(c, s, row->id);
	cmd_print_disclosures(s, row->id);
	cmd_print_candidates(s, row->id);
	(void)puts("--- 経過 ---");
	print_events(s, row->id);
}

static int
case_show(struct cmd *c, struct store *s, const struct case_row *row)
{
	json_t *o;

	if (c->json) {
		o = full_json(s, row);
		(void)json_object_set_new(
		    o, "messages", cmd_messages_json(c, s, row->id));
		cmd_print_json(o);
	} else {
		print_case(c, s, row);
	}
	return CMD_OK;
}

int
cmd_case_show(struct cmd *c, const char *number)
{
	struct store *s = cmd_store(c);
	struct case_row row;
	int code = CMD_NO;

	if (!s)
		return CMD_SYSTEM;
	if (cmd_case_find(s, number, &row)) {
		code = case_show(c, s, &row);
		case_row_free(&row);
	}
	store_close(s);
	return code;
}

/* --- export --- */

int
cmd_export(struct cmd *c)
{
	const char *disclosures = NULL;
	struct export_options o = {0};
	const struct cmd_option options[] = {{"disclosures", true, &disclosures},
	    {"csv", true, &o.csv}, {"from", false, &o.from}, {"to", false, &o.to},
	    {"case", false, &o.number}};
	struct store *s;
	struct case_row *rows;
	size_t n;
	int operands;

	if (!cmd_options(c, options, ARRAY_LEN(options), &operands))
		return CMD_USAGE;
	if (operands)
		return cmd_fail(CMD_USAGE, "export: unexpected argument %s", c->argv[1]);
	if (disclosures)
		return cmd_export_disclosures(c, &o);
	if (o.csv || o.from || o.to || o.number)
		return cmd_fail(CMD_USAGE,
		    "export: --csv, --from, --to and --case belong to --disclosures");
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	rows = store_case_list(s, NULL, &n);
	for (size_t i = 0; i < n; i++)
		cmd_print_json(full_json(s, &rows[i]));
	case_rows_free(rows, n);
	store_close(s);
	return CMD_OK;
}
