/* SPDX-License-Identifier: Apache-2.0 */
/* Words that are a time by themselves: 目前, 上月, 年底, 上年同期 … */
#include "period_word.h"

struct fixed {
	const char *word;
	uint8_t what;
};

enum {
	FIX_NOW,
	FIX_THIS_MONTH,
	FIX_LAST_MONTH,
	FIX_TODAY,
	FIX_YESTERDAY,
	FIX_YEAR_END,
	FIX_YEAR_START,
	FIX_SAME,
	FIX_LAST_SAME,
	FIX_SINCE_YEAR,
	FIX_PERIOD_END,
	FIX_VAGUE, /* some time or other */
};

static const struct fixed fixed_words[] = {
	{ "上年同期", FIX_LAST_SAME },
	{ "去年同期", FIX_LAST_SAME },
	{ "上一年同期", FIX_LAST_SAME },
	{ "今年以来", FIX_SINCE_YEAR },
	{ "年初以来", FIX_SINCE_YEAR },
	{ "同期", FIX_SAME },
	{ "截至目前", FIX_NOW },
	{ "截止目前", FIX_NOW },
	{ "到目前", FIX_NOW },
	{ "报告期末", FIX_PERIOD_END },
	{ "期末", FIX_PERIOD_END },
	{ "目前", FIX_NOW },
	{ "当前", FIX_NOW },
	{ "现在", FIX_NOW },
	{ "现有", FIX_NOW },
	{ "如今", FIX_NOW },
	{ "现已", FIX_NOW },
	{ "迄今", FIX_NOW },
	{ "本月", FIX_THIS_MONTH },
	{ "当月", FIX_THIS_MONTH },
	{ "上个月", FIX_LAST_MONTH },
	{ "上月", FIX_LAST_MONTH },
	{ "今日", FIX_TODAY },
	{ "今天", FIX_TODAY },
	{ "昨日", FIX_YESTERDAY },
	{ "昨天", FIX_YESTERDAY },
	{ "年底前", FIX_YEAR_END },
	{ "年内", FIX_YEAR_END },
	{ "年末", FIX_YEAR_END },
	{ "年底", FIX_YEAR_END },
	{ "年初", FIX_YEAR_START },
	{ "近年来", FIX_VAGUE },
	{ "近年", FIX_VAGUE },
	{ "近些年", FIX_VAGUE },
	{ "多年来", FIX_VAGUE },
	{ "长期以来", FIX_VAGUE },
	{ "历史上", FIX_VAGUE },
	{ "巅峰时期", FIX_VAGUE },
	{ "鼎盛时期", FIX_VAGUE },
	{ "巅峰期", FIX_VAGUE },
	{ "鼎盛期", FIX_VAGUE },
};

static void set_fixed(struct when *w, uint8_t what, const struct when_context *ctx)
{
	struct day pub = ctx->published;
	struct day month = make_day(pub.y, pub.m, 0);
	switch (what) {
	case FIX_NOW:
		w->kind = WHEN_NOW;
		break;
	case FIX_THIS_MONTH:
		if (ctx->last.kind == WHEN_RANGE && ctx->last.end.m != 0)
			month = make_day(ctx->last.end.y, ctx->last.end.m, 0);
		set_range(w, month, month);
		w->months = 1;
		break;
	case FIX_LAST_MONTH:
		if (ctx->last.kind == WHEN_RANGE && ctx->last.months == 1)
			pub = ctx->last.end;
		month = pub.m > 1 ? make_day(pub.y, pub.m - 1, 0) : make_day(pub.y - 1, 12, 0);
		set_range(w, pub.y != 0 ? month : pub, pub.y != 0 ? month : pub);
		w->months = 1;
		w->comparing = true; /* mostly said beside the month reported on */
		break;
	case FIX_TODAY:
	case FIX_YESTERDAY:
		if (what == FIX_YESTERDAY && pub.d != 0)
			pub = day_before(pub);
		set_range(w, pub, pub);
		w->single_day = true;
		break;
	case FIX_YEAR_END:
		set_asof(w, make_day(ctx->year != 0 ? ctx->year : pub.y, 0, 0));
		break;
	case FIX_YEAR_START:
		set_asof(w, make_day(pub.y, pub.y != 0 ? 1 : 0, 0));
		break;
	case FIX_PERIOD_END:
		set_asof(w, ctx->last.end);
		break;
	case FIX_SINCE_YEAR:
		set_range(w, make_day(pub.y, pub.y != 0 ? 1 : 0, 0), make_day(pub.y, pub.m, 0));
		break;
	case FIX_SAME:
	case FIX_LAST_SAME:
		*w = ctx->last;
		w->kind = WHEN_SAME;
		if (what == FIX_LAST_SAME) {
			w->start.y = (int16_t)(w->start.y != 0 ? w->start.y - 1 : 0);
			w->end.y = (int16_t)(w->end.y != 0 ? w->end.y - 1 : 0);
		}
		break;
	default:
		w->kind = WHEN_NONE;
		w->vague = true;
	}
}

bool read_fixed(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	for (size_t i = 0; i < sizeof(fixed_words) / sizeof(fixed_words[0]); i++) {
		if (!eat(c, fixed_words[i].word))
			continue;
		uint8_t what = fixed_words[i].what;
		struct cursor t = *c;
		int last = 0;
		if (what == FIX_NOW && eat(&t, "到") && eat_year(&t, ctx, &last)) {
			*c = t;
			set_asof(w, make_day(last, 0, 0));
			return true;
		}
		set_fixed(w, what, ctx);
		return true;
	}
	return false;
}
