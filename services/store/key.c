/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/key.h"

#include <string.h>

#include "common/hash.h"

enum { TERM_CUT = KEY_TERM_MAX - 33, DATE_SIZE = 10 };

const char *key_db_name(enum key_db db)
{
	static const char *const names[KEY_DB_COUNT] = {
		[KEY_META] = "meta",
		[KEY_DOCUMENTS] = "documents",
		[KEY_VERSIONS] = "versions",
		[KEY_BODIES] = "bodies",
		[KEY_RECORDS] = "records",
		[KEY_BY_DOCUMENT] = "by_document",
		[KEY_BY_INDICATOR] = "by_indicator",
		[KEY_BY_INDUSTRY] = "by_industry",
		[KEY_BY_REGION] = "by_region",
		[KEY_BY_PERIOD] = "by_period",
		[KEY_TEXTS] = "texts",
		[KEY_BY_TEXT] = "by_text",
		[KEY_SKETCHES] = "sketches",
		[KEY_CLUSTERS] = "clusters",
		[KEY_FACTS] = "facts",
		[KEY_CHANGES] = "changes",
		[KEY_GONE] = "gone",
		[KEY_ATTACHMENTS] = "attachments",
	};
	return names[db];
}

static void add(struct key *k, const void *p, size_t n)
{
	if (n > sizeof(k->p) - k->n)
		n = sizeof(k->p) - k->n;
	if (n > 0)
		memcpy(k->p + k->n, p, n);
	k->n += n;
}

static void add_number(struct key *k, uint64_t n, int bytes)
{
	for (int i = bytes - 1; i >= 0; i--) {
		char c = (char)(n >> (8 * i));
		add(k, &c, 1);
	}
}

/* A cut never falls into a character. */
static size_t cut_at(struct zb_span term)
{
	size_t n = TERM_CUT;
	while (n > 0 && ((unsigned char)term.p[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static void add_term(struct key *k, struct zb_span term)
{
	if (term.n <= KEY_TERM_MAX) {
		add(k, term.p, term.n);
	} else {
		unsigned char sha[ZB_SHA256_SIZE];
		char hex[33];
		zb_sha256(sha, term);
		add(k, term.p, cut_at(term));
		add(k, "#", 1);
		add(k, zb_hex(hex, sha, 16), 32);
	}
	add(k, "", 1);
}

struct key key_seq(uint64_t seq)
{
	struct key k = { 0 };
	add_number(&k, seq, 8);
	return k;
}

struct key key_term_head(struct zb_span term)
{
	struct key k = { 0 };
	add_term(&k, term);
	return k;
}

struct key key_term(struct zb_span term, uint64_t seq)
{
	struct key k = key_term_head(term);
	add_number(&k, seq, 8);
	return k;
}

struct key key_term_id(struct zb_span term, struct zb_span id)
{
	struct key k = key_term_head(term);
	add(&k, id.p, id.n);
	return k;
}

struct key key_version(struct zb_span url, uint32_t version)
{
	struct key k = key_term_head(url);
	add_number(&k, version, 4);
	return k;
}

struct key key_id_32(struct zb_span id, uint32_t n)
{
	struct key k = { 0 };
	add(&k, id.p, id.n);
	add_number(&k, n, 4);
	return k;
}

struct key key_id_64(struct zb_span id, uint64_t n)
{
	struct key k = { 0 };
	add(&k, id.p, id.n);
	add_number(&k, n, 8);
	return k;
}

struct key key_pair(struct zb_span id, struct zb_span other)
{
	struct key k = { 0 };
	add(&k, id.p, id.n);
	add(&k, other.p, other.n);
	return k;
}

struct key key_sketch(unsigned band, struct zb_span sketch, struct zb_span id)
{
	struct key k = { 0 };
	struct zb_span bytes =
		zb_span_sub(sketch, (size_t)band * KEY_SKETCH_BYTES, KEY_SKETCH_BYTES);
	add_number(&k, band, 1);
	add(&k, bytes.p, bytes.n);
	add(&k, id.p, id.n);
	return k;
}

/* The number of `n` digits at `at`; -1 where they are not all digits. */
static int digits(struct zb_span s, size_t at, size_t n)
{
	int value = 0;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		value = value * 10 + (s.p[i] - '0');
	}
	return value;
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* The first and last day of what `s` names. */
static bool expand(struct key_days *out, struct zb_span s)
{
	if (s.n != 4 && s.n != 7 && s.n != DATE_SIZE)
		return false;
	int year = digits(s, 0, 4);
	int month = s.n >= 7 && s.p[4] == '-' ? digits(s, 5, 2) : s.n == 4 ? 1 : -1;
	int day = s.n == DATE_SIZE && s.p[7] == '-' ? digits(s, 8, 2)
	          : s.n < DATE_SIZE                 ? 1
	                                            : -1;
	if (year < 0 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
		return false;
	memcpy(out->first, "0000-01-01", sizeof(out->first));
	memcpy(out->first, s.p, s.n);
	memcpy(out->last, "0000-12-31", sizeof(out->last));
	memcpy(out->last, s.p, s.n);
	if (s.n == 7) {
		int last = days_in(year, month);
		out->last[8] = (char)('0' + last / 10);
		out->last[9] = (char)('0' + last % 10);
	}
	return true;
}

bool key_days(struct key_days *out, struct zb_span start, struct zb_span end)
{
	struct key_days from;
	struct key_days to;
	if (start.n == 0 && end.n == 0)
		return false;
	if (!expand(&from, start.n > 0 ? start : end) || !expand(&to, end.n > 0 ? end : start))
		return false;
	if (end.n == 0)
		memcpy(to.last, "9999-12-31", sizeof(to.last));
	bool reversed = memcmp(from.first, to.last, DATE_SIZE) > 0;
	memcpy(out->first, reversed ? to.first : from.first, sizeof(out->first));
	memcpy(out->last, reversed ? from.last : to.last, sizeof(out->last));
	return true;
}

struct key key_period(const struct key_days *days, uint64_t seq)
{
	struct key k = { 0 };
	add(&k, days->last, DATE_SIZE);
	add(&k, " ", 1);
	add(&k, days->first, DATE_SIZE);
	add(&k, "", 1);
	add_number(&k, seq, 8);
	return k;
}

static uint64_t tail(struct zb_span key, size_t bytes)
{
	uint64_t n = 0;
	if (key.n < bytes)
		return 0;
	for (size_t i = key.n - bytes; i < key.n; i++)
		n = n << 8 | (unsigned char)key.p[i];
	return n;
}

uint64_t key_tail_64(struct zb_span key)
{
	return tail(key, 8);
}

uint32_t key_tail_32(struct zb_span key)
{
	return (uint32_t)tail(key, 4);
}

struct zb_span key_head_term(struct zb_span key, size_t tail_size)
{
	return zb_span_sub(key, 0, key.n > tail_size ? key.n - tail_size - 1 : 0);
}
