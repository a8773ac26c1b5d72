/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/log.h"
#include "fetcher_priv.h"
#include "history.h"
#include "parcel.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "proto/wire.h"
#include "task.h"

enum { SILENCE_MS = 15000, LEASE_PAYLOAD_MAX = 16 << 20 };

/* --- to extractors --- */

static void fill_lease(Zhibiao__Lease *m, const Zhibiao__Parcel *p, const struct job *job)
{
	m->url = p->url;
	m->final_url = p->final_url;
	m->fetched_ms = p->fetched_ms;
	m->http_status = p->status;
	m->content_type = p->content_type;
	m->headers = p->headers;
	m->body_sha256 = p->sha256;
	if (job == NULL)
		return;
	m->region = job->spec->region;
	m->publisher = job->spec->publisher;
	m->source = job->spec->source;
	m->links_wanted = p->depth < job->spec->depth;
}

/* May the document have one page more? Files have none. */
static bool takes_next(const struct fetcher *f, const Zhibiao__Parcel *p)
{
	return p->cut[0] == '\0' && strncmp(p->final_url, "http", 4) == 0 &&
	       (int64_t)p->n_parts + 1 < f->settings->fetcher.pages_per_article;
}

static void fill_parts(Zhibiao__Lease *m, const struct fetcher *f, const Zhibiao__Parcel *p)
{
	m->parts = p->parts;
	m->n_parts = p->n_parts;
	m->part_headers = p->part_headers;
	m->n_part_headers = p->n_part_headers;
	m->cut = p->cut;
	m->next_wanted = takes_next(f, p);
}

/* An attachment goes with the document of the page that has it. */
static void fill_parent(Zhibiao__Lease *m, struct fetcher *f, const Zhibiao__Parcel *p)
{
	Zhibiao__Task *task = NULL;
	Zhibiao__Page *notice = NULL;
	struct url_key key;
	if (p->link != 0 && p->link != 1 + ZHIBIAO__LINK__KIND__ATTACHMENT)
		return;
	if (!url_key_from(&key, zb_bytes_span(p->key)) ||
	    task_get(&task, f->frontier, p->job, &key) < 0 ||
	    task->kind != ZHIBIAO__LINK__KIND__ATTACHMENT ||
	    !url_key_from(&key, zb_bytes_span(task->found_on)) ||
	    frontier_page_get(&notice, f->frontier, &key) < 0 || notice->document.len == 0)
		return;
	m->parent = notice->document;
	m->parent_url = notice->url;
	m->parent_published = notice->published;
}

static int send_document(void *ctx, struct zb_span peer, uint64_t lease, uint32_t attempt)
{
	struct fetcher *f = ctx;
	Zhibiao__Parcel *p = NULL;
	Zhibiao__Lease m;
	struct zb_span bytes = { 0 };
	struct zb_buf buf;
	int ret = parcel_get(&p, f->frontier, lease);
	if (ret == 0)
		ret = parcel_bytes(&bytes, f->frontier, lease);
	if (ret != 0)
		return ZB_EMALFORMED;
	zhibiao__lease__init(&m);
	m.lease = lease;
	m.attempt = attempt;
	fill_lease(&m, p, jobs_find(f->jobs, p->job));
	fill_parent(&m, f, p);
	fill_parts(&m, f, p);
	zb_buf_init(&buf, LEASE_PAYLOAD_MAX);
	struct zb_frame *body = zb_frame_new(bytes);
	ret = body != NULL ? zb_encode(&buf, &m.base) : ZB_ENOMEM;
	if (ret == 0)
		ret = zb_port_send(f->port, peer, ZB_WIRE_LEASE, zb_buf_span(&buf), &body);
	zb_frame_free(body);
	zb_buf_deinit(&buf);
	return ret;
}

/* Lists are told apart by their links, not their text. */
static bool is_article(const char *outcome)
{
	return strcmp(outcome, ZB_OUTCOME_STORED) == 0 ||
	       strcmp(outcome, ZB_OUTCOME_UNCHANGED) == 0 ||
	       strcmp(outcome, ZB_OUTCOME_DUPLICATE) == 0;
}

static void end_parcel(struct fetcher *f, uint64_t lease, const Zhibiao__Parcel *p,
                       const Zhibiao__Done *done)
{
	struct url_key key;
	int64_t now = zb_clock_wall_ms();
	if (!url_key_from(&key, zb_bytes_span(p->key)))
		return;
	const struct job *job = jobs_find(f->jobs, p->job);
	struct history_of of = { .job = p->job, .source = "", .depth = p->depth };
	if (job != NULL && job->scheduled)
		of.source = job->spec->source;
	planner_saw_site(f->planner, zb_span_str(of.source), zb_span_str(done->site_code));
	history_read(f->frontier, &of, p, done, now);
	if (is_article(done->outcome))
		crawl_saw_text(f->crawl, p->final_url, zb_bytes_span(done->text_sha256));
	struct task_outcome end = { .name = done->outcome,
		                    .detail = done->detail,
		                    .records = done->records,
		                    .now_ms = now };
	Zhibiao__Task *task = NULL;
	bool again = task_get(&task, f->frontier, p->job, &key) == 0 && task->part_of != 0 &&
	             crawl_part_again(f->crawl, p->job, task) == 0;
	if (!again)
		task_finish(f->jobs, p->job, &key, &end);
	parcel_del(f->frontier, lease);
	f->done++;
}

static void give_up(void *ctx, uint64_t lease)
{
	struct fetcher *f = ctx;
	Zhibiao__Parcel *p = NULL;
	Zhibiao__Done done;
	zhibiao__done__init(&done);
	done.outcome = zb_field_text(ZB_OUTCOME_PARSE_FAILED);
	done.detail = zb_field_text("readers died of it");
	if (parcel_get(&p, f->frontier, lease) < 0)
		return;
	zb_warn("document-given-up", "url=%s", ZB_LOG_TEXT(zb_span_str(p->url)));
	end_parcel(f, lease, p, &done);
}

static void keep_strike(void *ctx, uint64_t lease, uint32_t strikes)
{
	struct fetcher *f = ctx;
	Zhibiao__Parcel *p = NULL;
	if (parcel_get(&p, f->frontier, lease) < 0)
		return;
	p->strikes = strikes;
	parcel_put(f->frontier, lease, p);
}

/* --- from extractors --- */

static void *decode(struct fetcher *f, const struct zb_msg *msg,
                    const ProtobufCMessageDescriptor *type)
{
	void *out = NULL;
	zb_arena_reset(f->arena);
	if (zb_decode(&out, f->arena, type, msg->payload) == 0)
		return out;
	f->malformed++;
	if (zb_log_due(f->malformed))
		zb_warn("message-refused", "type=%s count=%llu", type->short_name,
		        (unsigned long long)f->malformed);
	fetcher_reply_error(f, msg->peer, "malformed message");
	return NULL;
}

void documents_on_hello(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__Hello *m = decode(f, msg, &zhibiao__hello__descriptor);
	if (m == NULL)
		return;
	if (m->version != ZB_WIRE_VERSION) {
		fetcher_reply_error(f, msg->peer, "another protocol version");
		return;
	}
	struct desk_hello h = { .peer = msg->peer,
		                .name = zb_span_str(m->name),
		                .incarnation = zb_bytes_span(m->incarnation),
		                .rules = zb_span_str(m->rules),
		                .credit = m->credit,
		                .crashed_on = m->crashed_on,
		                .pid = m->pid };
	int ret = desk_hello(f->desk, &h, zb_loop_now(f->loop));
	if (ret < 0)
		fetcher_reply_error(f, msg->peer, zb_strerror(ret));
	else
		zb_info("reader", "name=%s credit=%u", ZB_LOG_TEXT(h.name), h.credit);
}

static void ask_who(struct fetcher *f, struct zb_span peer)
{
	zb_port_send(f->port, peer, ZB_WIRE_WELCOME, ZB_S(""), NULL);
}

void documents_on_heartbeat(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__Heartbeat *m = decode(f, msg, &zhibiao__heartbeat__descriptor);
	if (m != NULL &&
	    !desk_heard(f->desk, msg->peer, zb_loop_now(f->loop), m->documents, m->records))
		ask_who(f, msg->peer);
}

static void follow(struct fetcher *f, const Zhibiao__Parcel *p, const Zhibiao__Done *done)
{
	struct job *job = jobs_find(f->jobs, p->job);
	struct url_key key;
	if (job == NULL || !url_key_from(&key, zb_bytes_span(p->key)))
		return;
	struct crawl_page page = {
		.url = p->final_url,
		.key = &key,
		.depth = p->depth,
		.kept = done->document.len > 0,
		.prio = job->scheduled ? TASK_PRIO_SCHEDULE : TASK_PRIO_DEMAND,
		.links = done->links,
		.n_links = done->n_links,
	};
	crawl_links(f->crawl, job, &page);
}

/* One that we do not know came to its end before: said twice, or answered by two readers. */
void documents_on_done(struct fetcher *f, const struct zb_msg *msg)
{
	const Zhibiao__Done *m = decode(f, msg, &zhibiao__done__descriptor);
	Zhibiao__Parcel *p = NULL;
	if (m == NULL)
		return;
	desk_done(f->desk, msg->peer, m->lease, zb_loop_now(f->loop));
	if (parcel_get(&p, f->frontier, m->lease) < 0 || p->wants[0] != '\0')
		return;
	if (m->outcome[0] == '\0') {
		if (m->next[0] != '\0' && takes_next(f, p))
			crawl_next_page(f->crawl, m->lease, p, m->next);
		else
			f->malformed++;
		return;
	}
	follow(f, p, m);
	end_parcel(f, m->lease, p, m);
}

/* --- life --- */

static void load_parcel(void *ctx, uint64_t lease, const Zhibiao__Parcel *p)
{
	struct fetcher *f = ctx;
	if (p->wants[0] == '\0') /* else it is handed out with the page it waits for */
		desk_add(f->desk, lease, p->size, p->strikes);
}

int documents_open(struct fetcher *f)
{
	int64_t longest = f->settings->extractor.document_timeout_ms;
	struct desk_conf conf = {
		/* A reader says nothing while it reads. */
		.silence_ms = longest + SILENCE_MS,
		/* What it holds waits for what it holds before that. */
		.lease_ms = 2 * longest + SILENCE_MS,
		.send = send_document,
		.give_up = give_up,
		.strike = keep_strike,
		.ctx = f,
	};
	int ret = desk_open(&f->desk, &conf);
	return ret < 0 ? ret : parcel_each(f->frontier, load_parcel, f);
}
