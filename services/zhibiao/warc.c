/* SPDX-License-Identifier: Apache-2.0 */
#include "warc.h"

#include <stdbool.h>
#include <string.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/hash.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"
#include "proto/wire.h"
#include "services/store/base.h"
#include "services/store/view.h"

enum {
	ARENA_MAX = 1 << 30,
	HEAD_MAX = 1 << 20,
	DIGEST_TEXT = 57, /* 32 bytes in base 32, padded, and the terminator */
};

struct warc {
	FILE *to;
	const struct base *base;
	struct zb_txn *txn;
	struct zb_arena *arena;
	struct zb_buf body;
	struct zb_buf http; /* status line and headers, as the block begins */
	struct zb_buf head; /* of the WARC record */
	uint64_t seq;
	uint64_t n;
};

/* RFC 4648, 6. */
static const char *base32(char out[DIGEST_TEXT], struct zb_span bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	size_t n = 0;
	uint32_t bits = 0;
	int have = 0;
	for (size_t i = 0; i < bytes.n && i < ZB_SHA256_SIZE; i++) {
		bits = bits << 8 | (unsigned char)bytes.p[i];
		for (have += 8; have >= 5; have -= 5)
			out[n++] = letters[bits >> (have - 5) & 31];
	}
	if (have > 0)
		out[n++] = letters[bits << (5 - have) & 31];
	while (n % 8 != 0)
		out[n++] = '=';
	out[n] = '\0';
	return out;
}

static bool is_coding(struct zb_span line)
{
	static const char *const names[] = { "transfer-encoding", "content-encoding",
		                             "content-length" };
	ptrdiff_t colon = zb_span_find(line, ZB_S(":"), 0);
	for (size_t i = 0; colon > 0 && i < sizeof(names) / sizeof(names[0]); i++)
		if (zb_span_eq_nocase(zb_span_sub(line, 0, (size_t)colon),
		                      zb_span_str(names[i])))
			return true;
	return false;
}

/* One archived answer: of a document, or of one of the pages behind its first. */
struct answer {
	struct zb_span id;
	const char *url;
	const char *content_type;
	int64_t fetched_ms;
	uint32_t http_status;
	struct zb_span sha256;
	struct zb_span headers;
};

/* The headers as received, but for those that the archived bytes no longer follow. */
static void add_http(struct warc *w, const struct answer *a)
{
	struct zb_span headers = a->headers;
	zb_buf_reset(&w->http);
	if (!zb_span_starts(headers, ZB_S("HTTP/")))
		zb_buf_addf(&w->http, "HTTP/1.1 %u \r\nContent-Type: %s\r\n", a->http_status,
		            a->content_type);
	else
		for (size_t at = 0; at < headers.n;) {
			ptrdiff_t end = zb_span_find(headers, ZB_S("\n"), at);
			size_t next = end < 0 ? headers.n : (size_t)end + 1;
			struct zb_span line = zb_span_trim(zb_span_sub(headers, at, next - at));
			at = next;
			if (line.n == 0)
				continue;
			if (is_coding(line))
				zb_buf_add_str(&w->http, "X-Archive-Orig-");
			zb_buf_add_span(&w->http, line);
			zb_buf_add_str(&w->http, "\r\n");
		}
	zb_buf_addf(&w->http, "Content-Length: %zu\r\n\r\n", w->body.n);
}

/* The document's id as a UUID of version 8 (RFC 9562): 16 bytes whose making is our own. */
static void add_uuid(struct zb_buf *out, struct zb_span id)
{
	unsigned char b[KEY_ID_SIZE] = { 0 };
	char hex[2 * KEY_ID_SIZE + 1];
	memcpy(b, id.p, id.n < sizeof(b) ? id.n : sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x80);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	zb_hex(hex, b, sizeof(b));
	zb_buf_addf(out, "<urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>", hex, hex + 8, hex + 12,
	            hex + 16, hex + 20);
}

static void begin_head(struct warc *w, const char *type, struct zb_span id, int64_t at_ms)
{
	char date[32];
	zb_buf_reset(&w->head);
	zb_buf_addf(&w->head, "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: ", type);
	add_uuid(&w->head, id);
	zb_buf_addf(&w->head, "\r\nWARC-Date: %s\r\n",
	            zb_clock_rfc3339(date, sizeof(date), at_ms));
}

static int put(struct warc *w, const struct zb_buf *buf)
{
	if (buf->err != 0)
		return buf->err;
	if (buf->n == 0)
		return 0;
	return fwrite(buf->p, 1, buf->n, w->to) == buf->n ? 0 : ZB_EFULL;
}

/* Head, http and body, each of which may be empty, and the end of the record. */
static int put_record(struct warc *w)
{
	zb_buf_addf(&w->head, "Content-Length: %zu\r\n\r\n", w->http.n + w->body.n);
	int ret = put(w, &w->head);
	if (ret == 0)
		ret = put(w, &w->http);
	if (ret == 0)
		ret = put(w, &w->body);
	if (ret == 0 && fputs("\r\n\r\n", w->to) == EOF)
		ret = ZB_EFULL;
	return ret;
}

static int put_info(struct warc *w)
{
	unsigned char sha[ZB_SHA256_SIZE];
	int64_t now = zb_clock_wall_ms();
	zb_sha256(sha, zb_span((const char *)&now, sizeof(now)));
	begin_head(w, "warcinfo", zb_span((const char *)sha, KEY_ID_SIZE), now);
	zb_buf_add_str(&w->head, "Content-Type: application/warc-fields\r\n");
	zb_buf_reset(&w->http);
	zb_buf_add_str(&w->http,
	               "software: zhibiao/" ZB_VERSION "\r\nformat: WARC File Format 1.1\r\n");
	zb_buf_reset(&w->body);
	return put_record(w);
}

static int put_answer(struct warc *w, const struct answer *a)
{
	char digest[DIGEST_TEXT];
	bool page = a->http_status != 0;
	zb_buf_reset(&w->http);
	if (page)
		add_http(w, a);
	begin_head(w, page ? "response" : "resource", a->id, a->fetched_ms);
	zb_buf_addf(&w->head, "WARC-Target-URI: %s\r\nWARC-Payload-Digest: sha256:%s\r\n",
	            a->url, base32(digest, a->sha256));
	zb_buf_addf(&w->head, "Content-Type: %s\r\n",
	            page                         ? "application/http;msgtype=response"
	            : a->content_type[0] != '\0' ? a->content_type
	                                         : "application/octet-stream");
	int ret = put_record(w);
	if (ret == 0)
		w->n++;
	return ret;
}

static int put_document(struct warc *w, const Zhibiao__Document *d, struct zb_span headers)
{
	const struct answer a = { .id = zb_bytes_span(d->id),
		                  .url = d->final_url[0] != '\0' ? d->final_url : d->url,
		                  .content_type = d->content_type,
		                  .fetched_ms = d->fetched_ms,
		                  .http_status = d->http_status,
		                  .sha256 = zb_bytes_span(d->body_sha256),
		                  .headers = headers };
	return put_answer(w, &a);
}

/* The record of a part has an id of its own: from the document's and the part's place. */
static int put_part(struct warc *w, const Zhibiao__Document *d, size_t i)
{
	const Zhibiao__Part *p = d->parts[i];
	unsigned char id[ZB_SHA256_SIZE];
	struct answer a = { .url = p->final_url[0] != '\0' ? p->final_url : p->url,
		            .content_type = p->content_type,
		            .fetched_ms = p->fetched_ms,
		            .http_status = p->http_status,
		            .sha256 = zb_bytes_span(p->body_sha256) };
	struct key name = key_id_32(zb_bytes_span(d->id), (uint32_t)i + 1);
	zb_sha256(id, key_span(&name));
	a.id = zb_span((const char *)id, KEY_ID_SIZE);
	zb_buf_reset(&w->body);
	int ret = zb_txn_begin(&w->txn, w->base->kv, false);
	if (ret == 0)
		ret = view_body(&w->body, &a.headers, w->arena, w->base, w->txn, a.sha256);
	zb_txn_abort(&w->txn);
	return ret == 0 ? put_answer(w, &a) : ret;
}

/* What the change brought, if it brought a document, into the arena and w->body. */
static int load(struct warc *w, Zhibiao__Document **d, struct zb_span *headers,
                struct zb_span val)
{
	Zhibiao__Change *c = NULL;
	int ret = zb_decode_trusted(&c, w->arena, &zhibiao__change__descriptor, val);
	if (c == NULL || strcmp(c->kind, "document") != 0)
		return ret;
	ret = view_head(d, w->arena, w->base, w->txn, zb_bytes_span(c->id));
	/* One that came back stands twice in the feed. */
	if (ret == 0 && (*d)->seq != c->seq)
		*d = NULL;
	if (ret == 0 && *d != NULL)
		ret = view_body(&w->body, headers, w->arena, w->base, w->txn,
		                zb_bytes_span((*d)->body_sha256));
	return ret;
}

/* The next change behind w->seq; ZB_ENOTFOUND at the end. */
static int load_next(struct warc *w, Zhibiao__Document **d, struct zb_span *headers)
{
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	struct key from = key_seq(w->seq + 1);
	int ret = zb_cursor_open(&cur, w->txn, w->base->db[KEY_CHANGES]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, key_span(&from), &key, &val);
	while (ret == 0 && *d == NULL) {
		w->seq = key_tail_64(key);
		ret = load(w, d, headers, val);
		if (ret == 0 && *d == NULL)
			ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	return ret;
}

static int put_next(struct warc *w)
{
	Zhibiao__Document *d = NULL;
	struct zb_span headers = zb_span("", 0);
	zb_arena_reset(w->arena);
	zb_buf_reset(&w->body);
	int ret = zb_txn_begin(&w->txn, w->base->kv, false);
	if (ret == 0)
		ret = load_next(w, &d, &headers);
	zb_txn_abort(&w->txn);
	if (ret == 0 && d != NULL)
		ret = put_document(w, d, headers);
	for (size_t i = 0; ret == 0 && d != NULL && i < d->n_parts; i++)
		ret = put_part(w, d, i);
	return ret;
}

int warc_write(uint64_t *n, FILE *to, const struct base *base, uint64_t since)
{
	struct warc w = { .to = to, .base = base, .seq = since };
	zb_buf_init(&w.body, ZB_WIRE_BODY_MAX);
	zb_buf_init(&w.http, HEAD_MAX);
	zb_buf_init(&w.head, HEAD_MAX);
	int ret = zb_arena_new(&w.arena, ARENA_MAX);
	if (ret == 0)
		ret = put_info(&w);
	while (ret == 0)
		ret = put_next(&w);
	zb_arena_free(w.arena);
	zb_buf_deinit(&w.body);
	zb_buf_deinit(&w.http);
	zb_buf_deinit(&w.head);
	*n = w.n;
	return ret == ZB_ENOTFOUND ? (fflush(to) == 0 ? 0 : ZB_EFULL) : ret;
}
