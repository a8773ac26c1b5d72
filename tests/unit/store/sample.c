/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/hash.h"
#include "proto/codec.h"
#include "proto/ident.h"
#include "proto/wire.pb-c.h"
#include "services/store/base.h"
#include "services/store/batch.h"

enum { RECORDS_MAX = 4096, ROOM = 64 << 20 };

/* One record and the memory its fields point into. */
struct made {
	Zhibiao__Record record;
	Zhibiao__Decimal value;
	Zhibiao__Period period;
	unsigned char id[ZB_IDENT_SIZE];
	char quote[32];
};

static char *text_of(const char *s)
{
	union {
		const char *in;
		char *out;
	} u = { .in = s != NULL ? s : "" }; /* protobuf-c does not write through it */
	return u.out;
}

static void fill(struct made *m, const struct sample *s, ProtobufCBinaryData document,
                 const char *at, size_t offset)
{
	char *end = NULL;
	zhibiao__record__init(&m->record);
	zhibiao__decimal__init(&m->value);
	zhibiao__period__init(&m->period);
	m->value.mantissa = strtoll(at, &end, 10);
	size_t n = (size_t)(end - at) + strlen("家");
	snprintf(m->quote, sizeof(m->quote), "%.*s", (int)n, at);
	m->record.document = document;
	m->record.start = (uint32_t)offset;
	m->record.end = (uint32_t)(offset + n);
	m->record.quote = m->quote;
	m->record.indicator = text_of("重点企业");
	m->record.industry = text_of("集成电路");
	m->record.measure = text_of("level");
	m->record.value = &m->value;
	m->record.unit = text_of("家");
	m->record.op = text_of("=");
	m->record.region = text_of(s->region);
	m->record.org = text_of(s->org);
	m->record.status = text_of("actual");
	m->record.sentence = text_of("已集聚重点企业若干家。");
	m->period.start = m->period.end = text_of(s->period);
	m->record.period = s->period != NULL ? &m->period : NULL;
	zb_ident_record(m->id, &m->record);
	m->record.id = zb_bytes_of(zb_span((const char *)m->id, sizeof(m->id)));
}

static size_t find_records(struct made *made, const struct sample *s,
                           ProtobufCBinaryData document, struct zb_span text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n && n < RECORDS_MAX; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			continue;
		size_t end = i;
		while (end < text.n && text.p[end] >= '0' && text.p[end] <= '9')
			end++;
		if (zb_span_starts(zb_span_sub(text, end, text.n), ZB_S("家")))
			fill(&made[n++], s, document, text.p + i, i);
		i = end;
	}
	return n;
}

void sample_result(struct zb_buf *out, struct zb_buf *body, const struct sample *s)
{
	struct zb_buf text;
	unsigned char id[ZB_IDENT_SIZE];
	unsigned char body_sha[ZB_SHA256_SIZE];
	unsigned char text_sha[ZB_SHA256_SIZE];
	zb_buf_init(&text, ROOM);
	for (size_t i = 0; i < (s->repeat > 0 ? s->repeat : 1); i++)
		zb_buf_add_str(&text, s->text);
	zb_buf_add_span(body, s->body != NULL ? zb_span_str(s->body) : zb_buf_span(&text));
	zb_sha256(body_sha, zb_buf_span(body));
	zb_sha256(text_sha, zb_buf_span(&text));
	struct zb_span sha = zb_span((const char *)body_sha, sizeof(body_sha));
	zb_ident_document(id, zb_span_str(s->url), sha,
	                  zb_span((const char *)text_sha, sizeof(text_sha)));

	Zhibiao__Document d;
	zhibiao__document__init(&d);
	d.id = zb_bytes_of(zb_span((const char *)id, sizeof(id)));
	d.url = text_of(s->url);
	d.title = text_of(s->title);
	d.published = text_of("2024-03-05");
	d.kind = text_of("text");
	d.rules = text_of(s->rules != NULL ? s->rules : "r1");
	d.body_sha256 = zb_bytes_of(sha);
	d.body_size = body->n;
	d.text = zb_bytes_of(zb_buf_span(&text));
	d.sketch = zb_bytes_of(s->sketch);
	d.text_sha256 = zb_bytes_of(zb_span((const char *)text_sha, sizeof(text_sha)));

	Zhibiao__Part part;
	Zhibiao__Part *parts[] = { &part };
	unsigned char part_sha[ZB_SHA256_SIZE];
	zhibiao__part__init(&part);
	if (s->part != NULL) {
		zb_buf_add_str(body, "second");
		zb_sha256(part_sha, ZB_S("second"));
		part.url = text_of(s->part);
		part.body_sha256 = zb_bytes_of(zb_span((char *)part_sha, sizeof(part_sha)));
		part.body_size = strlen("second");
		d.parts = parts;
		d.n_parts = 1;
	}

	struct made *made = calloc(RECORDS_MAX, sizeof(*made));
	Zhibiao__Record **records = calloc(RECORDS_MAX, sizeof(Zhibiao__Record *));
	Zhibiao__Result result;
	zhibiao__result__init(&result);
	result.ticket = 7;
	result.document = &d;
	if (made != NULL && records != NULL) {
		result.n_records = find_records(made, s, d.id, zb_buf_span(&text));
		for (size_t i = 0; i < result.n_records; i++)
			records[i] = &made[i].record;
		result.records = records;
	}
	zb_encode(out, &result.base);
	free(records);
	free(made);
	zb_buf_deinit(&text);
}

void sample_store_open(struct sample_store *s, uint64_t map_size)
{
	const struct base_conf conf = { .path = s->folder, .map_size = map_size, .now_ms = 1 };
	const struct batch_conf batch = { .entries_max = 64,
		                          .bytes_max = 256 << 20,
		                          .zstd_level = 1 };
	struct zb_diag diag = { 0 };
	assert_int_equal(base_open(&s->base, &conf, &diag), 0);
	assert_int_equal(batch_new(&s->batch, s->base, &batch), 0);
}

void sample_store_close(struct sample_store *s)
{
	batch_free(s->batch);
	base_close(s->base);
	s->batch = NULL;
	s->base = NULL;
}

int sample_store_add(struct sample_store *s, const struct sample *sample, const char **why)
{
	struct zb_buf payload;
	struct zb_buf body;
	struct entry *e = NULL;
	zb_buf_init(&payload, ROOM);
	zb_buf_init(&body, ROOM);
	sample_result(&payload, &body, sample);
	int ret = batch_add(&e, s->batch, zb_buf_span(&payload), zb_buf_span(&body), why);
	zb_buf_deinit(&payload);
	zb_buf_deinit(&body);
	return ret;
}

const char *sample_store_put(struct sample_store *s, const struct sample *sample)
{
	const char *why = NULL;
	assert_int_equal(sample_store_add(s, sample, &why), 0);
	assert_int_equal(batch_commit(s->batch, 1000), 0);
	const char *outcome = batch_entry(s->batch, 0)->outcome;
	batch_clear(s->batch);
	return outcome;
}

char *sample_folder(char out[64])
{
	snprintf(out, 64, "/tmp/zhibiao-store-XXXXXX");
	return mkdtemp(out);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void sample_folder_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
