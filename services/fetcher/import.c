/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "archive.h"
#include "coding.h"
#include "common/clock.h"
#include "common/err.h"
#include "crawl_priv.h"
#include "header.h"
#include "local.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "verdict.h"

/*
 * A WARC file is listed like a folder, a slice a turn: each answer in it becomes a task under the
 * address that it was fetched from, which says in `via` where it stands. Read is a record only when
 * its turn comes, so that an archive of any size fills neither memory nor the queue of bodies.
 */
enum {
	SLICE_RECORDS = 64,
	SLICE_BYTES = 4 << 20,
	HEADERS_KEPT = 32 << 10,
	VIA_MAX = ADDRESS_MAX * 4,
};

static const char record_mark[] = "#warc=";
static const char next_mark[] = "#next=";

/* --- which file, which place --- */

struct spot {
	struct zb_span file; /* its URL */
	struct archive_place at;
	bool record; /* one; else the records from there on */
};

static bool split_spot(struct spot *out, struct zb_span via)
{
	ptrdiff_t hash = zb_span_find(via, ZB_S("#"), 0);
	*out = (struct spot){ .file = via };
	if (hash < 0)
		return archive_is(via);
	struct zb_span mark = zb_span_sub(via, (size_t)hash, sizeof(next_mark) - 1);
	out->file = zb_span_sub(via, 0, (size_t)hash);
	out->record = zb_span_eq(mark, zb_span_str(record_mark));
	return archive_place_read(&out->at, zb_span_sub(via, (size_t)hash + mark.n, via.n));
}

static void print_spot(char out[VIA_MAX], const struct spot *spot, const char *mark,
                       const struct archive_place *at)
{
	char place[48];
	archive_place_print(place, at);
	snprintf(out, VIA_MAX, ZB_SPAN_FMT "%s%s", ZB_SPAN_ARGS(spot->file), mark, place);
}

/* The archive of that spot, open at its place; the one that is open goes on. */
static int open_spot(struct crawl *c, const struct spot *spot)
{
	int ret = local_path(&c->path, spot->file);
	if (ret < 0)
		return ret;
	const char *path = zb_buf_cstr(&c->path);
	if (c->archive != NULL && strcmp(archive_path(c->archive), path) != 0) {
		archive_close(c->archive);
		c->archive = NULL;
	}
	if (c->archive == NULL)
		ret = archive_open(&c->archive, path);
	return ret < 0 ? ret : archive_seek(c->archive, &spot->at);
}

/* --- listing --- */

static bool is_document(const struct archive_record *r)
{
	static const char *const types[] = { "response", "resource", "conversion" };
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (zb_span_eq_nocase(r->type, zb_span_str(types[i])))
			return true;
	return false;
}

/* As address_read; a file that was archived keeps its name, from which nothing is read. */
static int read_uri(struct address *out, struct zb_span uri, const char **why)
{
	if (!local_is_url(uri))
		return address_read(out, uri, NULL, why);
	*why = "no address of a file";
	for (size_t i = 0; i < uri.n; i++)
		if ((unsigned char)uri.p[i] <= ' ' || uri.p[i] == 0x7F || uri.p[i] == '#')
			return ZB_EMALFORMED;
	if (uri.n >= sizeof(out->url) || local_is_folder(uri))
		return ZB_EMALFORMED;
	memcpy(out->url, uri.p, uri.n);
	out->url[uri.n] = '\0';
	out->n = uri.n;
	return 0;
}

/* Its bytes stand elsewhere: under the same address, or another's (WARC 1.1, 6.7). */
static void note_revisit(struct task_new *n, const struct archive_record *r)
{
	bool same = r->refers_to.n == 0 || zb_span_eq(r->refers_to, r->uri);
	n->outcome = same ? ZB_OUTCOME_UNCHANGED : ZB_OUTCOME_DUPLICATE;
	n->detail = "a revisit: its bytes were archived before";
}

static int refuse_record(struct crawl *c, struct job *job, struct task_new *n,
                         struct zb_span uri, const char *why)
{
	n->url = zb_span_sub(uri, 0, ADDRESS_MAX - 1);
	n->outcome = ZB_OUTCOME_BAD_URL;
	n->detail = why;
	return task_add(NULL, c->conf.jobs, job, n);
}

/* Requests, metadata and what is no page of any host (dns:, urn:) are passed over. */
static int add_record(struct crawl *c, struct job *job, const struct ticket *t,
                      const struct spot *spot, const struct archive_record *r)
{
	struct address at;
	char via[VIA_MAX];
	char again[ADDRESS_MAX + 40];
	char date[32];
	const char *why = "";
	bool added = false;
	bool revisit = zb_span_eq_nocase(r->type, ZB_S("revisit"));
	struct task_new n = { .host = LOCAL_HOST,
		              .prio = t->prio,
		              .from = &t->key,
		              .now_ms = zb_clock_wall_ms() };
	if ((!revisit && !is_document(r)) || zb_span_find(r->uri, ZB_S("://"), 0) < 0)
		return 0;
	if (read_uri(&at, r->uri, &why) < 0)
		return refuse_record(c, job, &n, r->uri, why);
	print_spot(via, spot, record_mark, &r->at);
	n.url = zb_span(at.url, at.n);
	n.via = revisit ? ZB_S("") : zb_span_str(via);
	if (revisit)
		note_revisit(&n, r);
	int ret = task_add(&added, c->conf.jobs, job, &n);
	if (ret < 0 || added || revisit)
		return ret;
	/* A further capture of that address. */
	snprintf(again, sizeof(again), "%s#%s", at.url,
	         zb_clock_rfc3339(date, sizeof(date), r->date_ms));
	n.url = zb_span_str(again);
	return task_add(NULL, c->conf.jobs, job, &n);
}

static int list_slice(struct crawl *c, struct job *job, const struct ticket *t,
                      const struct spot *spot)
{
	struct archive_record r;
	uint64_t bytes = 0;
	int ret = 0;
	for (int i = 0; ret == 0 && i < SLICE_RECORDS && bytes < SLICE_BYTES; i++) {
		ret = archive_next(&r, c->archive);
		if (ret == 0)
			ret = add_record(c, job, t, spot, &r);
		bytes += r.length;
	}
	return ret;
}

static void list_archive(struct crawl *c, const struct ticket *t, const char *url,
                         const struct spot *spot)
{
	struct job *job = jobs_find(c->conf.jobs, t->job);
	struct archive_place next;
	char via[VIA_MAX];
	c->enough = true;
	int ret = open_spot(c, spot);
	if (ret < 0) {
		answer_end(c, t, url, ZB_OUTCOME_NOT_READABLE,
		           ret == ZB_EMALFORMED ? "no WARC file" : zb_strerror(ret));
		return;
	}
	ret = job != NULL ? list_slice(c, job, t, spot) : ZB_ENOTFOUND;
	if (ret == 0 && archive_tell(&next, c->archive)) {
		print_spot(via, spot, next_mark, &next);
		task_goes_on(c->conf.frontier, t, via);
		return;
	}
	if (ret == ZB_EMALFORMED) {
		answer_end(c, t, url, ZB_OUTCOME_NOT_READABLE,
		           "broken behind its first records");
		return;
	}
	answer_end(c, t, url, ZB_OUTCOME_LISTED,
	           archive_is_cut(c->archive) ? "its last record is cut off" : NULL);
}

/* --- reading --- */

static void end_by_status(struct crawl *c, const struct ticket *t, const char *url,
                          const struct coding_message *m)
{
	struct zb_span location = header_get(m->head, ZB_S("location"));
	struct verdict v = verdict_of(m->status, false, location.n > 0);
	char to[512];
	snprintf(to, sizeof(to), "%.*s", (int)(location.n < 500 ? location.n : 500),
	         location.p);
	answer_end(c, t, url, v.kind == VERDICT_REDIRECT ? ZB_OUTCOME_REDIRECTED : v.outcome,
	           to);
}

static void keep_record(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task,
                        const struct archive_record *r, const struct address *at)
{
	struct frontier *f = c->conf.frontier;
	struct coding_message m;
	struct zb_span body = ZB_S("");
	Zhibiao__Parcel p;
	bool response = zb_span_eq_nocase(r->type, ZB_S("response"));
	coding_split(&m, zb_buf_span(&c->file));
	if (response &&
	    (m.status == 0 || verdict_of(m.status, false, false).kind != VERDICT_READ)) {
		end_by_status(c, t, task->url, &m);
		return;
	}
	int ret = coding_decode(&body, &m, &c->decoded[0], &c->decoded[1]);
	if (ret < 0) {
		answer_end(c, t, task->url,
		           ret == ZB_ETOOBIG ? ZB_OUTCOME_TOO_LARGE : ZB_OUTCOME_BAD_RESPONSE,
		           ret == ZB_ETOOBIG ? NULL : "an unknown Content-Encoding");
		return;
	}
	zhibiao__parcel__init(&p);
	p.url = p.final_url = frontier_text(f, zb_span(at->url, at->n));
	p.status = response ? (uint32_t)m.status : 200;
	p.content_type = frontier_text(f, response ? header_get(m.head, ZB_S("content-type"))
	                                           : r->content_type);
	p.headers = zb_bytes_of(zb_span_sub(m.head, 0, HEADERS_KEPT));
	p.etag = frontier_text(f, header_get(m.head, ZB_S("etag")));
	p.last_modified = frontier_text(f, header_get(m.head, ZB_S("last-modified")));
	p.fetched_ms = r->date_ms;
	p.archived = true;
	answer_keep(c, t, &p, task, body);
}

static void read_record(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task,
                        const struct spot *spot)
{
	struct archive_record r = { 0 };
	struct address at = { 0 };
	const char *why = "";
	zb_buf_reset(&c->file);
	int ret = open_spot(c, spot);
	if (ret == 0)
		ret = archive_next(&r, c->archive);
	if (ret == 0)
		ret = read_uri(&at, r.uri, &why);
	if (ret == 0)
		ret = archive_block(&c->file, c->archive);
	if (ret == ZB_ETOOBIG)
		answer_end(c, t, task->url, ZB_OUTCOME_TOO_LARGE, NULL);
	else if (ret < 0)
		answer_end(c, t, task->url, ZB_OUTCOME_NOT_READABLE, zb_strerror(ret));
	else
		keep_record(c, t, task, &r, &at);
}

bool import_local(struct crawl *c, const struct ticket *t, const Zhibiao__Task *task)
{
	struct spot spot;
	const char *url = task->via[0] != '\0' ? task->via : task->url;
	if (!split_spot(&spot, zb_span_str(url)))
		return false;
	if (spot.record)
		read_record(c, t, task, &spot);
	else
		list_archive(c, t, task->url, &spot);
	return true;
}
