/* SPDX-License-Identifier: Apache-2.0 */
#include "history.h"

#include <stdio.h>

#include "common/err.h"
#include "proto/codec.h"
#include "proto/outcome.h"

enum { OUTCOMES_KEPT = 120 };

static char *text_of(const char *s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s != NULL ? s : "" };
	return u.out; /* encoding reads only */
}

/* The record there is, or a fresh one in `fresh`. */
static Zhibiao__Page *open_page(struct frontier *f, const struct url_key *key,
                                Zhibiao__Page *fresh, const char *url)
{
	Zhibiao__Page *page = NULL;
	if (frontier_page_get(&page, f, key) == 0)
		return page;
	zhibiao__page__init(fresh);
	fresh->url = text_of(url);
	return fresh;
}

static void add_outcome(struct frontier *f, Zhibiao__Page *page, const char *outcome)
{
	char line[OUTCOMES_KEPT];
	int n = snprintf(line, sizeof(line), "%s%s%s", outcome,
	                 page->history[0] != '\0' ? " " : "", page->history);
	if (n >= (int)sizeof(line)) {
		char *cut = strrchr(line, ' ');
		if (cut != NULL)
			*cut = '\0';
	}
	page->history = frontier_text(f, zb_span_str(line));
	page->outcome = text_of(outcome);
}

void history_ended(struct frontier *f, const struct url_key *key, const struct history_end *end)
{
	Zhibiao__Page fresh;
	Zhibiao__Page *page = open_page(f, key, &fresh, end->url);
	add_outcome(f, page, end->outcome);
	page->detail = text_of(end->detail);
	page->at_ms = end->now_ms;
	page->job = end->job;
	if (strcmp(end->outcome, ZB_OUTCOME_UNCHANGED) == 0) {
		page->fetched_ms = end->now_ms;
		page->checks++;
	}
	frontier_page_put(f, key, page);
}

static bool is_new(ProtobufCBinaryData had, ProtobufCBinaryData has)
{
	return !zb_span_eq(zb_bytes_span(had), zb_bytes_span(has));
}

static void note(struct frontier *f, const char *url, const Zhibiao__Parcel *parcel,
                 const Zhibiao__Done *done, int64_t now_ms)
{
	struct url_key key;
	Zhibiao__Page fresh;
	url_key_of(&key, zb_span_str(url));
	Zhibiao__Page *page = open_page(f, &key, &fresh, url);
	bool changed = is_new(page->text_sha256, done->text_sha256);
	add_outcome(f, page, done->outcome);
	page->detail = done->detail;
	page->at_ms = now_ms;
	page->job = parcel->job;
	page->fetched_ms = parcel->fetched_ms;
	page->checks++;
	if (changed || page->changed_ms == 0) {
		page->changes++;
		page->changed_ms = parcel->fetched_ms;
	}
	page->etag = parcel->etag;
	page->last_modified = parcel->last_modified;
	page->body_sha256 = parcel->sha256;
	page->text_sha256 = done->text_sha256;
	page->final_url = parcel->final_url;
	page->kind = done->kind;
	if (done->document.len > 0)
		page->document = done->document;
	frontier_page_put(f, &key, page);
}

void history_read(struct frontier *f, const Zhibiao__Parcel *parcel, const Zhibiao__Done *done,
                  int64_t now_ms)
{
	note(f, parcel->url, parcel, done, now_ms);
	if (strcmp(parcel->url, parcel->final_url) != 0)
		note(f, parcel->final_url, parcel, done, now_ms);
}
