/* SPDX-License-Identifier: Apache-2.0 */
/* Text to records: spans lie in the text, cut the quote, and every digit is accounted for. */
#include <stdint.h>
#include <stdlib.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "services/extractor/indicator/indicator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct account {
	struct zb_span text;
	unsigned char *seen;
};

static void on_record(void *ctx, const struct record *r)
{
	const struct account *a = ctx;
	if (r->start >= r->end || r->end > a->text.n ||
	    !zb_span_eq(r->quote, zb_span_sub(a->text, r->start, r->end - r->start)) ||
	    zb_utf8_check(r->quote) != r->quote.n || r->indicator.n == 0 ||
	    zb_utf8_check(r->indicator) != r->indicator.n)
		abort();
}

static void on_numeral(void *ctx, const struct numeral_entry *e)
{
	const struct account *a = ctx;
	if (e->start >= e->end || e->end > a->text.n)
		abort();
	for (uint32_t i = e->start; i < e->end; i++)
		a->seen[i] = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct indicator *x;
	struct zb_buf text;
	if (x == NULL && indicator_open(&x, ZB_SOURCE_DIR "/config", NULL) != 0)
		abort();
	zb_buf_init(&text, 1 << 20);
	if (zb_utf8_scrub(&text, zb_span((const char *)data, size)) >= 0) {
		struct account a = { .text = zb_buf_span(&text),
			             .seen = calloc(text.n + 1, 1) };
		struct indicator_input in = { .text = a.text, .published = ZB_S("2024-05-06") };
		if (a.seen == NULL)
			abort();
		indicator_read(x, &in, on_record, on_numeral, &a);
		for (size_t i = 0; i < a.text.n; i++)
			if (a.text.p[i] >= '0' && a.text.p[i] <= '9' && a.seen[i] == 0)
				abort();
		free(a.seen);
	}
	zb_buf_deinit(&text);
	return 0;
}
