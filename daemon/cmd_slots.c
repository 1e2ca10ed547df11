/* Slots of a visit's date, as the operator sees them, and `case ask`. See cmd.h. */
#include "cmd.h"

#include "clock.h"
#include "desk_slots.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *
answer_json(int answer)
{
	return answer == SLOT_OPEN ? json_null() : json_integer(answer);
}

json_t *
cmd_slots_json(struct store *s, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(s, v->id, 0, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(
		    list, json_pack("{s:i, s:i, s:b, s:o, s:o, s:o, s:o}", "round",
		              slots[i].round, "no", slots[i].no, "open",
		              slots[i].round == v->round, "starts_at",
		              cmd_time(slots[i].starts_at), "ends_at",
		              cmd_time(slots[i].ends_at), "company",
		              answer_json(slots[i].answer[SLOT_COMPANY]), "expert",
		              answer_json(slots[i].answer[SLOT_EXPERT])));
	free(slots);
	return list;
}

static const char *
sign(int answer)
{
	return answer == SLOT_OPEN ? "未" : answer == SLOT_NO ? "×" : "○";
}

void
cmd_print_slots(struct store *s, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(s, v->id, 0, &n);

	for (size_t i = 0; i < n; i++) {
		char *when = civil_ja_datetime(slots[i].starts_at);

		(void)printf("    %s候補%d-%d %s 相談者側%s 専門家%s\n",
		    slots[i].round == v->round ? "→" : "  ", slots[i].round, slots[i].no,
		    when, sign(slots[i].answer[SLOT_COMPANY]),
		    sign(slots[i].answer[SLOT_EXPERT]));
		free(when);
	}
	free(slots);
}

int
cmd_ask_slots(struct desk *d, struct case_row *row, const char *visit)
{
	struct visit v;
	long no;

	if (!row->expert_id || !case_next_state(row->state, TRIGGER_COURSE_DONE))
		return cmd_fail(CMD_USAGE, "%s: no expert has accepted it", row->number);
	if (!visit)
		return desk_visit_next(d, row, false, NULL)
		           ? CMD_OK
		           : cmd_fail(CMD_NO, "%s: no visit is left", row->number);
	if (!cmd_number("case ask: --visit", visit, 1, 99, &no))
		return CMD_USAGE;
	if (!store_visit_find(d->store, row->id, (int)no, &v))
		return cmd_fail(CMD_USAGE, "%s has no visit %ld yet", row->number, no);
	if (desk_visit_over(&v)) {
		no = cmd_fail(CMD_USAGE, "visit %d is %s", v.no, v.state);
		visit_free(&v);
		return (int)no;
	}
	desk_slots_begin(d, row, &v, NULL);
	visit_free(&v);
	return CMD_OK;
}
