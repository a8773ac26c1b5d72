/* SPDX-License-Identifier: Apache-2.0 */
#include "byline.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "common/arena.h"
#include "common/utf8.h"
#include "lines.h"
#include "name.h"
#include "words.h"

enum { NAMES_MAX = 6, VALUE_BYTES_MAX = 90, SIGNATURE_BYTES_MAX = 90 };

enum slot { SLOT_SOURCE, SLOT_AUTHOR, SLOT_REPORTER, SLOT_EDITOR, SLOT_NONE };

struct label {
	struct zb_span word;
	enum slot slot;
	bool colon; /* says something only before a colon */
};

#define LABEL(w, s, c)                                                                         \
	{                                                                                      \
		{ "" w, sizeof(w) - 1 }, s, c                                                  \
	}

/* Longer ones before those they begin with. */
static const struct label labels[] = {
	LABEL("信息来源", SLOT_SOURCE, true),    LABEL("文章来源", SLOT_SOURCE, true),
	LABEL("新闻来源", SLOT_SOURCE, true),    LABEL("稿件来源", SLOT_SOURCE, true),
	LABEL("内容来源", SLOT_SOURCE, true),    LABEL("消息来源", SLOT_SOURCE, true),
	LABEL("发布机构", SLOT_SOURCE, true),    LABEL("发布单位", SLOT_SOURCE, true),
	LABEL("稿源", SLOT_SOURCE, true),        LABEL("出处", SLOT_SOURCE, true),
	LABEL("来源于", SLOT_SOURCE, true),      LABEL("来源", SLOT_SOURCE, true),
	LABEL("来自", SLOT_SOURCE, true),        LABEL("责任编辑", SLOT_EDITOR, false),
	LABEL("本文编辑", SLOT_EDITOR, false),   LABEL("责编", SLOT_EDITOR, false),
	LABEL("编辑", SLOT_EDITOR, false),       LABEL("文字编辑", SLOT_EDITOR, true),
	LABEL("作 者", SLOT_AUTHOR, true),       LABEL("执笔人", SLOT_AUTHOR, true),
	LABEL("执笔/", SLOT_AUTHOR, false),      LABEL("本文作者", SLOT_AUTHOR, true),
	LABEL("执笔", SLOT_AUTHOR, true),        LABEL("撰文", SLOT_AUTHOR, true),
	LABEL("专栏作者", SLOT_REPORTER, false), LABEL("特约作者", SLOT_REPORTER, false),
	LABEL("采写", SLOT_REPORTER, false),     LABEL("实习生", SLOT_REPORTER, false),
	LABEL("撰文/", SLOT_REPORTER, false),    LABEL("作者/", SLOT_REPORTER, false),
	LABEL("作者｜", SLOT_REPORTER, false),   LABEL("作者|", SLOT_REPORTER, false),
	LABEL("作者︱", SLOT_REPORTER, false),   LABEL("作者", SLOT_AUTHOR, true),
	LABEL("撰稿", SLOT_AUTHOR, true),        LABEL("供稿", SLOT_AUTHOR, true),
	LABEL("发布者", SLOT_AUTHOR, true),      LABEL("发布人", SLOT_AUTHOR, true),
	LABEL("发表人", SLOT_AUTHOR, true),      LABEL("通讯员", SLOT_REPORTER, false),
	LABEL("记者", SLOT_REPORTER, false),     LABEL("文/图", SLOT_REPORTER, false),
	LABEL("图/文", SLOT_REPORTER, false),    LABEL("文/", SLOT_REPORTER, false),
	LABEL("文｜", SLOT_REPORTER, false),     LABEL("文|", SLOT_REPORTER, false),
	LABEL("文／", SLOT_REPORTER, false),     LABEL("來源", SLOT_SOURCE, true),
	LABEL("記者", SLOT_REPORTER, false),     LABEL("責任編輯", SLOT_EDITOR, false),
	LABEL("編輯", SLOT_EDITOR, false),       LABEL("图文", SLOT_REPORTER, true),
	LABEL("文字", SLOT_REPORTER, true),      LABEL("撰写", SLOT_AUTHOR, true),
	LABEL("译者", SLOT_AUTHOR, true),        LABEL("文", SLOT_REPORTER, true),
};

/* Words that begin something else and so end a value. */
static const struct zb_span ends[] = {
	{ "时间", 6 }, { "日期", 6 },   { "发布", 6 },   { "浏览", 6 },   { "点击", 6 },
	{ "阅读", 6 }, { "字体", 6 },   { "字号", 6 },   { "编辑", 6 },   { "责任", 6 },
	{ "责编", 6 }, { "作者", 6 },   { "来源", 6 },   { "记者", 6 },   { "通讯", 6 },
	{ "评论", 6 }, { "分享", 6 },   { "打印", 6 },   { "原创", 6 },   { "责校", 6 },
	{ "校对", 6 }, { "审核", 6 },   { "摄影", 6 },   { "信息", 6 },   { "关注", 6 },
	{ "进入", 6 }, { "人气", 6 },   { "热度", 6 },   { "访问", 6 },   { "我要", 6 },
	{ "加入", 6 }, { "手机", 6 },   { "大 中", 7 },  { "稿源", 6 },   { "查看", 6 },
	{ "返回", 6 }, { "收藏", 6 },   { "字数", 6 },   { "主编", 6 },   { "监制", 6 },
	{ "统筹", 6 }, { "图/", 4 },    { "文/", 4 },    { "摄", 3 },     { "举报", 6 },
	{ "订阅", 6 }, { "采写", 6 },   { "实习", 6 },   { "见习", 6 },   { "初审", 6 },
	{ "复审", 6 }, { "终审", 6 },   { "审读", 6 },   { "一审", 6 },   { "二审", 6 },
	{ "三审", 6 }, { "值班", 6 },   { "签发", 6 },   { "编审", 6 },   { "制图", 6 },
	{ "视频", 6 }, { "原标题", 9 }, { "小字号", 9 }, { "大字号", 9 }, { "記者", 6 },
	{ "編輯", 6 }, { "報導", 6 },   { "來源", 6 },
};

static bool ends_value(struct zb_span s)
{
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (zb_span_starts(s, ends[i]))
			return true;
	return false;
}

/* Such words stand within names of outlets too: 江城发布, 工业和信息化局. */
static bool is_part_of_names(struct zb_span s)
{
	static const struct zb_span words[] = {
		{ "信息", 6 }, { "发布", 6 }, { "关注", 6 }, { "评论", 6 },
		{ "视频", 6 }, { "手机", 6 }, { "阅读", 6 }, { "编辑", 6 },
		{ "时间", 6 }, { "收藏", 6 }, { "原创", 6 }, { "进入", 6 },
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (zb_span_starts(s, words[i]))
			return true;
	return false;
}

static size_t gap_at(struct zb_span s)
{
	size_t n = 0;
	for (bool more = true; more;) {
		more = true;
		struct zb_span rest = zb_span_sub(s, n, s.n);
		if (zb_span_starts(rest, ZB_S(" ")) || zb_span_starts(rest, ZB_S("\t")))
			n += 1;
		else if (zb_span_starts(rest, ZB_S("\u00A0")))
			n += 2;
		else if (zb_span_starts(rest, ZB_S("　")))
			n += 3;
		else
			more = false;
	}
	return n;
}

/* A label within a value, no gap before it; one that may be a name's own needs its colon. */
static bool ends_within(struct zb_span s)
{
	enum { LABEL_BYTES = 18 };
	if (!ends_value(s) || !is_part_of_names(s))
		return ends_value(s);
	for (size_t i = 0; i < s.n && i < LABEL_BYTES; i++) {
		struct zb_span rest = zb_span_sub(s, i, 3);
		if (rest.p[0] == ':' || zb_span_starts(rest, ZB_S("：")))
			return true;
		if (gap_at(rest) > 0)
			break;
	}
	return false;
}

static bool closes(uint32_t cp)
{
	static const uint32_t marks[] = { ')',    ']',    '>',    '<',    '|',    ';',
		                          '(',    '[',    0xFF09, 0x3011, 0x3010, 0xFF08,
		                          0xFF1B, 0x3002, 0x300B, 0x3015, 0xFF5C, 0x2192,
		                          0xFF0C, ',',    0x25A1, 0x25CF, '/',    '=',
		                          '"',    0x201C, 0xFF1A };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (cp == marks[i])
			return true;
	return false;
}

/* Up to a bracket, a date, a wide gap or the next label. */
static struct zb_span take_value(struct zb_span s)
{
	size_t i = 0;
	while (i < s.n && i < VALUE_BYTES_MAX) {
		uint32_t cp = 0;
		struct zb_span rest = zb_span_sub(s, i, s.n);
		int len = zb_utf8_next(&cp, rest);
		size_t gap = gap_at(rest);
		if (len <= 0 || closes(cp) || (i > 0 && ends_within(rest)))
			break;
		if (gap > 0) {
			struct zb_span next = zb_span_sub(rest, gap, rest.n);
			bool digit = next.n > 0 && next.p[0] >= '0' && next.p[0] <= '9';
			if (gap > 1 || digit || ends_value(next))
				break;
			len = (int)gap;
		}
		i += (size_t)len;
	}
	while (i > 0 && (s.p[0] == '-' || s.p[0] == ' ')) {
		s = zb_span_sub(s, 1, s.n);
		i--;
	}
	/* An attribute of some script, not a name. */
	if (i < s.n && s.p[i] == '=')
		i = 0;
	return zb_span_trim(zb_span_sub(s, 0, i));
}

/* Up to a word that goes on behind a name without a blank: 张三报道, 李四采写. */
static struct zb_span before_verb(struct zb_span s)
{
	enum { NAME_BYTES_MAX = 12 };
	static const struct zb_span verbs[] = {
		{ "报道", 6 }, { "综合", 6 }, { "采写", 6 }, { "编译", 6 }, { "整理", 6 },
		{ "发自", 6 }, { "通讯", 6 }, { "实习", 6 }, { "编辑", 6 }, { "摄影", 6 },
		{ "摄", 3 },   { "文/", 4 },  { "图/", 4 },
	};
	for (size_t i = 3; i <= NAME_BYTES_MAX && i < s.n; i += 3)
		for (size_t k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++)
			if (zb_span_starts(zb_span_sub(s, i, verbs[k].n), verbs[k]))
				return zb_span_sub(s, 0, i);
	return s;
}

/* Names behind 记者 and the like: 张三 李四、王五. */
static struct zb_span take_names(struct zb_span s)
{
	size_t end = 0;
	size_t at = 0;
	for (int i = 0; i < NAMES_MAX; i++) {
		struct zb_span rest = zb_span_sub(s, at, s.n);
		size_t n = ends_value(rest) ? 0 : name_at(before_verb(rest));
		if (n == 0)
			break;
		end = at + n;
		rest = zb_span_sub(s, end, s.n);
		size_t gap = gap_at(rest);
		if (gap == 0 &&
		    (zb_span_starts(rest, ZB_S("、")) || zb_span_starts(rest, ZB_S("，"))))
			gap = 3;
		if (gap == 0)
			break;
		at = end + gap;
	}
	return zb_span_sub(s, 0, end);
}

static size_t colon_at(struct zb_span s)
{
	size_t gap = gap_at(s);
	s = zb_span_sub(s, gap, s.n);
	if (zb_span_starts(s, ZB_S("：")))
		return gap + 3;
	return zb_span_starts(s, ZB_S(":")) ? gap + 1 : 0;
}

/* What may stand before a label without a colon: nothing, a bracket, a bullet, an outlet. */
static bool is_open_at(struct zb_span line, size_t at)
{
	static const struct zb_span opens[] = {
		{ "(", 1 },    { "（", 3 },   { " ", 1 },    { "　", 3 },   { "□", 3 },
		{ "●", 3 },    { "【", 3 },   { "■", 3 },    { "◎", 3 },    { "/", 1 },
		{ "报", 3 },   { "网", 3 },   { "社", 3 },   { "刊", 3 },   { "台", 3 },
		{ "媒体", 6 }, { "新闻", 6 }, { "端", 3 },   { "频道", 6 }, { "：", 3 },
		{ "见习", 6 }, { "实习", 6 }, { "特派", 6 }, { "首席", 6 }, { "特约", 6 },
		{ "驻站", 6 }, { "职工", 6 }, { "融媒", 6 }, { "杂志", 6 }, { "｜", 3 },
	};
	struct zb_span before = zb_span_sub(line, 0, at);
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++)
		if (zb_span_ends(before, opens[i]))
			return true;
	return at == 0;
}

static void add_reporter(struct byline *out, struct zb_span line, struct zb_span value)
{
	bool near = out->n_reporters == 0 ||
	            (line.p <= out->reporters_end && line.p + line.n + 1 >= out->reporters_end);
	if (value.n <= 1 || !near || out->n_reporters == BYLINE_REPORTERS_MAX)
		return;
	out->reporters[out->n_reporters++] = value;
	out->reporters_end = line.p + line.n + 1;
}

static void set(struct byline *out, enum slot slot, struct zb_span line, struct zb_span value)
{
	struct zb_span *at[] = { [SLOT_SOURCE] = &out->source,
		                 [SLOT_AUTHOR] = &out->author,
		                 [SLOT_EDITOR] = &out->editor };
	if (slot == SLOT_REPORTER)
		add_reporter(out, line, value);
	else if (at[slot]->n == 0 && value.n > 1)
		*at[slot] = value;
}

struct zb_span byline_reporters(const struct byline *by, struct zb_arena *arena)
{
	enum { JOINED_BYTES = BYLINE_REPORTERS_MAX * (VALUE_BYTES_MAX + 1) };
	char joined[JOINED_BYTES];
	size_t n = 0;
	if (by->n_reporters < 2)
		return by->n_reporters == 1 ? by->reporters[0] : (struct zb_span){ 0 };
	for (size_t i = 0; i < by->n_reporters; i++) {
		struct zb_span name = zb_span_sub(by->reporters[i], 0, VALUE_BYTES_MAX);
		if (i > 0)
			joined[n++] = ' ';
		memcpy(joined + n, name.p, name.n);
		n += name.n;
	}
	return zb_arena_dup(arena, zb_span(joined, n));
}

static const struct label *label_at(struct zb_span line, size_t at)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (zb_span_starts(zb_span_sub(line, at, labels[i].word.n), labels[i].word))
			return &labels[i];
	return NULL;
}

/* 记者：张三 李四; in an interview what 记者 says stands behind the colon as well. */
static struct zb_span take_people(struct zb_span s)
{
	struct zb_span value = take_value(s);
	bool foreign = zb_span_find(value, ZB_S("·"), 0) >= 0;
	/* Of 青禾见习记者 the outlet: the reporter's own label follows. */
	size_t at = value.n > 0 ? (size_t)(value.p + value.n - s.p) : 0;
	if (value.n > 0 && at < s.n && ends_value(zb_span_sub(s, at, s.n - at)))
		return (struct zb_span){ 0 };
	return foreign || name_is_list(value) ? value : take_names(s);
}

static bool ends_in_mark(struct zb_span word)
{
	return zb_span_ends(word, ZB_S("/")) || zb_span_ends(word, ZB_S("|")) ||
	       zb_span_ends(word, ZB_S("｜")) || zb_span_ends(word, ZB_S("︱"));
}

/* Between two bars a label needs no colon: | 来源江潮网 | 作者张三 |. */
static bool is_between_bars(struct zb_span line, size_t at)
{
	struct zb_span before = zb_span_trim(zb_span_sub(line, 0, at));
	return zb_span_ends(before, ZB_S("|")) || zb_span_ends(before, ZB_S("｜"));
}

static bool is_next_label(struct zb_span s)
{
	const struct label *next = label_at(s, 0);
	return next != NULL && colon_at(zb_span_sub(s, next->word.n, s.n)) > 0;
}

static void read_label(struct byline *out, struct zb_span line, size_t at,
                       const struct label *l)
{
	struct zb_span rest = zb_span_sub(line, at + l->word.n, line.n);
	size_t colon = colon_at(rest);
	/* 全文：, 原文： are other words. */
	bool single = l->word.n <= 3;
	if (colon > 0 && (!single || is_open_at(line, at))) {
		rest = zb_span_sub(rest, colon, rest.n);
		rest = zb_span_sub(rest, gap_at(rest), rest.n);
		if (is_next_label(rest))
			return; /* 作者：责任编辑：张三 */
		set(out, l->slot, line,
		    l->slot == SLOT_REPORTER ? take_people(rest) : take_value(rest));
		return;
	}
	/* 作者　张三: a gap does for a colon where names follow and nothing else. */
	bool gap = l->slot == SLOT_AUTHOR && at == 0 && gap_at(rest) > 0 &&
	           name_is_list(lines_trim(zb_span_sub(rest, gap_at(rest), rest.n)));
	if (l->colon && l->slot != SLOT_REPORTER && is_between_bars(line, at)) {
		set(out, l->slot, line, take_value(rest));
		return;
	}
	if ((l->colon && !gap) || !is_open_at(line, at))
		return;
	rest = zb_span_sub(rest, gap_at(rest), rest.n);
	struct zb_span names = take_names(rest);
	/* A pen name behind 执笔/ at the head of its line. */
	if (names.n == 0 && at == 0 && ends_in_mark(l->word))
		names = take_value(rest);
	rest = zb_span_sub(rest, names.n, rest.n);
	rest = zb_span_sub(rest, gap_at(rest), rest.n);
	/* Who took the picture wrote nothing. */
	if (!zb_span_starts(rest, ZB_S("摄")) || zb_span_starts(rest, ZB_S("摄影报道")))
		set(out, l->slot, line, names);
}

void byline_read(struct byline *out, struct zb_span line)
{
	struct words words = { .firsts = { 0 } };
	for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++)
		words_add(&words, labels[k].word);
	size_t i = 0;
	while (i < line.n) {
		const struct label *l =
			words_may_begin(&words, line, i) ? label_at(line, i) : NULL;
		if (l != NULL)
			read_label(out, line, i, l);
		i += l != NULL ? l->word.n : 1;
	}
}

/* □ 张三, 张三/文: papers mark the line of the names. */
static struct zb_span without_dress(struct zb_span line)
{
	static const struct zb_span bullets[] = { { "□", 3 }, { "■", 3 }, { "●", 3 },
		                                  { "◎", 3 }, { "◆", 3 }, { "★", 3 },
		                                  { "○", 3 }, { "▲", 3 }, { "△", 3 },
		                                  { "※", 3 }, { "◇", 3 } };
	static const struct zb_span behind[] = {
		{ "/文", 4 }, { "／文", 6 }, { "撰文", 6 }, { "　文", 6 }, { " 文", 4 }
	};
	for (size_t i = 0; i < sizeof(bullets) / sizeof(bullets[0]); i++)
		if (zb_span_starts(line, bullets[i]))
			line = lines_trim(
				zb_span_sub(line, bullets[i].n, line.n - bullets[i].n));
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (zb_span_ends(line, behind[i]))
			return lines_trim(zb_span_sub(line, 0, line.n - behind[i].n));
	return line;
}

struct zb_span byline_alone(struct zb_span line)
{
	static const struct zb_span opens[] = {
		{ "[", 1 }, { "［", 3 }, { "(", 1 }, { "（", 3 }
	};
	line = without_dress(zb_span_trim(line));
	if (line.n <= SIGNATURE_BYTES_MAX && name_is_list(line))
		return line;
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++) {
		ptrdiff_t at = zb_span_find(line, opens[i], 0);
		if (at < 0)
			continue;
		struct zb_span rest = zb_span_sub(line, (size_t)at + opens[i].n, line.n);
		rest = zb_span_sub(rest, gap_at(rest), rest.n);
		struct zb_span names = take_names(rest);
		rest = zb_span_sub(rest, names.n, rest.n);
		rest = zb_span_sub(rest, gap_at(rest), rest.n);
		if (names.n > 0 && rest.n > 0 && (rest.p[0] == ']' || rest.p[0] == ')'))
			return names;
	}
	return (struct zb_span){ 0 };
}

/* Where the last bracket of the line opens; the line must end with the closing one. */
static bool last_bracket(struct zb_span *inside, struct zb_span line)
{
	size_t close = zb_span_ends(line, ZB_S("）"))  ? 3
	               : zb_span_ends(line, ZB_S(")")) ? 1
	                                               : 0;
	if (close == 0)
		return false;
	for (size_t i = line.n - close; i-- > 0 && line.n - i < SIGNATURE_BYTES_MAX;) {
		size_t open = zb_span_starts(zb_span_sub(line, i, 3), ZB_S("（")) ? 3
		              : line.p[i] == '('                                  ? 1
		                                                                  : 0;
		if (open > 0) {
			*inside = zb_span_trim(
				zb_span_sub(line, i + open, line.n - close - i - open));
			return true;
		}
	}
	return false;
}

struct zb_span byline_signed(struct zb_span line)
{
	static const struct zb_span behind[] = {
		{ "报道", 6 }, { "综合报道", 12 }, { "文", 3 },
		{ "整理", 6 }, { "编译", 6 },      { "完", 3 },
	};
	struct zb_span inside;
	struct zb_span none = { 0 };
	if (!last_bracket(&inside, zb_span_trim(line)))
		return none;
	if (name_is_list(inside))
		return inside;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++)
		if (zb_span_ends(inside, behind[i]))
			return take_names(inside);
	return none;
}
