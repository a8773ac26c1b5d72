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

static bool is_behind_number(struct zb_span line, ptrdiff_t at)
{
	while (at > 0 && line.p[at - 1] == ' ')
		at--;
	return at > 0 && line.p[at - 1] >= '0' && line.p[at - 1] <= '9';
}

static ptrdiff_t find_one(enum how how, struct zb_span word, struct zb_span line,
                          struct zb_span core)
{
	enum { BRIEF_BYTES = 45 };
	ptrdiff_t at = how == HOW_ANY || how == HOW_NOTE || how == HOW_COUNTED
	                       ? zb_span_find(line, word, 0)
	                       : -1;
	if (at >= 0)
		return how != HOW_COUNTED || is_behind_number(line, at) ? at : -1;
	bool there = (how == HOW_WHOLE && zb_span_eq(core, word)) ||
	             (how == HOW_FIRST && zb_span_starts(core, word)) ||
	             (how == HOW_BRIEF && line.n <= BRIEF_BYTES && zb_span_starts(core, word));
	return there ? 0 : -1;
}

/* Where the word of a group stands in the line, -1 where none does. */
static ptrdiff_t find_word(const struct group *g, struct zb_span line, struct zb_span core)
{
	if ((g->how == HOW_NOTE || g->how == HOW_COUNTED) && !is_note(line))
		return -1;
	for (size_t i = 0; i < g->n; i++) {
		ptrdiff_t at = find_one(g->how, g->words[i], line, core);
		if (at >= 0)
			return at;
	}
	return -1;
}

/* A line that asks the reader for something. */
static bool is_call(struct zb_span core)
{
	for (size_t i = 0; is_note(core) && i < sizeof(calls) / sizeof(calls[0]); i++)
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

void furniture_init(struct furniture_words *w)
{
	*w = (struct furniture_words){ .words = { .firsts = { 0 } } };
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		for (size_t k = 0; k < groups[i].n; k++)
			words_add(&w->words, groups[i].words[k]);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		words_add(&w->words, calls[i].first);
}

static bool may_hold(const struct furniture_words *w, struct zb_span line)
{
	for (size_t i = 0; i < line.n; i++)
		if (words_may_begin(&w->words, line, i))
			return true;
	return false;
}

enum furniture furniture_of(size_t *keep, const struct furniture_words *w, struct zb_span line)
{
	*keep = 0;
	if (line.n > LINE_MAX_BYTES || line.n == 0 || !may_hold(w, line))
		return FURNITURE_NONE;
	struct zb_span core = bare(line);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		ptrdiff_t at = find_word(&groups[i], line, core);
		if (at < 0)
			continue;
		if (groups[i].how == HOW_ANY && groups[i].verdict == FURNITURE_LINE)
			*keep = sentence_before(line, (size_t)at);
		return groups[i].verdict;
	}
	return is_call(core) ? FURNITURE_LINE : FURNITURE_NONE;
}
