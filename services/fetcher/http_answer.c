/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "common/clock.h"
#include "header.h"
#include "http_priv.h"
#include "proto/outcome.h"

enum { RETRY_AFTER_MAX_S = 30 * 24 * 3600 };

/* --- bodies that nobody reads --- */

static bool is_media(struct zb_span type)
{
	static const struct zb_span families[] = { ZB_S("image/"), ZB_S("video/"),
		                                   ZB_S("audio/"), ZB_S("font/") };
	static const struct zb_span packed[] = {
		ZB_S("application/x-rar-compressed"),
		ZB_S("application/vnd.rar"),
		ZB_S("application/x-7z-compressed"),
		ZB_S("application/x-tar"),
		ZB_S("application/java-archive"),
		ZB_S("application/x-msdownload"),
		ZB_S("application/vnd.android.package-archive"),
		ZB_S("application/x-shockwave-flash"),
		ZB_S("application/x-iso9660-image"),
	};
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (zb_span_eq_nocase(zb_span_sub(type, 0, families[i].n), families[i]))
			return true;
	for (size_t i = 0; i < sizeof(packed) / sizeof(packed[0]); i++)
		if (zb_span_eq_nocase(type, packed[i]))
			return true;
	return false;
}

static bool says_media(const struct transfer *t)
{
	struct zb_span type = header_get(zb_buf_span(&t->head), ZB_S("content-type"));
	return is_media(header_media_type(type));
}

/* Pages are sent under any type: what begins as one is read whatever it is called. */
bool http_wants_body(const struct transfer *t, struct zb_span first)
{
	struct zb_span text = zb_span_trim(first);
	return !says_media(t) || (text.n > 0 && text.p[0] == '<');
}

/* --- outcomes --- */

struct failure {
	CURLcode code;
	const char *outcome;
	bool transient;
};

static const struct failure failures[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, ZB_OUTCOME_DNS_FAILED, true },
	{ CURLE_COULDNT_RESOLVE_PROXY, ZB_OUTCOME_DNS_FAILED, true },
	{ CURLE_COULDNT_CONNECT, ZB_OUTCOME_CONNECT_FAILED, true },
	{ CURLE_OPERATION_TIMEDOUT, ZB_OUTCOME_TIMEOUT, true },
	{ CURLE_FILESIZE_EXCEEDED, ZB_OUTCOME_TOO_LARGE, false },
	{ CURLE_PEER_FAILED_VERIFICATION, ZB_OUTCOME_TLS_FAILED, false },
	{ CURLE_SSL_CONNECT_ERROR, ZB_OUTCOME_TLS_FAILED, true },
	{ CURLE_SSL_CERTPROBLEM, ZB_OUTCOME_TLS_FAILED, false },
	{ CURLE_SSL_CIPHER, ZB_OUTCOME_TLS_FAILED, false },
	{ CURLE_SSL_CACERT_BADFILE, ZB_OUTCOME_TLS_FAILED, false },
	{ CURLE_SSL_ISSUER_ERROR, ZB_OUTCOME_TLS_FAILED, false },
	{ CURLE_SSL_INVALIDCERTSTATUS, ZB_OUTCOME_TLS_FAILED, false },
	{ CURLE_URL_MALFORMAT, ZB_OUTCOME_BAD_URL, false },
	{ CURLE_UNSUPPORTED_PROTOCOL, ZB_OUTCOME_BAD_RESPONSE, false }, /* HTTP/0.9 */
	{ CURLE_BAD_CONTENT_ENCODING, ZB_OUTCOME_BAD_RESPONSE, false },
	{ CURLE_WEIRD_SERVER_REPLY, ZB_OUTCOME_BAD_RESPONSE, false },
	{ CURLE_PARTIAL_FILE, ZB_OUTCOME_BAD_RESPONSE, true },
	{ CURLE_GOT_NOTHING, ZB_OUTCOME_BAD_RESPONSE, true },
	{ CURLE_RECV_ERROR, ZB_OUTCOME_BAD_RESPONSE, true },
	{ CURLE_SEND_ERROR, ZB_OUTCOME_BAD_RESPONSE, true },
	{ CURLE_HTTP2, ZB_OUTCOME_BAD_RESPONSE, true },
	{ CURLE_HTTP2_STREAM, ZB_OUTCOME_BAD_RESPONSE, true },
};

static void name_failure(struct http_answer *a, const struct transfer *t, CURLcode code)
{
	const struct failure unknown = { code, ZB_OUTCOME_BAD_RESPONSE, true };
	const struct failure *f = &unknown;
	const char *why = t->why[0] != '\0' ? t->why : curl_easy_strerror(code);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].code == code)
			f = &failures[i];
	a->outcome = f->outcome;
	a->transient = f->transient;
	if (t->too_large) {
		a->outcome = ZB_OUTCOME_TOO_LARGE;
		a->transient = false;
		why = "the body is larger than allowed";
	} else if (t->bad_head) {
		a->outcome = ZB_OUTCOME_BAD_RESPONSE;
		a->transient = false;
		why = "too many header fields";
	} else if (t->unwanted || (code == CURLE_FILESIZE_EXCEEDED && says_media(t))) {
		a->outcome = ZB_OUTCOME_UNSUPPORTED;
		a->transient = false;
		why = "media and packed files are not fetched";
	} else if (code == CURLE_OUT_OF_MEMORY) {
		a->transient =
			false; /* also what libcurl says of a header line past its limit */
		why = "a header line that is too long";
	} else if (t->denied && code == CURLE_COULDNT_CONNECT) {
		a->outcome = ZB_OUTCOME_ADDRESS_DENIED;
		a->transient = false;
		why = "a private or reserved address";
	}
	snprintf(a->detail, sizeof(a->detail), "%s", why);
}

/* Two lengths are none, and what one of them cuts off may be anything (RFC 9112, 6.3). */
static bool has_two_lengths(struct zb_span head)
{
	static const struct zb_span name = ZB_S("content-length");
	struct zb_span first = header_get(head, name);
	struct zb_span rest = head;
	while (first.n > 0 && (rest = header_after(rest, name)).n > 0) {
		struct zb_span next = header_get(rest, name);
		if (next.n > 0 && !zb_span_eq(first, next))
			return true;
	}
	return false;
}

static void refuse_lengths(struct http_answer *a)
{
	a->outcome = ZB_OUTCOME_BAD_RESPONSE;
	a->transient = false;
	snprintf(a->detail, sizeof(a->detail), "two different Content-Lengths");
}

void http_read_answer(struct http_answer *a, struct transfer *t, CURLcode code)
{
	curl_off_t retry_s = 0;
	curl_off_t received = 0;
	*a = (struct http_answer){ .head = zb_buf_span(&t->head),
		                   .body = zb_buf_span(&t->body) };
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &a->status);
	curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &retry_s);
	curl_easy_getinfo(t->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
	t->http->bytes += (uint64_t)received;
	/* By our own clock: libcurl counts its times from different starts. */
	a->heard_ms = t->heard_ms > 0 ? t->heard_ms : zb_clock_mono_ms();
	if (retry_s > 0)
		a->retry_after_ms =
			1000 * (retry_s < RETRY_AFTER_MAX_S ? retry_s : RETRY_AFTER_MAX_S);
	a->content_type = header_get(a->head, ZB_S("content-type"));
	a->location = header_get(a->head, ZB_S("location"));
	a->etag = header_get(a->head, ZB_S("etag"));
	a->last_modified = header_get(a->head, ZB_S("last-modified"));
	http_read_tls(a, t, code);
	if (code != CURLE_OK)
		name_failure(a, t, code);
	else if (has_two_lengths(a->head))
		refuse_lengths(a);
}
