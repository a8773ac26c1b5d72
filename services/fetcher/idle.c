/* SPDX-License-Identifier: Apache-2.0 */
#include "idle.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/err.h"
#include "common/hash.h"
#include "proto/codec.h"

enum {
	SEEN = 4096,    /* addresses remembered to compare with; a power of two */
	HOSTS = 1024,   /* whose parameters are in memory; a power of two */
	PARAMETERS = 8, /* of an address that are looked at */
	LONGEST = 1000, /* bytes of such an address */
	OF_A_HOST = 32, /* forms that are watched */
	TEXTS = 3,      /* so many agree before a parameter counts as idle */
	HASH = 8,       /* bytes of a hash that are kept */
};

struct seen {
	uint64_t rest; /* the address without the parameter */
	uint64_t value, text;
};

struct known { /* what is known of a host's parameters */
	uint32_t host;
	bool loaded, any;
};

struct idle {
	struct seen seen[SEEN];
	struct known known[HOSTS];
	unsigned char empty[ZB_SHA256_SIZE]; /* the hash of no text */
};

/* One parameter of an address and what is around it. */
struct cut {
	struct zb_span before, name, value, after;
};

int idle_new(struct idle **out)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return ZB_ENOMEM;
	zb_sha256((*out)->empty, ZB_S(""));
	return 0;
}

void idle_free(struct idle *idle)
{
	free(idle);
}

/* --- taking an address apart --- */

/* The parameters of `url`, at most PARAMETERS; 0 where there are none or more. */
static size_t cut_up(struct cut out[PARAMETERS], struct zb_span url)
{
	ptrdiff_t question = zb_span_find(url, ZB_S("?"), 0);
	size_t n = 0;
	if (question < 0 || url.n > LONGEST)
		return 0;
	for (size_t at = (size_t)question + 1; at < url.n;) {
		ptrdiff_t amp = zb_span_find(url, ZB_S("&"), at);
		size_t end = amp >= 0 ? (size_t)amp : url.n;
		struct zb_span one = zb_span_sub(url, at, end - at);
		ptrdiff_t equals = zb_span_find(one, ZB_S("="), 0);
		if (n == PARAMETERS)
			return 0;
		if (equals > 0)
			out[n++] = (struct cut){
				.before = zb_span_sub(url, 0, at),
				.name = zb_span_sub(one, 0, (size_t)equals),
				.value = zb_span_sub(one, (size_t)equals + 1, one.n),
				.after = zb_span_sub(url, end, url.n),
			};
		at = end + 1;
	}
	return n;
}

static uint64_t hash_of(struct zb_span s)
{
	unsigned char sha[ZB_SHA256_SIZE];
	uint64_t h = 0;
	zb_sha256(sha, s);
	memcpy(&h, sha, sizeof(h));
	return h;
}

/* The address without the parameter's value; with `form`, each number as one #. */
static struct zb_span join(char out[LONGEST + 1], const struct cut *c, bool form)
{
	const struct zb_span parts[] = { c->before, c->name, c->after };
	size_t n = 0;
	for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
		for (size_t i = 0; i < parts[p].n && n < LONGEST; i++) {
			char ch = parts[p].p[i];
			bool digit = ch >= '0' && ch <= '9';
			if (form && digit && n > 0 && out[n - 1] == '#')
				continue;
			out[n++] = form && digit ? '#' : ch;
		}
	}
	out[n] = '\0';
	return zb_span(out, n);
}

/* --- learning --- */

static Zhibiao__IdleParameter *find(const Zhibiao__Host *host, struct zb_span form,
                                    struct zb_span name)
{
	for (size_t i = 0; i < host->n_idle; i++)
		if (zb_span_eq(zb_span_str(host->idle[i]->form), form) &&
		    zb_span_eq(zb_span_str(host->idle[i]->name), name))
			return host->idle[i];
	return NULL;
}

/* One text more that was the same; false where it was counted before. */
static bool add_text(Zhibiao__IdleParameter *p, struct zb_span text)
{
	for (size_t i = 0; i < p->n_texts; i++)
		if (zb_span_eq(zb_bytes_span(p->texts[i]), text))
			return false;
	p->texts[p->n_texts++] = zb_bytes_of(text);
	return true;
}

/* True where something new is known. */
static bool judge(Zhibiao__IdleParameter *p, bool same, struct zb_span text)
{
	if (!same) {
		bool news = !p->matters;
		p->matters = true;
		p->idle = false;
		return news;
	}
	if (p->matters || p->idle || !add_text(p, text))
		return false;
	p->idle = p->n_texts >= TEXTS;
	return true;
}

/* What two addresses that differ in that parameter showed. */
static int learn(struct idle *idle, struct frontier *f, uint32_t id, const struct cut *c,
                 bool same, struct zb_span text)
{
	Zhibiao__Host *host = NULL;
	Zhibiao__IdleParameter fresh;
	Zhibiao__IdleParameter *list[OF_A_HOST + 1];
	ProtobufCBinaryData texts[TEXTS + 1];
	char made[LONGEST + 1];
	struct zb_span form = join(made, c, true);
	int ret = frontier_host_get(&host, f, id);
	if (ret < 0)
		return ret == ZB_ENOTFOUND ? 0 : ret;
	Zhibiao__IdleParameter *p = find(host, form, c->name);
	if (p == NULL) {
		if (host->n_idle >= OF_A_HOST)
			return 0;
		zhibiao__idle_parameter__init(&fresh);
		fresh.form = frontier_text(f, form);
		fresh.name = frontier_text(f, c->name);
		fresh.value = frontier_text(f, c->value);
		p = &fresh;
		for (size_t i = 0; i < host->n_idle; i++)
			list[i] = host->idle[i];
		list[host->n_idle++] = p;
		host->idle = list;
	}
	for (size_t i = 0; i < p->n_texts && i < TEXTS; i++)
		texts[i] = p->texts[i];
	p->texts = texts;
	if (!judge(p, same, text))
		return 0;
	idle->known[id & (HOSTS - 1)].loaded = false;
	return frontier_host_put(f, host);
}

int idle_saw(struct idle *idle, struct frontier *f, uint32_t host, struct zb_span url,
             struct zb_span text)
{
	struct cut cuts[PARAMETERS];
	char made[LONGEST + 1];
	size_t n = cut_up(cuts, url);
	struct zb_span few = zb_span_sub(text, 0, HASH);
	if (text.n < HASH || zb_span_eq(text, zb_span((char *)idle->empty, ZB_SHA256_SIZE)))
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct seen now = { .rest = hash_of(join(made, &cuts[i], false)),
			            .value = hash_of(cuts[i].value) };
		memcpy(&now.text, text.p, sizeof(now.text));
		struct seen *was = &idle->seen[now.rest & (SEEN - 1)];
		bool other = was->rest == now.rest && was->value != now.value;
		bool same = was->text == now.text;
		*was = now;
		int ret = other ? learn(idle, f, host, &cuts[i], same, few) : 0;
		if (ret < 0)
			return ret;
	}
	return 0;
}

/* --- using it --- */

static bool has_idle(const Zhibiao__Host *host)
{
	for (size_t i = 0; i < host->n_idle; i++)
		if (host->idle[i]->idle)
			return true;
	return false;
}

/* Most hosts have none, and that is known without asking the file. */
static bool may_have(struct idle *idle, struct frontier *f, uint32_t id)
{
	struct known *k = &idle->known[id & (HOSTS - 1)];
	Zhibiao__Host *host = NULL;
	if (k->loaded && k->host == id)
		return k->any;
	*k = (struct known){ .host = id, .loaded = true };
	k->any = frontier_host_get(&host, f, id) == 0 && has_idle(host);
	return k->any;
}

static bool replace(struct address *at, const struct cut *c, const char *value)
{
	char made[ADDRESS_MAX];
	int n = snprintf(made, sizeof(made), ZB_SPAN_FMT ZB_SPAN_FMT "=%s" ZB_SPAN_FMT,
	                 ZB_SPAN_ARGS(c->before), ZB_SPAN_ARGS(c->name), value,
	                 ZB_SPAN_ARGS(c->after));
	return n > 0 && n < (int)sizeof(made) &&
	       address_split(at, zb_span(made, (size_t)n)) == 0;
}

bool idle_settle(struct idle *idle, struct frontier *f, uint32_t id, struct address *at)
{
	struct cut cuts[PARAMETERS];
	char made[LONGEST + 1];
	Zhibiao__Host *host = NULL;
	bool changed = false;
	size_t n = cut_up(cuts, zb_span(at->url, at->n));
	if (n == 0 || !may_have(idle, f, id) || frontier_host_get(&host, f, id) < 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		const Zhibiao__IdleParameter *p =
			find(host, join(made, &cuts[i], true), cuts[i].name);
		if (p == NULL || !p->idle || zb_span_eq(zb_span_str(p->value), cuts[i].value))
			continue;
		if (!replace(at, &cuts[i], p->value))
			break;
		changed = true;
		n = cut_up(cuts, zb_span(at->url, at->n));
	}
	return changed;
}
