/* SPDX-License-Identifier: Apache-2.0 */
#include "services/store/match.h"

#include <string.h>

#include "common/err.h"
#include "proto/record.pb-c.h"

static struct zb_span day(const char *s)
{
	return zb_span_str(s);
}

static int read_side(char out[11], struct zb_span text, bool last)
{
	struct key_days days;
	out[0] = '\0';
	if (text.n == 0)
		return 0;
	if (!key_days(&days, zb_span("", 0), text))
		return ZB_EMALFORMED;
	memcpy(out, last ? days.last : days.first, sizeof(days.first));
	return 0;
}

int match_period(struct key_days *out, struct zb_span text)
{
	ptrdiff_t dots = zb_span_find(text, ZB_S(".."), 0);
	struct zb_span from = dots < 0 ? text : zb_span_sub(text, 0, (size_t)dots);
	struct zb_span to = dots < 0 ? text : zb_span_sub(text, (size_t)dots + 2, text.n);
	if (from.n == 0 && to.n == 0)
		return ZB_EMALFORMED;
	int ret = read_side(out->first, from, false);
	if (ret == 0)
		ret = read_side(out->last, to, true);
	if (ret == 0 && from.n > 0 && to.n > 0 && strcmp(out->first, out->last) > 0)
		ret = ZB_EINVAL;
	return ret;
}

bool match_has_period(const struct match *m)
{
	return m->period.first[0] != '\0' || m->period.last[0] != '\0';
}

bool match_overlaps(const struct match *m, struct zb_span first, struct zb_span last)
{
	const struct key_days *p = &m->period;
	return (p->first[0] == '\0' || zb_span_cmp(last, day(p->first)) >= 0) &&
	       (p->last[0] == '\0' || zb_span_cmp(first, day(p->last)) <= 0);
}

bool match_name(struct zb_span wanted, struct zb_span name)
{
	if (wanted.n == 0)
		return true;
	if (wanted.p[0] == '=')
		return zb_span_eq(zb_span_sub(wanted, 1, wanted.n), name);
	return zb_span_find(name, wanted, 0) >= 0;
}

/* Where a level of an administrative region ends. */
static bool ends_level(struct zb_span s)
{
	static const char *const ends[] = { "省", "市", "区", "县", "州", "盟", "旗", "镇" };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (zb_span_ends(s, zb_span_str(ends[i])))
			return true;
	return false;
}

bool match_region(struct zb_span wanted, struct zb_span region)
{
	if (wanted.n == 0)
		return true;
	if (zb_span_eq(wanted, ZB_S("全国")))
		wanted = ZB_S("中国");
	if (wanted.p[0] == '=')
		return zb_span_eq(zb_span_sub(wanted, 1, wanted.n), region);
	for (ptrdiff_t at = zb_span_find(region, wanted, 0); at >= 0;
	     at = zb_span_find(region, wanted, (size_t)at + 1))
		if (at == 0 || ends_level(zb_span_sub(region, 0, (size_t)at)))
			return true;
	return false;
}

/* Six digits whose last pairs are 00 stand for all below. */
static bool is_code(struct zb_span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n >= 2 && s.n <= 6;
}

static bool matches_place(struct zb_span wanted, const Zhibiao__Record *r)
{
	if (!is_code(wanted))
		return match_region(wanted, zb_span_str(r->region));
	while (wanted.n > 2 && zb_span_ends(wanted, ZB_S("00")))
		wanted.n -= 2;
	return zb_span_starts(zb_span_str(r->region_code), wanted);
}

static bool is_asked(struct zb_span wanted, const char *code)
{
	return wanted.n == 0 || zb_span_eq(wanted, zb_span_str(code));
}

bool match_record(const struct match *m, const struct Zhibiao__Record *record)
{
	const Zhibiao__Record *r = record;
	struct key_days days;
	if (!is_asked(m->status, r->status) || !is_asked(m->measure, r->measure))
		return false;
	if (!match_name(m->indicator, zb_span_str(r->indicator)) ||
	    !match_name(m->industry, zb_span_str(r->industry)) || !matches_place(m->region, r))
		return false;
	if (!match_has_period(m))
		return true;
	return r->period != NULL &&
	       key_days(&days, zb_span_str(r->period->start), zb_span_str(r->period->end)) &&
	       match_overlaps(m, day(days.first), day(days.last));
}

static bool holds(const char *s, struct zb_span wanted)
{
	return wanted.n == 0 || zb_span_find(zb_span_str(s), wanted, 0) >= 0;
}

bool match_text(const struct match *m, const struct Zhibiao__Record *record,
                const struct Zhibiao__Document *document)
{
	return (holds(record->sentence, m->text) || holds(document->title, m->text)) &&
	       (holds(document->url, m->document) || holds(document->parent_url, m->document));
}
