/* SPDX-License-Identifier: Apache-2.0 */
#include "known.h"

#include <stdlib.h>

#include "common/err.h"

enum { SLOTS = 1 << 13 };

struct met {
	uint64_t job; /* 0: nothing is here */
	uint32_t depth;
	struct url_key key;
};

/* A slot a key, the newest stays. */
struct known {
	struct met slots[SLOTS];
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
static size_t slot_of(uint64_t job, const struct url_key *key)
{
	uint32_t hash = 0;
	memcpy(&hash, key->b + URL_KEY_SIZE - sizeof(hash), sizeof(hash));
	return (hash ^ (uint32_t)job) % SLOTS;
}

static bool is_here(const struct met *m, uint64_t job, const struct url_key *key)
{
	return m->job == job && url_key_eq(&m->key, key);
}

bool known_has(const struct known *known, uint64_t job, const struct url_key *key,
               uint32_t depth)
{
	const struct met *m = &known->slots[slot_of(job, key)];
	return is_here(m, job, key) && m->depth <= depth;
}

void known_add(struct known *known, uint64_t job, const struct url_key *key, uint32_t depth)
{
	known->slots[slot_of(job, key)] =
		(struct met){ .job = job, .depth = depth, .key = *key };
}

void known_remove(struct known *known, uint64_t job, const struct url_key *key)
{
	struct met *m = &known->slots[slot_of(job, key)];
	if (is_here(m, job, key))
		m->job = 0;
}
