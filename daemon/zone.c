/* Time zones by name. See zone.h. */
#include "zone.h"

#include "mem.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { JAPAN_SEC = 9 * 3600, NAME_MAX_UNITS = 128 };

int64_t
zone_fixed(const struct civil *local, int offset)
{
	return civil_to_time(local) + JAPAN_SEC - offset;
}

/* Windows in Japanese calls it 東京 (標準時); where no rules came with it, a fixed +09:00
 * in the name is as good as a rule: nobody with it keeps summer time. */
static bool
is_japan(const char *name)
{
	static const char *const words[] = {
	    "東京", "Tokyo", "日本標準時", "UTC+09:00", "GMT+09:00", "UTC+9", "GMT+9"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ifind(name, words[i]))
			return true;
	return str_ieq(name, "JST") || str_ieq(name, "Japan");
}

/* /freeassociation.sourceforge.net/Asia/Tokyo: the last two words count. */
static const char *
short_name(const char *name)
{
	const char *last = strrchr(name, '/');

	if (*name != '/' || !last || last == name)
		return name;
	for (const char *p = last - 1; p >= name; p--)
		if (*p == '/')
			return p + 1;
	return name;
}

/* ICU's own name of a zone, in out; 0: it knows none. */
static int32_t
icu_name(const char *name, UChar *out)
{
	UChar given[NAME_MAX_UNITS];
	UErrorCode error = U_ZERO_ERROR;
	UBool system = false;
	int32_t n;

	(void)u_strFromUTF8(given, NAME_MAX_UNITS, NULL, name, -1, &error);
	if (U_FAILURE(error) || error == U_STRING_NOT_TERMINATED_WARNING)
		return 0;
	n = ucal_getTimeZoneIDForWindowsID(
	    given, -1, NULL, out, NAME_MAX_UNITS - 1, &error);
	if (U_FAILURE(error) || n <= 0) {
		error = U_ZERO_ERROR;
		n = ucal_getCanonicalTimeZoneID(
		    given, -1, out, NAME_MAX_UNITS - 1, &system, &error);
		if (U_FAILURE(error) || !system)
			return 0;
	}
	return n;
}

static bool
icu_time(const char *name, const struct civil *local, int64_t *t)
{
	UChar id[NAME_MAX_UNITS];
	int32_t n = icu_name(name, id);
	UErrorCode error = U_ZERO_ERROR;
	UCalendar *calendar;
	UDate at = 0;

	if (n <= 0)
		return false;
	calendar = ucal_open(id, n, "C", UCAL_GREGORIAN, &error);
	if (U_FAILURE(error))
		return false;
	ucal_clear(calendar);
	ucal_setDateTime(calendar, local->year, local->month - 1, local->day, local->hour,
	    local->minute, local->second, &error);
	at = ucal_getMillis(calendar, &error);
	ucal_close(calendar);
	if (U_FAILURE(error))
		return false;
	*t = (int64_t)(at / 1000);
	return true;
}

bool
zone_time(const char *name, const struct civil *local, int64_t *t)
{
	if (str_empty(name))
		return false;
	if (icu_time(short_name(name), local, t))
		return true;
	if (!is_japan(name))
		return false;
	*t = zone_fixed(local, JAPAN_SEC);
	return true;
}
