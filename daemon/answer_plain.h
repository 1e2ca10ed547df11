/*
 * Plain answers: a verb of accepting or refusing in the form that does what it says
 * ("お受けします", "辞退いたします"), and not one that only tells, wishes, quotes or
 * supposes ("お受けしますと申し上げた", "お受けしたい"); and the turns that go with them.
 */
#ifndef MADOGUCHI_ANSWER_PLAIN_H
#define MADOGUCHI_ANSWER_PLAIN_H

#include "mem.h"

enum {
	PLAIN_ACCEPT = 'A',
	PLAIN_DECLINE = 'D',
	PLAIN_CONDITION = 'C', /* 条件付きで: called so by the writer himself */
	PLAIN_ACCEPT_IF = 'a', /* behind a condition in its sentence */
	PLAIN_DECLINE_IF = 'd',
	PLAIN_STILL = 'S', /* the condition that the case is still to be had */
	/* What goes with an answer, and stands for one where none is plain. */
	PLAIN_UNDERSTOOD = 'U', /* 承知しました: a yes, or a mere receipt */
	PLAIN_ELSEWHERE = 'E',  /* others to be asked */
	PLAIN_NEXT = 'N',       /* the next step is taken or asked for */
	PLAIN_LATER = 'L',      /* another time, another case */
	PLAIN_SORRY = 'Y',
	PLAIN_BINDING = 'B', /* a condition in a form that binds */
	PLAIN_TAKES =
	    'T', /* does what one does who accepts: 空けておきます, 断りません */
	PLAIN_LEAVES = 'V' /* likewise who refuses: 譲ります, 席を空けます */
};

/* The letters of answers themselves. */
#define PLAIN_ANSWERS "ADCadS"
/* Those that do not go with an acceptance. */
#define PLAIN_AGAINST "DCadELB"

/* Writes the letters of the plain answers of a folded text in their order into letters,
 * ended by 0; those beyond its size are left out. Costs no more than the text's length.
 */
void plain_answers(const char *text, char *letters, size_t size);

#endif
