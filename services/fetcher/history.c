/* SPDX-License-Identifier: Apache-2.0 */
#include "history.h"

#include <stdio.h>

#include "common/err.h"
#include "due.h"
#include "proto/codec.h"
#include "proto/outcome.h"
#include "schedule.h"

enum { OUTCOMES_KEPT = 120 };

/* The record there is, or a fresh one in `fresh`. */
static Zhibiao__Page *open_page(struct frontier *f, const struct url_key *key,
                                Zhibiao__Page *fresh, const char *url)
{
	Zhibiao__Page *page = NULL;
	if (frontier_page_get(&page, f, key) == 0)
		return page;
	zhibiao__page__init(fresh);
	fresh->url = zb_field_text(url);
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
	page->outcome = zb_field_text(outcome);
}

/* A source looks at its pages again; the addresses it names are looked at in every run. */
static void plan(struct frontier *f, const struct url_key *key, Zhibiao__Page *page,
                 const struct history_of *of, bool changed, int64_t now_ms)
{
	int64_t was = page->source[0] != '\0' && page->depth > 0 ? page->due_ms : 0;
	struct zb_span had = zb_span_str(page->source);
	bool gone = strncmp(page->outcome, ZB_OUTCOME_HTTP_PREFIX "4",
	                    sizeof(ZB_OUTCOME_HTTP_PREFIX)) == 0;
	if (of->source[0] == '\0' && page->source[0] == '\0')
		return;
	if (was > 0)
		due_move(f, had, key, was, 0);
	if (of->source[0] != '\0') {
		page->source = zb_field_text(of->source);
		page->depth = of->depth;
	}
	page->interval_ms = schedule_recrawl(page->list ? SCHEDULE_LIST : SCHEDULE_ARTICLE,
	                                     page->interval_ms, changed);
	page->due_ms = now_ms + page->interval_ms;
	if (page->depth > 0 && !gone)
		due_move(f, zb_span_str(page->source), key, 0, page->due_ms);
}

/* What is part of another page's document has none of its own, and may have one tomorrow. */
static void forget_joined(Zhibiao__Page *page)
{
	if (strcmp(page->outcome, ZB_OUTCOME_JOINED) == 0)
		page->document = zb_bytes_of(zb_span("", 0));
}

void history_ended(struct frontier *f, const struct url_key *key, const struct history_of *of,
                   const struct history_end *end)
{
	Zhibiao__Page fresh;
	Zhibiao__Page *page = open_page(f, key, &fresh, end->url);
	add_outcome(f, page, end->outcome);
	page->detail = zb_field_text(end->detail);
	page->at_ms = end->now_ms;
	page->job = of->job;
	forget_joined(page);
	if (strcmp(end->outcome, ZB_OUTCOME_UNCHANGED) == 0) {
		page->fetched_ms = end->now_ms;
		page->checks++;
	}
	plan(f, key, page, of, false, end->now_ms);
	frontier_page_put(f, key, page);
}

bool history_is_recent(struct frontier *f, struct zb_span url, int64_t now_ms)
{
	Zhibiao__Page *page = NULL;
	struct url_key key;
	url_key_of(&key, url);
	return frontier_page_get(&page, f, &key) == 0 && page->due_ms > now_ms;
}

static bool is_new(ProtobufCBinaryData had, ProtobufCBinaryData has)
{
	return !zb_span_eq(zb_bytes_span(had), zb_bytes_span(has));
}

/*
 * By which the same page is known again, unread. That the first page of an article is what it was
 * says nothing of the others: such an article is read anew each time.
 */
static void keep_signs(Zhibiao__Page *page, const Zhibiao__Parcel *parcel)
{
	bool whole = parcel->n_parts == 0;
	page->etag = whole ? parcel->etag : zb_field_text("");
	page->last_modified = whole ? parcel->last_modified : zb_field_text("");
	page->body_sha256 = whole ? parcel->sha256 : zb_bytes_of(zb_span("", 0));
}

static void note(struct frontier *f, const char *url, const struct history_of *of,
                 const Zhibiao__Parcel *parcel, const Zhibiao__Done *done, int64_t now_ms)
{
	struct url_key key;
	Zhibiao__Page fresh;
	url_key_of(&key, zb_span_str(url));
	Zhibiao__Page *page = open_page(f, &key, &fresh, url);
	bool changed = is_new(page->text_sha256, done->text_sha256);
	add_outcome(f, page, done->outcome);
	page->detail = done->detail;
	page->at_ms = now_ms;
	page->job = of->job;
	page->fetched_ms = parcel->fetched_ms;
	page->checks++;
	page->list = strcmp(done->outcome, ZB_OUTCOME_LISTED) == 0;
	if (changed || page->changed_ms == 0) {
		page->changes++;
		page->changed_ms = parcel->fetched_ms;
	}
	keep_signs(page, parcel);
	page->text_sha256 = done->text_sha256;
	page->final_url = parcel->final_url;
	page->kind = done->kind;
	page->published = done->published;
	if (done->document.len > 0)
		page->document = done->document;
	forget_joined(page);
	plan(f, &key, page, of, changed, now_ms);
	frontier_page_put(f, &key, page);
}

void history_read(struct frontier *f, const struct history_of *of,
                  const Zhibiao__Parcel *parcel, const Zhibiao__Done *done, int64_t now_ms)
{
	note(f, parcel->url, of, parcel, done, now_ms);
	if (strcmp(parcel->url, parcel->final_url) != 0)
		note(f, parcel->final_url, of, parcel, done, now_ms);
}
