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
	FIX_VAGUE,  /* some time or other */
	FIX_LATELY, /* the same, in its clause only */
};

static const struct fixed fixed_words[] = {
	{ "上年同期", FIX_LAST_SAME },
	{ "去年同期", FIX_LAST_SAME },
	{ "上一年同期", FIX_LAST_SAME },
	{ "今年以来", FIX_SINCE_YEAR },
	{ "年初至今", FIX_SINCE_YEAR },
	{ "今年至今", FIX_SINCE_YEAR },
	{ "年初以来", FIX_SINCE_YEAR },
	{ "今年来", FIX_SINCE_YEAR },
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
	{ "日前", FIX_LATELY },
	{ "近日", FIX_LATELY },
	{ "近期", FIX_LATELY },
	{ "前不久", FIX_LATELY },
	{ "本次", FIX_LATELY },
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
		w->vague = what == FIX_VAGUE;
		w->lately = what == FIX_LATELY;
	}
}

/* 0 for a Monday. */
static int weekday_of(struct day day)
{
	static const int8_t shift[] = { 0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4 };
	int y = day.y - (day.m < 3);
	return (y + y / 4 - y / 100 + y / 400 + shift[day.m - 1] + day.d + 6) % 7;
}

static bool eat_weekday(struct cursor *c, int *weekday)
{
	static const char *const names[] = { "一", "二", "三", "四", "五",
		                             "六", "日", "天", NULL };
	static const char *const not_days[] = { "一年", "一期", "一次", "日常", "天候", NULL };
	if (sees_any(c, not_days))
		return false;
	for (int i = 0; names[i] != NULL; i++) {
		if (!eat(c, names[i]))
			continue;
		*weekday = i < 7 ? i : 6;
		return true;
	}
	return false;
}

/* 周二, 星期五: the latest one; 上周三, 本周一; 上周: the seven days. */
bool read_week(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	struct cursor t = *c;
	struct day pub = ctx->published;
	int wanted = -1;
	bool last = eat(&t, "上");
	bool week = last || eat(&t, "本");
	if (!(eat(&t, "周") || eat(&t, "星期")))
		return false;
	if (!eat_weekday(&t, &wanted) && (!week || sees(&t, "期") || sees(&t, "边")))
		return false;
	*c = t;
	w->lately = true;
	if (pub.d == 0 || pub.m == 0)
		return true;
	int today = weekday_of(pub);
	int back = last ? today + 7 - (wanted > 0 ? wanted : 0) : today - wanted;
	if (wanted < 0) {
		struct day monday = day_minus(pub, last ? today + 7 : today);
		set_range(w, monday, last ? day_minus(pub, today + 1) : pub);
	} else if (back >= 0 || !week) {
		struct day day = day_minus(pub, back < 0 ? back + 7 : back);
		set_range(w, day, day);
		w->single_day = true;
	}
	w->lately = w->kind == WHEN_NONE;
	return true;
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
