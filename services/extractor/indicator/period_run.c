/* SPDX-License-Identifier: Apache-2.0 */
/* Spans counted from the day of publication: 未来五年, 近三个月, 20年来. */
#include "period_run.h"

static struct day month_minus(struct day day, int n)
{
	int months = day.y * 12 + day.m - 1 - n;
	return day.m != 0 ? make_day(months / 12, months % 12 + 1, 0) : (struct day){ 0 };
}

/* 未来五年 where a plan of five years has begun or is about to. */
static bool is_plan_of(const struct when *plan, int year, int years)
{
	return plan->kind == WHEN_RANGE && plan->end.y - plan->start.y + 1 == years &&
	       plan->start.y >= year - 1 && plan->start.y <= year + 1;
}

/* 未来五年, 近三年, 过去10年, 五年来, 今后三年. */
bool read_run_of_years(struct when *w, struct cursor *c, const struct when_context *ctx)
{
	static const char *const future[] = { "未来", "今后", NULL };
	static const char *const past[] = { "过去", "近", "最近", "前", NULL };
	struct cursor t = *c;
	bool first = sees(&t, "前"); /* 前两个月: of the year */
	int n = 0;
	int y = ctx->published.y;
	bool ahead = eat_any(&t, future);
	bool behind = !ahead && eat_any(&t, past);
	if (!eat_number(&t, &n, 2) || n < 1)
		return false;
	if (behind && !first && (eat(&t, "天") || eat(&t, "日"))) {
		set_range(w, day_minus(ctx->published, n), ctx->published);
		*c = t;
		return true;
	}
	if (behind && !first && (eat(&t, "周") || eat(&t, "个星期"))) {
		set_range(w, day_minus(ctx->published, 7 * n), ctx->published);
		*c = t;
		return true;
	}
	if (behind && !first && (eat(&t, "个月") || eat(&t, "月"))) {
		set_range(w, month_minus(ctx->published, n), month_minus(ctx->published, 0));
		*c = t;
		return true;
	}
	eat(&t, "个");
	bool some = eat(&t, "多") || eat(&t, "余");
	if (!eat(&t, "年"))
		return false;
	if (!ahead && !behind && !eat(&t, "来"))
		return false;
	if (behind)
		eat(&t, "来");
	if (ahead)
		eat(&t, "内");
	*c = t;
	w->vague = y == 0 || some;
	if (w->vague)
		return true;
	w->ahead = ahead;
	if (ahead && is_plan_of(&ctx->plan, y, n))
		set_range(w, ctx->plan.start, ctx->plan.end);
	else if (ahead)
		set_range(w, make_day(y, 0, 0), make_day(y + n, 0, 0));
	else
		set_range(w, make_day(y - n, 0, 0), make_day(y, 0, 0));
	return true;
}
