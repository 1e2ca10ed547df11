/* Names for what became of a mail. See sink.h. */
#include "sink.h"

const char *
sink_result_name(enum sink_result r)
{
	static const char *const names[] = {
	    [SINK_SENT] = "sent",
	    [SINK_TEMPORARY] = "temporary",
	    [SINK_PERMANENT] = "permanent",
	    [SINK_UNCERTAIN] = "uncertain",
	    [SINK_DOWN] = "down",
	    [SINK_ACCOUNT] = "account",
	};

	return names[r];
}
