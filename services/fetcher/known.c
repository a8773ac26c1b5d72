/* SPDX-License-Identifier: Apache-2.0 */
#include "known.h"

#include <stdlib.h>

#include "common/err.h"

enum {
	SETS = 1 << 13,
	WAYS = 4, /* 64 bytes a set */
};

/* A URL of a job by 64 bits of its key's hash, which nobody chooses: two are taken for one about
 * as often as two keys are the same. */
struct met {
	uint64_t print; /* 0: nothing is here */
	uint32_t depth;
};

/* A set a print, in it the newest first; the oldest goes. */
struct known {
	struct met sets[SETS][WAYS];
};

int known_new(struct known **out)
{
	*out = calloc(1, sizeof(**out));
	return *out != NULL ? 0 : ZB_ENOMEM;
}

void known_free(struct known *known)
{
	free(known);
}

/* The end of a key is a hash. */
static uint64_t print_of(uint64_t job, const struct url_key *key)
{
	uint64_t hash = 0;
	memcpy(&hash, key->b + URL_KEY_SIZE - sizeof(hash), sizeof(hash));
	hash ^= job * 0x9E3779B97F4A7C15ull;
	return hash != 0 ? hash : 1;
}

/* Where it is in its set; WAYS: it is not. */
static unsigned find(const struct met *set, uint64_t print)
{
	unsigned i = 0;
	while (i < WAYS && set[i].print != print)
		i++;
	return i;
}

bool known_has(const struct known *known, uint64_t job, const struct url_key *key,
               uint32_t depth)
{
	uint64_t print = print_of(job, key);
	const struct met *set = known->sets[print % SETS];
	unsigned i = find(set, print);
	return i < WAYS && set[i].depth <= depth;
}

void known_add(struct known *known, uint64_t job, const struct url_key *key, uint32_t depth)
{
	uint64_t print = print_of(job, key);
	struct met *set = known->sets[print % SETS];
	unsigned i = find(set, print);
	memmove(set + 1, set, (i < WAYS ? i : WAYS - 1) * sizeof(*set));
	set[0] = (struct met){ .print = print, .depth = depth };
}

void known_remove(struct known *known, uint64_t job, const struct url_key *key)
{
	uint64_t print = print_of(job, key);
	struct met *set = known->sets[print % SETS];
	unsigned i = find(set, print);
	if (i < WAYS)
		set[i].print = 0;
}
