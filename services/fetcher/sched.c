/* SPDX-License-Identifier: Apache-2.0 */
#include "sched.h"

#include <stdlib.h>

#include "common/buf.h"
#include "common/err.h"

enum {
	HOSTS_MAX = 1 << 24,
	REST_FIRST_MS = 1000,
	SLOW_FIRST_MS = 20,
	FAILED_MAX = 3, /* in a row: it is the host, not the pages */
	LENT_MS = 1000, /* most that a request of others takes to get there */
	MARGIN_MS = 2,  /* both clocks count whole milliseconds */
};

struct site {
	char *name;
	unsigned inflight;
	unsigned hosts;
	struct host *parked; /* hosts that wait for one of its connections */
	struct site *next;   /* in its bucket */
};

/* Hosts by id: open addressing, a power of two in size, at most 2/3 full. */
struct sched {
	struct sched_conf conf;
	struct host **table;
	size_t table_size;
	size_t n_hosts;
	struct host **heap; /* by next_ms, then id */
	size_t n_heap;
	size_t cap_heap;
	struct site *sites[1024];
	size_t sweep_at;
};

/* --- heap --- */

static bool before(const struct host *a, const struct host *b)
{
	return a->next_ms != b->next_ms ? a->next_ms < b->next_ms : a->id < b->id;
}

static void place(struct sched *s, struct host *h, size_t i)
{
	s->heap[i] = h;
	h->slot = (unsigned)i + 1;
}

static void sift_up(struct sched *s, size_t i)
{
	struct host *h = s->heap[i];
	while (i > 0 && before(h, s->heap[(i - 1) / 2])) {
		place(s, s->heap[(i - 1) / 2], i);
		i = (i - 1) / 2;
	}
	place(s, h, i);
}

static void sift_down(struct sched *s, size_t i)
{
	struct host *h = s->heap[i];
	for (;;) {
		size_t kid = 2 * i + 1;
		if (kid >= s->n_heap)
			break;
		if (kid + 1 < s->n_heap && before(s->heap[kid + 1], s->heap[kid]))
			kid++;
		if (!before(s->heap[kid], h))
			break;
		place(s, s->heap[kid], i);
		i = kid;
	}
	place(s, h, i);
}

static void heap_remove(struct sched *s, struct host *h)
{
	if (h->slot == 0)
		return;
	size_t i = h->slot - 1;
	struct host *last = s->heap[--s->n_heap];
	h->slot = 0;
	if (last == h)
		return;
	place(s, last, i);
	sift_up(s, i);
	sift_down(s, last->slot - 1);
}

static void heap_add(struct sched *s, struct host *h)
{
	/* Room is made when the host is added, so this cannot fail. */
	place(s, h, s->n_heap++);
	sift_up(s, h->slot - 1);
}

static int64_t delay_of(const struct sched *s, const struct host *h)
{
	int64_t delay = h->delay_ms > s->conf.delay_ms ? h->delay_ms : s->conf.delay_ms;
	delay += h->slow_ms;
	return delay > 0 ? delay + MARGIN_MS : 0;
}

/* Puts the host where it belongs after any change of its state. */
static void settle(struct sched *s, struct host *h)
{
	unsigned most = delay_of(s, h) > 0 ? 1 : s->conf.per_host;
	bool wants = h->work && !h->held && !h->parked && h->inflight < most;
	if (wants && h->site->inflight >= s->conf.per_site) {
		h->parked = true;
		h->next_parked = h->site->parked;
		h->site->parked = h;
		wants = false;
	}
	heap_remove(s, h);
	if (wants)
		heap_add(s, h);
}

/* --- sites --- */

static size_t bucket_of(struct zb_span name)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	for (size_t i = 0; i < name.n; i++)
		hash = (hash ^ (unsigned char)name.p[i]) * 16777619u;
	return hash % 1024;
}

static struct site *take_site(struct sched *s, struct zb_span name)
{
	struct site **at = &s->sites[bucket_of(name)];
	for (struct site *site = *at; site != NULL; site = site->next) {
		if (zb_span_eq(zb_span_str(site->name), name)) {
			site->hosts++;
			return site;
		}
	}
	struct site *site = calloc(1, sizeof(*site));
	if (site == NULL || (site->name = strndup(name.p, name.n)) == NULL) {
		free(site);
		return NULL;
	}
	site->hosts = 1;
	site->next = *at;
	*at = site;
	return site;
}

static void leave_site(struct sched *s, struct site *site)
{
	if (site == NULL || --site->hosts > 0)
		return;
	struct site **at = &s->sites[bucket_of(zb_span_str(site->name))];
	while (*at != site)
		at = &(*at)->next;
	*at = site->next;
	free(site->name);
	free(site);
}

static void unpark(struct sched *s, struct site *site)
{
	struct host *h = site->parked;
	if (h == NULL || site->inflight >= s->conf.per_site)
		return;
	site->parked = h->next_parked;
	h->next_parked = NULL;
	h->parked = false;
	settle(s, h);
}

/* --- hosts --- */

static size_t slot_of(const struct sched *s, uint32_t id)
{
	size_t i = (id * 2654435761u) & (s->table_size - 1);
	while (s->table[i] != NULL && s->table[i]->id != id)
		i = (i + 1) & (s->table_size - 1);
	return i;
}

static int resize(struct sched *s, size_t size)
{
	struct host **old = s->table;
	size_t old_size = s->table_size;
	s->table = calloc(size, sizeof(struct host *));
	if (s->table == NULL) {
		s->table = old;
		return ZB_ENOMEM;
	}
	s->table_size = size;
	for (size_t i = 0; i < old_size; i++)
		if (old[i] != NULL)
			s->table[slot_of(s, old[i]->id)] = old[i];
	free(old);
	return 0;
}

struct host *sched_find(struct sched *s, uint32_t id)
{
	return s->table[slot_of(s, id)];
}

struct host *sched_add(struct sched *s, uint32_t id, struct zb_span name, struct zb_span site)
{
	if ((s->n_hosts + 1) * 3 > s->table_size * 2 && resize(s, s->table_size * 2) < 0)
		return NULL;
	if (zb_vec_grow(&s->heap, &s->cap_heap, s->n_hosts + 1, sizeof(struct host *),
	                HOSTS_MAX) < 0)
		return NULL;
	struct host *h = calloc(1, sizeof(*h));
	if (h == NULL || (h->name = strndup(name.p, name.n)) == NULL ||
	    (h->site = take_site(s, site)) == NULL) {
		if (h != NULL)
			free(h->name);
		free(h);
		return NULL;
	}
	h->id = id;
	s->table[slot_of(s, id)] = h;
	s->n_hosts++;
	return h;
}

static void free_host(struct sched *s, struct host *h, void (*free_user)(void *user))
{
	leave_site(s, h->site);
	if (free_user != NULL)
		free_user(h->user);
	free(h->name);
	free(h);
}

/* Linear probing: what follows in the run moves up. */
static void forget(struct sched *s, size_t i)
{
	size_t mask = s->table_size - 1;
	s->table[i] = NULL;
	s->n_hosts--;
	for (size_t j = (i + 1) & mask; s->table[j] != NULL; j = (j + 1) & mask) {
		struct host *h = s->table[j];
		s->table[j] = NULL;
		s->table[slot_of(s, h->id)] = h;
	}
}

void sched_sweep(struct sched *s, unsigned max, int64_t now_ms, void (*gone)(void *user))
{
	for (unsigned n = 0; n < max && n < s->table_size; n++) {
		size_t i = s->sweep_at++ & (s->table_size - 1);
		struct host *h = s->table[i];
		/* One that must still wait, or is slowed, keeps its place: it remembers why. */
		if (h == NULL || h->work || h->inflight > 0 || h->parked || h->held ||
		    h->next_ms > now_ms || h->slow_ms > 0)
			continue;
		forget(s, i);
		free_host(s, h, gone);
	}
}

int sched_open(struct sched **out, const struct sched_conf *conf)
{
	*out = NULL;
	struct sched *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ZB_ENOMEM;
	s->conf = *conf;
	if (resize(s, 64) < 0) {
		free(s);
		return ZB_ENOMEM;
	}
	*out = s;
	return 0;
}

void sched_close(struct sched *s, void (*free_user)(void *user))
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->table_size; i++)
		if (s->table[i] != NULL)
			free_host(s, s->table[i], free_user);
	free(s->table);
	free(s->heap);
	free(s);
}

void sched_configure(struct sched *s, const struct sched_conf *conf)
{
	s->conf = *conf;
	for (size_t i = 0; i < s->table_size; i++)
		if (s->table[i] != NULL)
			settle(s, s->table[i]);
}

unsigned sched_hosts(const struct sched *s)
{
	return (unsigned)s->n_hosts;
}

/* --- what happens to them --- */

void sched_work(struct sched *s, struct host *h)
{
	if (h->work)
		return;
	h->work = true;
	settle(s, h);
}

void sched_idle(struct sched *s, struct host *h)
{
	h->work = false;
	settle(s, h);
}

void sched_hold(struct sched *s, struct host *h, bool held)
{
	h->held = held;
	settle(s, h);
}

struct host *sched_pick(int64_t *wait_ms, struct sched *s, int64_t now_ms)
{
	*wait_ms = -1;
	while (s->n_heap > 0) {
		struct host *h = s->heap[0];
		if (h->next_ms > now_ms) {
			*wait_ms = h->next_ms - now_ms;
			return NULL;
		}
		if (h->site->inflight < s->conf.per_site)
			return h;
		settle(s, h); /* its site filled up meanwhile: it waits there */
	}
	return NULL;
}

static void not_before(struct host *h, int64_t at)
{
	if (h->next_ms < at)
		h->next_ms = at;
}

void sched_begin(struct sched *s, struct host *h, int64_t now_ms)
{
	h->inflight++;
	h->site->inflight++;
	h->requests++;
	not_before(h, now_ms + delay_of(s, h));
	settle(s, h);
}

void sched_end(struct sched *s, struct host *h, int64_t heard_ms)
{
	h->inflight--;
	h->site->inflight--;
	not_before(h, heard_ms + delay_of(s, h));
	settle(s, h);
	unpark(s, h->site);
}

void sched_answered(struct sched *s, struct host *h)
{
	(void)s;
	h->rest_ms = 0;
	h->failed = 0;
	h->slow_ms = h->slow_ms < 10 ? 0 : h->slow_ms - h->slow_ms / 8;
}

static void slow_down(struct sched *s, struct host *h)
{
	h->slow_ms = h->slow_ms > 0 ? h->slow_ms * 2 : SLOW_FIRST_MS;
	if (h->slow_ms > s->conf.delay_max_ms)
		h->slow_ms = s->conf.delay_max_ms;
}

int64_t sched_refused(struct sched *s, struct host *h, int64_t now_ms, int64_t retry_after_ms)
{
	/* Requests that were under way together count as one refusal. */
	bool again = now_ms < h->rest_until_ms;
	int64_t rest = h->rest_ms == 0 ? REST_FIRST_MS : again ? h->rest_ms : h->rest_ms * 2;
	h->refusals++;
	if (rest < retry_after_ms)
		rest = retry_after_ms;
	if (rest > s->conf.rest_max_ms)
		rest = s->conf.rest_max_ms;
	h->rest_ms = rest;
	h->rest_until_ms = now_ms + rest;
	if (!again)
		slow_down(s, h);
	sched_rest(s, h, now_ms + rest);
	return rest;
}

int64_t sched_failed(struct sched *s, struct host *h, int64_t now_ms, int64_t retry_after_ms)
{
	if (++h->failed >= FAILED_MAX)
		return sched_refused(s, h, now_ms, retry_after_ms);
	h->refusals++;
	slow_down(s, h);
	settle(s, h);
	return 0;
}

void sched_rest(struct sched *s, struct host *h, int64_t until_ms)
{
	not_before(h, until_ms);
	settle(s, h);
}

int64_t sched_lend(struct sched *s, struct host *h, int64_t now_ms)
{
	int64_t delay = delay_of(s, h);
	int64_t wait = h->next_ms > now_ms ? h->next_ms - now_ms : 0;
	if (h->inflight > 0 && wait < delay)
		wait = delay;
	/* Their request is on its way for a while before the host hears it. */
	sched_rest(s, h, now_ms + wait + delay + (delay < LENT_MS ? delay : LENT_MS));
	return wait;
}

void sched_heard(struct sched *s, struct host *h, int64_t now_ms)
{
	sched_rest(s, h, now_ms + delay_of(s, h));
}

void sched_set_delay(struct sched *s, struct host *h, int64_t crawl_delay_ms)
{
	h->delay_ms =
		crawl_delay_ms < s->conf.delay_max_ms ? crawl_delay_ms : s->conf.delay_max_ms;
	settle(s, h);
}
