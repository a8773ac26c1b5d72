/* SPDX-License-Identifier: Apache-2.0 */
#include "bounds.h"

#include <string.h>

#include "byline.h"
#include "lines.h"
#include "name.h"
#include "stamp.h"

static size_t line_end(struct zb_span text, size_t at)
{
	const char *end = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;
	return end != NULL ? (size_t)(end - text.p) + 1 : text.n;
}

static bool has_any(struct zb_span line, const struct zb_span *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zb_span_find(line, words[i], 0) >= 0)
			return true;
	return false;
}

static bool is_sentence(struct zb_span line)
{
	return line.n > 60 && (zb_span_find(line, ZB_S("，"), 0) >= 0 ||
	                       zb_span_find(line, ZB_S("。"), 0) >= 0);
}

/* --- head --- */

static bool is_dateline(struct zb_span line)
{
	static const struct zb_span labels[] = {
		{ "来源", 6 }, { "作者", 6 }, { "发布", 6 }, { "浏览", 6 },
		{ "点击", 6 }, { "时间", 6 }, { "日期", 6 },
	};
	struct stamp t;
	if (line.n > 300 || !stamp_find(&t, line, 0))
		return false;
	size_t rest = line.n - (t.end - t.start);
	if (t.hour >= 0)
		return rest < 150;
	return rest < 30 ||
	       (rest < 200 && has_any(line, labels, sizeof(labels) / sizeof(labels[0])));
}

/* Icons, font switches, running times: no Chinese, or a word or two beside a number. */
static bool is_speck(struct zb_span line)
{
	enum { SPECK_BYTES = 6, WORD_BYTES = 12 };
	size_t chinese = 0;
	size_t digits = 0;
	for (size_t i = 0; i < line.n; i++) {
		unsigned char c = (unsigned char)line.p[i];
		chinese += c >= 0xE4 && c <= 0xE9 ? 3 : 0;
		digits += c >= '0' && c <= '9';
	}
	if (chinese == 0)
		return line.n <= SPECK_BYTES;
	static const struct zb_span counts[] = {
		{ "分钟", 6 }, { "音频", 6 }, { "视频", 6 }, { "阅读", 6 }, { "评论", 6 },
		{ "播放", 6 }, { "浏览", 6 }, { "点赞", 6 }, { "人气", 6 },
	};
	return digits > 0 && chinese <= WORD_BYTES && line.n <= 2 * WORD_BYTES &&
	       has_any(line, counts, sizeof(counts) / sizeof(counts[0]));
}

/* 作者：张三, 江潮日报记者 张三 李四: who wrote, and nothing else. */
static bool is_byline(struct zb_span line)
{
	enum { BYLINE_BYTES = 90, LABEL_BYTES = 42 };
	struct byline by = { .n_reporters = 0 };
	if (line.n > BYLINE_BYTES || zb_span_find(line, ZB_S("。"), 0) >= 0)
		return false;
	byline_read(&by, line);
	size_t named = by.author.n + by.source.n + by.editor.n;
	for (size_t i = 0; i < by.n_reporters; i++)
		named += by.reporters[i].n;
	return named > 0 && line.n - named <= LABEL_BYTES;
}

static bool is_title(struct zb_span line, struct zb_span title, bool goes_on)
{
	enum { PIECE_BYTES = 12 };
	if (title.n == 0 || zb_span_eq(line, title))
		return title.n > 0;
	/* One of the lines that a long title was broken into. */
	return line.n > PIECE_BYTES && (goes_on || line.n * 2 > title.n) &&
	       zb_span_find(title, line, 0) >= 0;
}

/* Where the article begins: behind its title, dateline and what stands between them. */
static size_t find_begin(struct zb_span text, struct zb_span title)
{
	enum { LINES = 12 };
	size_t begin = 0;
	size_t at = 0;
	for (int i = 0; i < LINES && at < text.n; i++) {
		size_t end = line_end(text, at);
		struct zb_span line = zb_span_trim(zb_span_sub(text, at, end - at));
		if (line.n > 0 && memchr(line.p, '\t', line.n) != NULL)
			break; /* the header of a notice, or the figures themselves */
		bool goes_on = begin == at;
		bool is_more =
			goes_on && (is_speck(line) || name_is_list(line) || is_byline(line));
		if (is_title(line, title, goes_on) || is_dateline(line) || is_more)
			begin = end;
		else if (is_sentence(line))
			break;
		at = end;
	}
	return begin < text.n ? begin : 0;
}

/* --- tail --- */

/* What a line says for there being an article: lists and captions count little. */
static size_t weight_of(struct zb_span line)
{
	return is_sentence(line) ? line.n : line.n / 8;
}

static size_t weigh(struct zb_span text)
{
	size_t sum = 0;
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, text, &at);)
		sum += weight_of(line);
	return sum;
}

/* 责任编辑：张三, [编辑 李四]: who saw the article off. */
static bool is_sign_off(struct zb_span line)
{
	enum { SIGN_OFF_BYTES = 90 };
	static const struct zb_span roles[] = {
		{ "责任编辑", 12 }, { "责编", 6 },      { "编辑：", 9 },
		{ "编辑:", 7 },     { "本文编辑", 12 }, { "責任編輯", 12 },
	};
	static const struct zb_span opens[] = {
		{ "(", 1 }, { "（", 3 }, { "[", 1 }, { "【", 3 }, { " ", 1 }
	};
	if (line.n > SIGN_OFF_BYTES || zb_span_find(line, ZB_S("。"), 0) >= 0)
		return false;
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++)
		if (zb_span_starts(line, opens[i]))
			line = zb_span_sub(line, opens[i].n, line.n);
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (zb_span_starts(line, roles[i]))
			return true;
	return false;
}

/* 校对：…, 审核：… behind it. */
static bool is_credit(struct zb_span line)
{
	enum { CREDIT_BYTES = 120 };
	static const struct zb_span roles[] = {
		{ "编辑", 6 }, { "校对", 6 }, { "审核", 6 }, { "主编", 6 }, { "监制", 6 },
		{ "初审", 6 }, { "复审", 6 }, { "终审", 6 }, { "一审", 6 }, { "二审", 6 },
		{ "三审", 6 }, { "来源", 6 }, { "作者", 6 }, { "记者", 6 }, { "责编", 6 },
		{ "签发", 6 }, { "统筹", 6 }, { "供稿", 6 }, { "摄影", 6 }, { "责校", 6 },
	};
	static const struct zb_span colons[] = {
		{ "：", 3 }, { ":", 1 }, { "/", 1 }, { " ", 1 }
	};
	return line.n <= CREDIT_BYTES && zb_span_find(line, ZB_S("。"), 0) < 0 &&
	       has_any(line, colons, sizeof(colons) / sizeof(colons[0])) &&
	       has_any(zb_span_sub(line, 0, 21), roles, sizeof(roles) / sizeof(roles[0]));
}

static size_t behind_credits(struct zb_span text, size_t at)
{
	for (size_t end = at; end < text.n; at = end) {
		end = line_end(text, at);
		if (!is_credit(zb_span_trim(zb_span_sub(text, at, end - at))))
			break;
	}
	return at;
}

/*
 * Where it ends: before the first line that begins what follows an article, behind the one that
 * signs it off. More of the running text must stand before it than behind: lists of other stories
 * and editors' names stand at heads as well. What follows a site's own foot is never an article.
 */
static size_t find_end(const struct render *r, size_t begin)
{
	enum { FOOT_BYTES = 600, FOOT_SHARE = 5, TAIL_SHARE = 2 };
	struct zb_span text = zb_buf_span(&r->text);
	/* Nothing but the foot of the site: its scripts would have fetched the rest. */
	if (r->n_tails > 0 && r->tails[0].at == begin && text.n - begin < FOOT_BYTES)
		return begin;
	size_t total = weigh(zb_span_sub(text, begin, text.n - begin));
	size_t before = 0;
	size_t tail = 0;
	for (size_t at = begin; at < text.n;) {
		size_t end = line_end(text, at);
		struct zb_span line = zb_span_trim(zb_span_sub(text, at, end - at));
		while (tail < r->n_tails && r->tails[tail].at < at)
			tail++;
		bool is_tail = tail < r->n_tails && r->tails[tail].at == at && at > begin;
		size_t share = is_tail && r->tails[tail].foot ? FOOT_SHARE : TAIL_SHARE;
		if (is_tail && before * share > total)
			return at;
		before += weight_of(line);
		if (before * TAIL_SHARE > total && is_sign_off(line))
			return behind_credits(text, end);
		at = end;
	}
	return text.n;
}

static bool is_time_alone(struct zb_span line)
{
	struct stamp t;
	return line.n < 60 && stamp_find(&t, line, 0) && t.hour >= 0 &&
	       (t.end - t.start) * 5 >= line.n * 3;
}

/*
 * A blog's archive and a thread give one text after the other, each under a line with its time.
 * The first is the article; the others are other people's, or have pages of their own.
 */
static size_t find_second(struct zb_span text, size_t begin, size_t end)
{
	enum { FIRST_BYTES_MIN = 300, TITLE_BYTES_MAX = 150 };
	size_t above = end; /* where the line before the current one begins */
	size_t second = end;
	int times = 0;
	for (size_t at = begin; at < end;) {
		size_t next = line_end(text, at);
		struct zb_span line = zb_span_trim(zb_span_sub(text, at, next - at));
		if (at >= begin + FIRST_BYTES_MIN && is_time_alone(line)) {
			bool titled = above < at && at - above < TITLE_BYTES_MAX &&
			              above >= begin + FIRST_BYTES_MIN;
			second = times++ == 0 ? (titled ? above : at) : second;
		}
		above = at;
		at = next;
	}
	return times >= 2 ? second : end;
}

struct zb_span bounds_of(const struct render *r, struct zb_span title)
{
	struct zb_span text = zb_buf_span(&r->text);
	size_t begin = find_begin(text, title);
	size_t end = find_second(text, begin, find_end(r, begin));
	while (end > begin && text.p[end - 1] == '\n')
		end--;
	return zb_span_sub(text, begin, end - begin);
}
