/* SPDX-License-Identifier: Apache-2.0 */
/* Words that are a time by themselves: 目前, 上月, 年底, 上年同期 … */
#include "period_word.h"

#include "common/utf8.h"

struct fixed {
	uint16_t first;   /* character, by which most places are passed over at once */
	const char *rest; /* of the word behind it */
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
	FIX_THIS_AND_NEXT, /* years */
	FIX_VAGUE,         /* some time or other */
	FIX_LATELY,        /* the same, in its clause only */
	FIX_AHEAD,         /* the same, to come: 未来将, but not 未来产业 */
};

static const struct fixed fixed_words[] = {
	{ u'上', "年同期", FIX_LAST_SAME },
	{ u'去', "年同期", FIX_LAST_SAME },
	{ u'上', "一年同期", FIX_LAST_SAME },
	{ u'今', "年以来", FIX_SINCE_YEAR },
	{ u'年', "初至今", FIX_SINCE_YEAR },
	{ u'今', "年至今", FIX_SINCE_YEAR },
	{ u'年', "初以来", FIX_SINCE_YEAR },
	{ u'今', "年来", FIX_SINCE_YEAR },
	{ u'今', "明两年", FIX_THIS_AND_NEXT },
	{ u'同', "期", FIX_SAME },
	{ u'截', "至目前", FIX_NOW },
	{ u'截', "止目前", FIX_NOW },
	{ u'到', "目前", FIX_NOW },
	{ u'报', "告期末", FIX_PERIOD_END },
	{ u'期', "末", FIX_PERIOD_END },
	{ u'目', "前", FIX_NOW },
	{ u'当', "前", FIX_NOW },
	{ u'现', "在", FIX_NOW },
	{ u'现', "有", FIX_NOW },
	{ u'如', "今", FIX_NOW },
	{ u'现', "已", FIX_NOW },
	{ u'迄', "今", FIX_NOW },
	{ u'本', "月", FIX_THIS_MONTH },
	{ u'当', "月", FIX_THIS_MONTH },
	{ u'上', "个月", FIX_LAST_MONTH },
	{ u'上', "月", FIX_LAST_MONTH },
	{ u'今', "日", FIX_TODAY },
	{ u'今', "天", FIX_TODAY },
	{ u'昨', "日", FIX_YESTERDAY },
	{ u'昨', "天", FIX_YESTERDAY },
	{ u'年', "底前", FIX_YEAR_END },
	{ u'年', "内", FIX_YEAR_END },
	{ u'年', "末", FIX_YEAR_END },
	{ u'年', "底", FIX_YEAR_END },
	{ u'年', "初", FIX_YEAR_START },
	{ u'近', "年来", FIX_VAGUE },
	{ u'近', "年", FIX_VAGUE },
	{ u'近', "些年", FIX_VAGUE },
	{ u'多', "年来", FIX_VAGUE },
	{ u'长', "期以来", FIX_VAGUE },
	{ u'历', "史上", FIX_VAGUE },
	{ u'日', "前", FIX_LATELY },
	{ u'近', "日", FIX_LATELY },
	{ u'近', "期", FIX_LATELY },
	{ u'前', "不久", FIX_LATELY },
	{ u'本', "次", FIX_LATELY },
	{ u'未', "来", FIX_AHEAD },
	{ u'此', "次", FIX_LATELY },
	{ u'这', "次", FIX_LATELY },
	{ u'巅', "峰时期", FIX_VAGUE },
	{ u'鼎', "盛时期", FIX_VAGUE },
	{ u'巅', "峰期", FIX_VAGUE },
	{ u'鼎', "盛期", FIX_VAGUE },
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
	case FIX_THIS_AND_NEXT:
		set_range(w, make_day(pub.y, 0, 0), make_day(pub.y + (pub.y != 0), 0, 0));
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
		w->vague = what == FIX_VAGUE || what == FIX_AHEAD;
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

/* What follows 未来 where it is a time. */
static const char *const coming[] = { "，", "将", "还", "会", "可", "有望", "要", ",", NULL };

bool read_fixed(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	struct cursor behind = *c;
	uint32_t first = zb_utf8_three(c->text, c->at);
	behind.at += 3;
	for (size_t i = 0; i < sizeof(fixed_words) / sizeof(fixed_words[0]); i++) {
		if (fixed_words[i].first != first || !eat(&behind, fixed_words[i].rest))
			continue;
		uint8_t what = fixed_words[i].what;
		struct cursor t = behind;
		if (what == FIX_LATELY && sees(&t, "的")) /* 这次的原因 */
			return false;
		if (what == FIX_AHEAD && !sees_any(&t, coming))
			return false;
		*c = behind;
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
