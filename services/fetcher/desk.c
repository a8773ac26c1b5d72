/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/log.h"

enum { PEER_ID_MAX = 64, INCARNATION_MAX = 32, SLOTS_MAX = 1 << 26 };

struct peer {
	char id[PEER_ID_MAX]; /* identity on the bus */
	size_t n_id;
	char incarnation[INCARNATION_MAX];
	size_t n_incarnation;
	struct desk_peer info;
	bool gone; /* its slot may be used again */
};

/* A document, in the table by lease and on one of two lists: waiting, or leased by age. */
struct lease {
	uint64_t id;
	uint64_t bytes;
	int64_t since_ms;
	uint32_t attempt;
	uint32_t strikes;
	struct peer *peer; /* NULL while it waits */
	struct lease *prev, *next;
};

struct desk {
	struct desk_conf conf;
	struct peer peers[DESK_PEERS_MAX];
	size_t n_peers;
	struct lease waiting, leased; /* list heads */
	uint64_t n_waiting, n_leased, bytes;
	struct lease **table; /* open addressing by lease */
	size_t size, used;
	size_t turn; /* peers are served in turn */
	bool stopped;
};

/* --- lists and table --- */

static void unlink_lease(struct lease *l)
{
	l->prev->next = l->next;
	l->next->prev = l->prev;
}

static void link_before(struct lease *l, struct lease *at)
{
	l->prev = at->prev;
	l->next = at;
	at->prev->next = l;
	at->prev = l;
}

static size_t slot_of(const struct desk *d, uint64_t id)
{
	size_t i = (size_t)(id * 0x9E3779B97F4A7C15ull >> 20) & (d->size - 1);
	while (d->table[i] != NULL && d->table[i]->id != id)
		i = (i + 1) & (d->size - 1);
	return i;
}

static int resize(struct desk *d, size_t size)
{
	struct lease **old = d->table;
	size_t old_size = d->size;
	if (size > SLOTS_MAX)
		return ZB_ETOOBIG;
	d->table = calloc(size, sizeof(struct lease *));
	if (d->table == NULL) {
		d->table = old;
		return ZB_ENOMEM;
	}
	d->size = size;
	for (size_t i = 0; i < old_size; i++)
		if (old[i] != NULL)
			d->table[slot_of(d, old[i]->id)] = old[i];
	free(old);
	return 0;
}

static void forget(struct desk *d, struct lease *l)
{
	size_t i = slot_of(d, l->id);
	size_t mask = d->size - 1;
	d->table[i] = NULL;
	d->used--;
	for (size_t j = (i + 1) & mask; d->table[j] != NULL; j = (j + 1) & mask) {
		struct lease *moved = d->table[j];
		d->table[j] = NULL;
		d->table[slot_of(d, moved->id)] = moved;
	}
	unlink_lease(l);
	if (l->peer != NULL) {
		l->peer->info.leases--;
		d->n_leased--;
	} else {
		d->n_waiting--;
	}
	d->bytes -= l->bytes;
	free(l);
}

int desk_add(struct desk *d, uint64_t id, uint64_t bytes, uint32_t strikes)
{
	if ((d->used + 1) * 3 > d->size * 2) {
		int ret = resize(d, d->size * 2);
		if (ret < 0)
			return ret;
	}
	size_t i = slot_of(d, id);
	if (d->table[i] != NULL)
		return 0;
	struct lease *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return ZB_ENOMEM;
	*l = (struct lease){ .id = id, .bytes = bytes, .strikes = strikes };
	d->table[i] = l;
	d->used++;
	d->n_waiting++;
	d->bytes += bytes;
	link_before(l, &d->waiting);
	return 0;
}

/* Back to the head of the line. */
static void take_back(struct desk *d, struct lease *l)
{
	unlink_lease(l);
	link_before(l, d->waiting.next);
	l->peer->info.leases--;
	l->peer = NULL;
	d->n_leased--;
	d->n_waiting++;
}

static void take_back_all(struct desk *d, const struct peer *p)
{
	/* Youngest first, so that they stand in their old order. */
	struct lease *prev = NULL;
	for (struct lease *l = d->leased.prev; l != &d->leased; l = prev) {
		prev = l->prev;
		if (l->peer == p)
			take_back(d, l);
	}
}

/* --- peers --- */

static struct peer *find_peer(struct desk *d, struct zb_span id)
{
	for (size_t i = 0; i < d->n_peers; i++)
		if (!d->peers[i].gone &&
		    zb_span_eq(zb_span(d->peers[i].id, d->peers[i].n_id), id))
			return &d->peers[i];
	return NULL;
}

static struct peer *peer_by_name(struct desk *d, struct zb_span name)
{
	struct peer *free_slot = NULL;
	for (size_t i = 0; i < d->n_peers; i++) {
		struct peer *p = &d->peers[i];
		if (!p->gone && zb_span_eq(zb_span_str(p->info.name), name))
			return p;
		if (p->gone)
			free_slot = p;
	}
	if (free_slot == NULL && d->n_peers < DESK_PEERS_MAX)
		free_slot = &d->peers[d->n_peers++];
	if (free_slot != NULL)
		*free_slot = (struct peer){ .gone = true };
	return free_slot;
}

static void lose_peer(struct desk *d, struct peer *p, const char *why)
{
	zb_warn("reader-lost", "name=%s why=%s leases=%u",
	        ZB_LOG_TEXT(zb_span_str(p->info.name)), why, p->info.leases);
	take_back_all(d, p);
	p->gone = true;
}

/* The document that was being read when a reader died: three times, and it is given up. */
static void count_strike(struct desk *d, uint64_t id)
{
	struct lease *l = d->table[slot_of(d, id)];
	if (id == 0 || l == NULL)
		return;
	l->strikes++;
	if (l->strikes < DESK_STRIKES_MAX) {
		d->conf.strike(d->conf.ctx, id, l->strikes);
		return;
	}
	forget(d, l);
	d->conf.give_up(d->conf.ctx, id);
}

int desk_hello(struct desk *d, const struct desk_hello *h, int64_t now_ms)
{
	if (h->peer.n == 0 || h->peer.n > PEER_ID_MAX || h->name.n == 0 ||
	    h->name.n >= DESK_NAME_MAX || h->incarnation.n > INCARNATION_MAX)
		return ZB_EMALFORMED;
	struct peer *p = peer_by_name(d, h->name);
	if (p == NULL)
		return ZB_ETOOBIG;
	struct zb_span was = zb_span(p->incarnation, p->n_incarnation);
	if (!p->gone && !zb_span_eq(was, h->incarnation))
		lose_peer(d, p, "replaced");
	if (p->gone)
		*p = (struct peer){ .n_incarnation = h->incarnation.n };
	memcpy(p->incarnation, h->incarnation.p, h->incarnation.n);
	memcpy(p->id, h->peer.p, h->peer.n);
	p->n_id = h->peer.n;
	snprintf(p->info.name, sizeof(p->info.name), ZB_SPAN_FMT, ZB_SPAN_ARGS(h->name));
	snprintf(p->info.rules, sizeof(p->info.rules), "%.*s",
	         (int)(h->rules.n < DESK_NAME_MAX ? h->rules.n : DESK_NAME_MAX), h->rules.p);
	p->info.pid = h->pid;
	p->info.credit = h->credit < DESK_CREDIT_MAX ? h->credit : DESK_CREDIT_MAX;
	p->info.heard_ms = now_ms;
	count_strike(d, h->crashed_on);
	return 0;
}

bool desk_heard(struct desk *d, struct zb_span id, int64_t now_ms, uint64_t documents,
                uint64_t records)
{
	struct peer *p = find_peer(d, id);
	if (p == NULL)
		return false;
	p->info.heard_ms = now_ms;
	p->info.documents = documents;
	p->info.records = records;
	return true;
}

/* --- leases --- */

bool desk_done(struct desk *d, struct zb_span id, uint64_t lease, int64_t now_ms)
{
	struct lease *l = d->table[slot_of(d, lease)];
	struct peer *p = find_peer(d, id);
	if (p != NULL)
		p->info.heard_ms = now_ms;
	if (l == NULL)
		return false;
	forget(d, l);
	return true;
}

static struct peer *next_with_credit(struct desk *d)
{
	for (size_t i = 0; i < d->n_peers; i++) {
		struct peer *p = &d->peers[d->turn++ % d->n_peers];
		if (!p->gone && p->info.leases < p->info.credit)
			return p;
	}
	return NULL;
}

void desk_assign(struct desk *d, int64_t now_ms)
{
	while (!d->stopped && d->waiting.next != &d->waiting) {
		struct lease *l = d->waiting.next;
		struct peer *p = next_with_credit(d);
		if (p == NULL)
			return;
		int ret = d->conf.send(d->conf.ctx, zb_span(p->id, p->n_id), l->id,
		                       l->attempt + 1);
		if (ret == -EAGAIN)
			return;
		if (ret == ZB_EMALFORMED) { /* its bytes are gone: an ended one */
			forget(d, l);
			continue;
		}
		if (ret < 0) {
			lose_peer(d, p, "unreachable");
			continue;
		}
		unlink_lease(l);
		link_before(l, &d->leased);
		l->peer = p;
		l->since_ms = now_ms;
		l->attempt++;
		p->info.leases++;
		d->n_waiting--;
		d->n_leased++;
	}
}

void desk_check(struct desk *d, int64_t now_ms)
{
	for (size_t i = 0; i < d->n_peers; i++) {
		struct peer *p = &d->peers[i];
		if (!p->gone && now_ms - p->info.heard_ms > d->conf.silence_ms)
			lose_peer(d, p, "silent");
	}
	struct lease *next = NULL;
	for (struct lease *l = d->leased.next; l != &d->leased; l = next) {
		next = l->next;
		if (now_ms - l->since_ms <= d->conf.lease_ms)
			return; /* by age: the rest is younger */
		if (now_ms - l->since_ms <= d->conf.lease_ms * (int64_t)l->attempt)
			continue;
		zb_warn("lease-expired", "lease=%llu reader=%s attempt=%u",
		        (unsigned long long)l->id, ZB_LOG_TEXT(zb_span_str(l->peer->info.name)),
		        l->attempt);
		take_back(d, l);
	}
}

void desk_stop(struct desk *d)
{
	d->stopped = true;
}

/* --- life and numbers --- */

int desk_open(struct desk **out, const struct desk_conf *conf)
{
	*out = NULL;
	struct desk *d = calloc(1, sizeof(*d));
	if (d == NULL)
		return ZB_ENOMEM;
	d->conf = *conf;
	d->waiting.next = d->waiting.prev = &d->waiting;
	d->leased.next = d->leased.prev = &d->leased;
	int ret = resize(d, 256);
	if (ret < 0) {
		desk_close(d);
		return ret;
	}
	*out = d;
	return 0;
}

void desk_close(struct desk *d)
{
	if (d == NULL)
		return;
	for (size_t i = 0; i < d->size; i++)
		free(d->table[i]);
	free(d->table);
	free(d);
}

uint64_t desk_waiting(const struct desk *d)
{
	return d->n_waiting;
}

uint64_t desk_leased(const struct desk *d)
{
	return d->n_leased;
}

uint64_t desk_bytes(const struct desk *d)
{
	return d->bytes;
}

size_t desk_peers(const struct desk *d)
{
	return d->n_peers;
}

void desk_peer(struct desk_peer *out, const struct desk *d, size_t i)
{
	*out = d->peers[i].info;
	if (d->peers[i].gone)
		out->name[0] = '\0';
}
