/* SPDX-License-Identifier: Apache-2.0 */
#include "furniture.h"

#include <stddef.h>

enum { LINE_MAX_BYTES = 240 }; /* a longer line is a paragraph */

struct row {
	struct zb_span word;
	enum furniture verdict;
	bool whole; /* the line is nothing else, but for brackets, colons and arrows */
	bool first; /* the line begins with it */
};

#define ANY(w, v)                                                                              \
	{                                                                                      \
		{ "" w, sizeof(w) - 1 }, v, false, false                                       \
	}
#define FIRST(w, v)                                                                            \
	{                                                                                      \
		{ "" w, sizeof(w) - 1 }, v, false, true                                        \
	}
#define WHOLE(w, v)                                                                            \
	{                                                                                      \
		{ "" w, sizeof(w) - 1 }, v, true, false                                        \
	}

static const struct row rows[] = {
	ANY("您当前的位置", FURNITURE_LINE), ANY("当前位置", FURNITURE_LINE),
	ANY("您的位置", FURNITURE_LINE),     ANY("您现在的位置", FURNITURE_LINE),
	ANY("您所在的位置", FURNITURE_LINE), ANY("现在位置", FURNITURE_LINE),
	ANY("所在位置", FURNITURE_LINE),     ANY("字体：", FURNITURE_HEAD),
	ANY("字号：", FURNITURE_HEAD),       ANY("【字体", FURNITURE_HEAD),
	ANY("【字号", FURNITURE_HEAD),       ANY("大 中 小", FURNITURE_HEAD),
	ANY("【大", FURNITURE_HEAD),         ANY("打印本", FURNITURE_LINE),
	ANY("关闭窗口", FURNITURE_LINE),     ANY("【打印", FURNITURE_LINE),
	ANY("[打印", FURNITURE_LINE),        ANY("[ 打印", FURNITURE_LINE),
	ANY("【关闭", FURNITURE_LINE),       ANY("分享到", FURNITURE_LINE),
	ANY("扫一扫", FURNITURE_LINE),       ANY("发表评论", FURNITURE_LINE),
	ANY("我要评论", FURNITURE_LINE),     ANY("我来说两句", FURNITURE_LINE),
	ANY("进入论坛", FURNITURE_LINE),     ANY("点击次数", FURNITURE_HEAD),
	ANY("浏览次数", FURNITURE_HEAD),     ANY("阅读次数", FURNITURE_HEAD),
	ANY("访问次数", FURNITURE_HEAD),     ANY("版权所有", FURNITURE_TAIL),
	ANY("ICP备", FURNITURE_TAIL),        ANY("Copyright", FURNITURE_TAIL),
	FIRST("相关新闻", FURNITURE_TAIL),   FIRST("相关阅读", FURNITURE_TAIL),
	FIRST("相关链接", FURNITURE_TAIL),   FIRST("相关文章", FURNITURE_TAIL),
	FIRST("相关报道", FURNITURE_TAIL),   FIRST("相关推荐", FURNITURE_TAIL),
	FIRST("相关专题", FURNITURE_TAIL),   FIRST("相关内容", FURNITURE_TAIL),
	FIRST("延伸阅读", FURNITURE_TAIL),   FIRST("推荐阅读", FURNITURE_TAIL),
	FIRST("热门推荐", FURNITURE_TAIL),   FIRST("更多新闻", FURNITURE_TAIL),
	FIRST("猜你喜欢", FURNITURE_TAIL),   FIRST("网友评论", FURNITURE_TAIL),
	FIRST("最新评论", FURNITURE_TAIL),   FIRST("用户评论", FURNITURE_TAIL),
	FIRST("版权声明", FURNITURE_TAIL),   FIRST("免责声明", FURNITURE_TAIL),
	FIRST("上一篇", FURNITURE_TAIL),     FIRST("下一篇", FURNITURE_TAIL),
	FIRST("上一条", FURNITURE_TAIL),     FIRST("下一条", FURNITURE_TAIL),
	FIRST("更多精彩", FURNITURE_LINE),   FIRST("声明：本", FURNITURE_TAIL),
	WHOLE("返回顶部", FURNITURE_LINE),   WHOLE("打印", FURNITURE_LINE),
	WHOLE("关闭", FURNITURE_LINE),       WHOLE("收藏", FURNITURE_LINE),
	WHOLE("分享", FURNITURE_LINE),       WHOLE("评论", FURNITURE_LINE),
	WHOLE("下一页", FURNITURE_LINE),     WHOLE("上一页", FURNITURE_LINE),
	WHOLE("首页", FURNITURE_LINE),       WHOLE("尾页", FURNITURE_LINE),
	WHOLE("更多", FURNITURE_LINE),       WHOLE("点赞", FURNITURE_LINE),
	WHOLE("广告", FURNITURE_LINE),       WHOLE("返回", FURNITURE_LINE),
	WHOLE("推荐", FURNITURE_LINE),       WHOLE("复制", FURNITURE_LINE),
	WHOLE("A+", FURNITURE_LINE),         WHOLE("A-", FURNITURE_LINE),
};

/* Bytes of the line that are more than brackets, arrows and spaces. */
static struct zb_span bare(struct zb_span line)
{
	static const struct zb_span dress[] = {
		{ "【", 3 }, { "】", 3 }, { "：", 3 }, { "　", 3 }, { ">", 1 },
		{ "[", 1 },  { "]", 1 },  { ":", 1 },  { " ", 1 },  { "|", 1 },
		{ "«", 2 },  { "»", 2 },  { "(", 1 },  { ")", 1 },
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

enum furniture furniture_of(struct zb_span line)
{
	if (line.n > LINE_MAX_BYTES || line.n == 0)
		return FURNITURE_NONE;
	struct zb_span core = bare(line);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		bool hit = r->whole   ? zb_span_eq(core, r->word)
		           : r->first ? zb_span_starts(core, r->word)
		                      : zb_span_find(line, r->word, 0) >= 0;
		if (hit)
			return r->verdict;
	}
	return FURNITURE_NONE;
}
