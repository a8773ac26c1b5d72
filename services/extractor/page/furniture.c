/* SPDX-License-Identifier: Apache-2.0 */
#include "furniture.h"

#include <string.h>

enum { LINE_MAX_BYTES = 240 }; /* a longer line is a paragraph */

#define W(word)                                                                                \
	{                                                                                      \
		"" word, sizeof(word) - 1                                                      \
	}

/* Anywhere in a line: the line goes wherever it stands. */
static const struct zb_span lines[] = {
	W("您当前的位置"),   W("当前位置"),       W("您的位置"),       W("您现在的位置"),
	W("您所在的位置"),   W("现在位置"),       W("所在位置"),       W("打印本"),
	W("关闭窗口"),       W("【打印"),         W("[打印"),          W("[ 打印"),
	W("【关闭"),         W("分享到"),         W("扫一扫"),         W("发表评论"),
	W("我要评论"),       W("我来说两句"),     W("进入论坛"),       W("<< 上一页"),
	W("下一页 >"),       W("返回搜狐"),       W("本文通告引用"),   W("未经授权"),
	W("转载请注明"),     W("原创资讯请下载"), W("返回腾讯网首页"), W("按alt+4进行评论"),
	W("客户端第一时间"), W("上一页下一页"),   W("下载客户端"),     W("扫描二维码"),
	W("长按二维码"),     W("识别二维码"),     W("阅读原文"),       W("我要纠错"),
};

/* Anywhere in a line of the article's head. */
static const struct zb_span heads[] = {
	W("字体："),   W("字号："),   W("【字体"),   W("【字号"),   W("大 中 小"),
	W("【大"),     W("点击次数"), W("浏览次数"), W("阅读次数"), W("访问次数"),
	W("字体大小"), W("点击数："), W("浏览量："), W("浏览："),   W("点击："),
	W("阅读："),   W("次阅读"),   W("次浏览"),
};

/* Anywhere: what follows is the site's own foot. */
static const struct zb_span feet[] = {
	W("著作权声明"),          W("版权所有"), W("ICP备"),      W("Copyright"),
	W("All Rights Reserved"), W("公网安备"), W("网站标识码"), W("网站标识:"),
	W("技术支持："),
};

/* Anywhere in a line that is no sentence: notes about the article, then the site's foot. */
static const struct zb_span notes[] = {
	W("免责声明"), W("版权声明"), W("版权与免责"), W("反侵权"),   W("本网注明"),
	W("本站注明"), W("商业转载"), W("转载申请"),   W("转载声明"),
};

/* Behind a number, in such a line: what readers wrote. */
static const struct zb_span counted[] = {
	W("条评论"), W("件评论"), W("篇评论"), W("人参与"), W("条跟帖"), W("条留言"),
};

/* Anywhere in such a line: who owns a picture. */
static const struct zb_span owners[] = { W("©"), W("图片版权") };

/* At the beginning of a line that ends an article. */
static const struct zb_span first_tails[] = {
	W("相关新闻"),   W("相关阅读"),   W("相关链接"), W("相关文章"),     W("相关报道"),
	W("相关推荐"),   W("相关专题"),   W("相关内容"), W("相关资讯"),     W("延伸阅读"),
	W("推荐阅读"),   W("热门推荐"),   W("更多新闻"), W("猜你喜欢"),     W("网友评论"),
	W("最新评论"),   W("用户评论"),   W("精彩评论"), W("版权声明"),     W("免责声明"),
	W("上一篇"),     W("下一篇"),     W("上一条"),   W("下一条"),       W("声明：本"),
	W("热门文章"),   W("最新文章"),   W("今日热点"), W("编辑推荐"),     W("精彩推荐"),
	W("不感兴趣"),   W("上篇："),     W("下篇："),   W("前一篇"),       W("后一篇"),
	W("网友跟帖"),   W("跟帖评论"),   W("发表跟帖"), W("热点新闻"),     W("热点推荐"),
	W("阅读下一篇"), W("大家都在看"), W("为您推荐"), W("您可能感兴趣"), W("为你推荐"),
	W("特别声明"),   W("凡本网"),     W("凡本站"),   W("凡注明"),
};

/* At the beginning of a line that goes by itself. */
static const struct zb_span firsts[] = {
	W("查看更多"), W("更多精彩"),         W("点击查看"), W("点击进入"), W("关注微信"),
	W("标签："),   W("关键词 >>"),        W("Tags"),     W("长按识别"), W("TAG"),
	W("【纠错】"), W("分享让更多人看到"), W("分享到："), W("打开APP"),  W("下载APP"),
};

/* The whole line, but for brackets, colons and arrows. */
static const struct zb_span wholes[] = {
	W("返回顶部"), W("打印"),     W("关闭"),         W("收藏"),       W("分享"),
	W("评论"),     W("下一页"),   W("上一页"),       W("首页"),       W("尾页"),
	W("更多"),     W("点赞"),     W("广告"),         W("返回"),       W("推荐"),
	W("复制"),     W("A+"),       W("A-"),           W("大"),         W("中"),
	W("小"),       W("纠错"),     W("图集"),         W("字号"),       W("字体"),
	W("点击量"),   W("阅读量"),   W("精彩视频推荐"), W("THE END"),    W("+1"),
	W("举报"),     W("回复"),     W("引用"),         W("编辑"),       W("订阅"),
	W("关注"),     W("展开全文"), W("收起"),         W("顶部"),       W("加载更多"),
	W("登录"),     W("注册"),     W("正文"),         W("正文已结束"), W("暂无评论"),
	W("朗读"),     W("播报"),     W("听新闻"),
};

/* The whole line, and what follows is the site's own. */
static const struct zb_span whole_tails[] = {
	W("关于我们"), W("联系我们"), W("网站地图"), W("免责条款"), W("友情链接"),
};

/* 下载客户端…, 扫码关注…: lines that begin and go on so, and say nothing. */
static const struct call {
	struct zb_span first, then;
} calls[] = {
	{ W("下载"), W("应用程序") }, { W("下载"), W("客户端") }, { W("下载"), W("APP") },
	{ W("下载"), W("App") },      { W("关注"), W("公众号") }, { W("关注"), W("微信") },
	{ W("扫描"), W("二维码") },   { W("扫码"), W("关注") },   { W("欢迎"), W("订阅") },
	{ W("欢迎"), W("公众号") },   { W("更多"), W("请关注") }, { W("更多"), W("公众号") },
	{ W("点击"), W("投票") },     { W("安装"), W("客户端") }, { W("打开"), W("APP") },
	{ W("更多"), W("客户端") },   { W("添加"), W("微信") },
};

/* At the beginning of a line that is hardly more: counters. */
static const struct zb_span briefs[] = {
	W("阅读数"), W("阅读量"), W("评论数"), W("点赞数"), W("转发数"), W("收藏数"),
	W("访问量"), W("浏览量"), W("总篇数"), W("点击量"), W("点击率"), W("浏览数"),
};

enum how { HOW_ANY, HOW_FIRST, HOW_WHOLE, HOW_NOTE, HOW_COUNTED, HOW_BRIEF };

static const struct group {
	const struct zb_span *words;
	size_t n;
	enum how how;
	enum furniture verdict;
} groups[] = {
#define GROUP(words, how, verdict)                                                             \
	{                                                                                      \
		words, sizeof(words) / sizeof((words)[0]), how, verdict                        \
	}
	GROUP(feet, HOW_ANY, FURNITURE_FOOT),
	GROUP(first_tails, HOW_FIRST, FURNITURE_TAIL),
	GROUP(notes, HOW_NOTE, FURNITURE_TAIL),
	GROUP(counted, HOW_COUNTED, FURNITURE_TAIL),
	GROUP(lines, HOW_ANY, FURNITURE_LINE),
	GROUP(firsts, HOW_FIRST, FURNITURE_LINE),
	GROUP(whole_tails, HOW_WHOLE, FURNITURE_FOOT),
	GROUP(owners, HOW_NOTE, FURNITURE_LINE),
	GROUP(briefs, HOW_BRIEF, FURNITURE_LINE),
	GROUP(wholes, HOW_WHOLE, FURNITURE_LINE),
	GROUP(heads, HOW_ANY, FURNITURE_HEAD),
#undef GROUP
};

enum { GROUPS = sizeof(groups) / sizeof(groups[0]) };

/* Bytes of the line that are more than brackets, arrows and spaces. */
static struct zb_span bare(struct zb_span line)
{
	static const struct zb_span dress[] = {
		{ "【", 3 }, { "】", 3 }, { "：", 3 }, { "　", 3 }, { ">", 1 }, { "[", 1 },
		{ "]", 1 },  { ":", 1 },  { " ", 1 },  { "|", 1 },  { "«", 2 }, { "»", 2 },
		{ "(", 1 },  { ")", 1 },  { "（", 3 }, { "）", 3 }, { "-", 1 }, { "■", 3 },
	};
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < sizeof(dress) / sizeof(dress[0]); i++) {
			if (zb_span_starts(line, dress[i])) {
				line = zb_span_sub(line, dress[i].n, line.n);
				more = true;
			}
			if (zb_span_ends(line, dress[i])) {
				line.n -= dress[i].n;
				more = true;
			}
		}
	}
	return line;
}

/* A heading, a caption, a notice of the site: short, and nothing is said in it. */
static bool is_note(struct zb_span line)
{
	enum { NOTE_BYTES = 90 };
	return line.n <= NOTE_BYTES && zb_span_find(line, ZB_S("。"), 0) < 0 &&
	       zb_span_find(line, ZB_S("，"), 0) < 0;
}

static bool is_behind_number(struct zb_span line, size_t at)
{
	while (at > 0 && line.p[at - 1] == ' ')
		at--;
	return at > 0 && line.p[at - 1] >= '0' && line.p[at - 1] <= '9';
}

/* Groups whose words may stand anywhere in a line; the others' begin or are what is bare of it. */
static bool is_anywhere(enum how how)
{
	return how == HOW_ANY || how == HOW_NOTE || how == HOW_COUNTED;
}

/* A line under examination. */
struct line {
	struct zb_span whole, core;
	bool note;
};

/* A group's word that stands in the line; of several the uppermost group's. */
struct found {
	size_t group, at;
};

static bool holds_at(const struct line *line, size_t at, const struct group *g,
                     struct zb_span word)
{
	struct zb_span rest = zb_span_sub(line->whole, at, word.n);
	return zb_span_eq(rest, word) && (g->how == HOW_ANY || line->note) &&
	       (g->how != HOW_COUNTED || is_behind_number(line->whole, at));
}

static void look_anywhere(struct found *found, const struct furniture_words *w,
                          const struct line *line)
{
	for (size_t at = 0; at < line->whole.n; at++) {
		unsigned slot = words_slot(line->whole.p + at, line->whole.n - at);
		for (unsigned i = w->anywhere[slot]; i > 0; i = w->words[i].next) {
			size_t group = w->words[i].group;
			const struct group *g = &groups[group];
			if (group < found->group &&
			    holds_at(line, at, g, g->words[w->words[i].place]))
				*found = (struct found){ .group = group, .at = at };
		}
	}
}

static bool begins(const struct group *g, const struct line *line)
{
	enum { BRIEF_BYTES = 45 };
	if (is_anywhere(g->how) || (g->how == HOW_BRIEF && line->whole.n > BRIEF_BYTES))
		return false;
	for (size_t i = 0; i < g->n; i++)
		if (zb_span_starts(line->core, g->words[i]) &&
		    (g->how != HOW_WHOLE || line->core.n == g->words[i].n))
			return true;
	return false;
}

static void look_at_head(struct found *found, const struct furniture_words *w,
                         const struct line *line)
{
	if (line->core.n == 0 || !words_may_begin(&w->heads, line->core, 0))
		return;
	for (size_t i = 0; i < found->group; i++)
		if (begins(&groups[i], line))
			*found = (struct found){ .group = i };
}

/* A line that asks the reader for something. */
static bool is_call(const struct furniture_words *w, const struct line *line)
{
	struct zb_span core = line->core;
	if (!line->note || core.n == 0 || !words_may_begin(&w->heads, core, 0))
		return false;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (zb_span_starts(core, calls[i].first) &&
		    zb_span_find(core, calls[i].then, calls[i].first.n) >= 0)
			return true;
	return false;
}

/* The first `n` bytes of the line open a bracket that the furniture closes. */
static bool is_in_bracket(struct zb_span line, size_t n)
{
	static const struct zb_span opens[] = {
		{ "【", 3 }, { "（", 3 }, { "(", 1 }, { "[", 1 }
	};
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++)
		if (zb_span_starts(line, opens[i]))
			return zb_span_find(zb_span_sub(line, 0, n), ZB_S("】"), 0) < 0 &&
			       zb_span_find(zb_span_sub(line, 0, n), ZB_S("）"), 0) < 0 &&
			       memchr(line.p, ')', n) == NULL && memchr(line.p, ']', n) == NULL;
	return false;
}

/* A sentence before the furniture in the same line stays. */
static size_t sentence_before(struct zb_span line, size_t at)
{
	enum { SENTENCE_BYTES = 15 };
	static const struct zb_span stops[] = { { "。", 3 }, { "。”", 6 }, { "。）", 6 } };
	for (size_t end = at; end >= SENTENCE_BYTES; end--)
		for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
			if (zb_span_ends(zb_span_sub(line, 0, end), stops[i]))
				return is_in_bracket(line, end) ? 0 : end;
	return 0;
}

static void add_word(struct furniture_words *w, size_t group, size_t place)
{
	struct zb_span word = groups[group].words[place];
	if (!is_anywhere(groups[group].how)) {
		words_add(&w->heads, word);
		return;
	}
	unsigned char *first = &w->anywhere[words_slot(word.p, word.n)];
	if (w->n + 1 == FURNITURE_WORDS_MAX)
		return;
	w->words[++w->n] = (struct furniture_word){ .group = (unsigned char)group,
		                                    .place = (unsigned char)place,
		                                    .next = *first };
	*first = (unsigned char)w->n;
}

void furniture_init(struct furniture_words *w)
{
	*w = (struct furniture_words){ .n = 0 };
	for (size_t i = 0; i < GROUPS; i++)
		for (size_t k = 0; k < groups[i].n; k++)
			add_word(w, i, k);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		words_add(&w->heads, calls[i].first);
}

enum furniture furniture_of(size_t *keep, const struct furniture_words *w, struct zb_span line)
{
	*keep = 0;
	if (line.n > LINE_MAX_BYTES || line.n == 0)
		return FURNITURE_NONE;
	const struct line l = { .whole = line, .core = bare(line), .note = is_note(line) };
	struct found found = { .group = GROUPS };
	look_anywhere(&found, w, &l);
	look_at_head(&found, w, &l);
	if (found.group == GROUPS)
		return is_call(w, &l) ? FURNITURE_LINE : FURNITURE_NONE;
	const struct group *g = &groups[found.group];
	if (g->how == HOW_ANY && g->verdict == FURNITURE_LINE)
		*keep = sentence_before(line, found.at);
	return g->verdict;
}
