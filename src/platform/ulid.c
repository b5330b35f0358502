/* ULIDs. See ulid.h. */
#include "platform/ulid.h"

#include <string.h>

#define LENGTH	    26
#define TIME_LENGTH 10
#define DIGITS	    "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

bool ulid_is(const char *s, size_t n)
{
	/* 26 digits are 130 bits, and a ULID has 128. */
	return n == LENGTH && *s <= '7' && strspn(s, DIGITS) >= LENGTH;
}

int64_t ulid_time(const char *ulid)
{
	int64_t ms = 0;

	for (size_t i = 0; i < TIME_LENGTH; i++)
		ms = ms * 32 + (strchr(DIGITS, ulid[i]) - DIGITS);
	return ms;
}
