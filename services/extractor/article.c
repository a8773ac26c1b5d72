/* SPDX-License-Identifier: Apache-2.0 */
#include "article.h"

#include <stdio.h>

#include "common/arena.h"
#include "common/err.h"
#include "convert.h"
#include "page/join.h"

static struct zb_span address(const char *url, const char *final_url)
{
	return zb_span_str(final_url[0] != '\0' ? final_url : url);
}

static struct page_input input_of(const Zhibiao__Part *p, struct zb_span bytes)
{
	return (struct page_input){ .bytes = bytes,
		                    .url = address(p->url, p->final_url),
		                    .content_type = zb_span_str(p->content_type) };
}

static int note(struct page *page, struct zb_arena *arena, const char *what, const char *url)
{
	enum { NOTE_MAX = 1024 };
	struct zb_span *to = zb_arena_array(arena, page->n_reasons + 1, sizeof(*to));
	char *text = zb_arena_alloc(arena, NOTE_MAX);
	if (to == NULL || text == NULL)
		return ZB_ETOOBIG;
	for (size_t i = 0; i < page->n_reasons; i++)
		to[i] = page->reasons[i];
	int n = snprintf(text, NOTE_MAX, "next page: %s%s%s", what, url[0] != '\0' ? " " : "",
	                 url);
	to[page->n_reasons++] = zb_span(text, n < NOTE_MAX ? (size_t)n : NOTE_MAX - 1);
	page->reasons = to;
	return 0;
}

/* The bytes of the first page and of each part; false where they are not as many as was said. */
static bool split(struct zb_span *own, struct zb_span *parts, const Zhibiao__Lease *lease,
                  struct zb_span body)
{
	size_t end = body.n;
	for (size_t i = lease->n_parts; i > 0; i--) {
		uint64_t size = lease->parts[i - 1]->body_size;
		if (size > end)
			return false;
		end -= size;
		parts[i - 1] = zb_span_sub(body, end, size);
	}
	*own = zb_span_sub(body, 0, end);
	return true;
}

static int join(struct article *a, struct zb_arena *arena, const Zhibiao__Lease *lease,
                struct page *parts)
{
	int ret = page_join(&a->page, arena, parts, lease->n_parts, a->starts);
	for (size_t i = 0; ret == 0 && i < lease->n_parts; i++) {
		const char *why = page_state_name(parts[i].state);
		if (why != NULL)
			ret = note(&a->page, arena, why, lease->parts[i]->url);
	}
	return ret;
}

/* The last page is read first: only where it leads no further is the whole worth reading. */
int article_read(struct article *out, struct zb_arena *arena, const Zhibiao__Lease *lease,
                 struct zb_span body)
{
	*out = (struct article){ .body = body };
	size_t n = lease->n_parts;
	struct zb_span *bytes = zb_arena_array(arena, n + 1, sizeof(*bytes));
	struct page *parts = zb_arena_array(arena, n + 1, sizeof(*parts));
	out->starts = zb_arena_array(arena, n + 1, sizeof(*out->starts));
	if (bytes == NULL || parts == NULL || out->starts == NULL)
		return ZB_ETOOBIG;
	if (!split(&out->body, bytes, lease, body))
		return ZB_EMALFORMED;
	int ret = 0;
	for (size_t i = n; ret == 0 && i > 0 && out->next.n == 0; i--) {
		const struct page_input in = input_of(lease->parts[i - 1], bytes[i - 1]);
		ret = page_read(&parts[i - 1], arena, &in);
		if (i == n && lease->next_wanted)
			out->next = parts[i - 1].next;
	}
	if (ret < 0 || out->next.n > 0)
		return ret;
	const struct page_input in = { .bytes = out->body,
		                       .url = address(lease->url, lease->final_url),
		                       .content_type = zb_span_str(lease->content_type) };
	ret = convert_page_read(&out->page, arena, &in);
	if (ret == 0 && n == 0 && lease->next_wanted)
		out->next = out->page.next;
	if (ret == 0 && n > 0)
		ret = join(out, arena, lease, parts);
	if (ret == 0 && lease->cut[0] != '\0')
		ret = note(&out->page, arena, lease->cut, "");
	return ret;
}
