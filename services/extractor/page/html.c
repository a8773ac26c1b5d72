/* SPDX-License-Identifier: Apache-2.0 */
#include "html.h"

#include "bounds.h"
#include "common/arena.h"
#include "common/err.h"
#include "content.h"
#include "credit.h"
#include "headline.h"
#include "lines.h"
#include "link.h"
#include "meta.h"
#include "name.h"
#include "notice.h"
#include "render.h"
#include "stamp.h"
#include "title.h"

enum {
	TEXT_MAX = 64 << 20,
	AROUND_BYTES = 6000,
	HEAD_BYTES = 3000,
	SHELL_LINKS = 5,
	TITLE_LINES = 12,
	HIDDEN_MAX = 150,
	LISTED_MAX = 24,
};

static void shift_tables(struct grid_list *tables, size_t begin, size_t end)
{
	size_t kept = 0;
	for (size_t i = 0; i < tables->n; i++) {
		struct page_table *t = &tables->items[i];
		bool inside = t->n_cells > 0 && t->cells[0].start >= begin &&
		              t->cells[t->n_cells - 1].end <= end;
		for (size_t k = 0; inside && k < t->n_cells; k++) {
			t->cells[k].start -= (uint32_t)begin;
			t->cells[k].end -= (uint32_t)begin;
		}
		if (inside)
			tables->items[kept++] = *t;
	}
	tables->n = kept;
}

static int take_article(struct page *page, struct zb_arena *arena, struct render *r,
                        struct zb_span article)
{
	size_t begin = article.n > 0 ? (size_t)(article.p - r->text.p) : 0;
	shift_tables(&r->tables, begin, begin + article.n);
	page->text = zb_arena_dup(arena, article);
	if (page->text.p == NULL)
		return ZB_ENOMEM;
	page->tables = r->tables.items;
	page->n_tables = r->tables.n;
	for (size_t i = 0; i < page->n_tables; i++)
		grid_finish(&page->tables[i], page->text);
	return 0;
}

/* --- the page --- */

/* The header may stand above the article, in its head that was left out, or in its text. */
static int read_notice(struct page *page, struct zb_arena *arena,
                       const struct surroundings *around)
{
	struct zb_buf above;
	zb_buf_init(&above, TEXT_MAX);
	zb_buf_add_span(&above, around->before);
	zb_buf_add_span(&above, around->head);
	int ret = above.err != 0 ? above.err
	                         : notice_read(page, arena, zb_buf_span(&above), page->text);
	zb_buf_deinit(&above);
	if (ret == 0 && page->author.n == 0)
		page->author = page->notice.issuer;
	return ret;
}

static struct zb_span title_in_lines(struct zb_arena *arena, const struct surroundings *around)
{
	struct zb_span title = title_above_date(lines_head(around->head, TITLE_LINES));
	if (title.n == 0)
		title = title_above_date(lines_tail(around->before, TITLE_LINES));
	if (title.n == 0)
		title = title_first_line(around->head);
	return title.n > 0 ? zb_arena_dup(arena, title) : title;
}

/* What of `whole` stands behind `part` of it. */
static struct zb_span behind(struct zb_span whole, struct zb_span part)
{
	size_t end = part.n > 0 ? (size_t)(part.p + part.n - whole.p) : whole.n;
	return zb_span_sub(whole, end, whole.n - end);
}

static int read_article(struct page *page, struct zb_arena *arena, struct dom *dom,
                        const struct link_head *head_of, struct dom_node *article)
{
	const struct meta *meta = head_of->meta;
	struct zb_span url = head_of->url;
	page->title = title_of(arena, dom, meta, article);
	struct render own;
	struct render head;
	struct render before;
	struct render after;
	render_init(&own, arena, TEXT_MAX, false);
	render_init(&head, arena, TEXT_MAX, true);
	render_init(&before, arena, TEXT_MAX, true);
	render_init(&after, arena, TEXT_MAX, true);
	int ret = 0;
	if (article != NULL) {
		content_prune(article);
		ret = render_add(&own, article, NULL);
		if (ret == 0)
			ret = render_add_head(&head, article, HEAD_BYTES);
	}
	if (ret == 0)
		ret = render_add(&before, dom->body, article);
	if (ret == 0 && article != NULL)
		ret = render_add_after(&after, dom->body, article, AROUND_BYTES);
	struct surroundings around = { .before = zb_buf_span(&before.text),
		                       .head = zb_buf_span(&head.text),
		                       .after = zb_buf_span(&after.text) };
	if (ret == 0 && page->title.n == 0 && article != NULL)
		page->title = title_in_lines(arena, &around);
	around.text = bounds_of(&own, page->title);
	around.rest = behind(zb_buf_span(&own.text), around.text);
	if (ret == 0)
		ret = headline_read(page, arena, meta, &around, url);
	if (ret == 0)
		ret = credit_read(page, arena, dom, meta, &around);
	if (ret == 0)
		ret = take_article(page, arena, &own, around.text);
	if (ret == 0)
		ret = read_notice(page, arena, &around);
	render_deinit(&own);
	render_deinit(&head);
	render_deinit(&before);
	render_deinit(&after);
	return ret;
}

static bool holds_any(struct zb_span s, const struct zb_span *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (zb_span_find(s, words[i], 0) >= 0)
			return true;
	return false;
}

/* Tests of who asks, and walls in front of a site, that answer in the page's place. */
static bool says_prove_it(struct zb_span s)
{
	static const struct zb_span words[] = {
		ZB_S("请完成安全验证"),
		ZB_S("请进行安全验证"),
		ZB_S("请输入验证码"),
		ZB_S("人机验证"),
		ZB_S("拖动滑块"),
		ZB_S("滑动验证"),
		ZB_S("访问被拦截"),
		ZB_S("请求被拦截"),
		ZB_S("已被拦截"),
		ZB_S("访问过于频繁"),
		ZB_S("正在进行安全检查"),
		ZB_S("Just a moment"),
		ZB_S("Checking your browser"),
		ZB_S("Enable JavaScript and cookies"),
		ZB_S("verify you are human"),
	};
	return holds_any(s, words, sizeof(words) / sizeof(words[0]));
}

static bool says_gone(struct zb_span s)
{
	static const struct zb_span words[] = {
		{ "页面不存在", 15 },   { "找不到页面", 15 },    { "页面未找到", 15 },
		{ "页面找不到", 15 },   { "页面已删除", 15 },    { "已被删除", 12 },
		{ "无法找到", 12 },     { "404 Not Found", 13 }, { "信息不存在", 15 },
		{ "文章不存在", 15 },   { "404错误", 9 },        { "页面走丢", 12 },
		{ "您访问的页面", 18 },
	};
	return holds_any(s, words, sizeof(words) / sizeof(words[0]));
}

/* Pages that hold a few words only may be something else than an article. */
static enum page_state judge(const struct page *page, const struct dom *dom)
{
	enum { FEW_BYTES = 300 };
	if (page->text.n > FEW_BYTES)
		return PAGE_FULL;
	if (dom->has_password)
		return PAGE_LOGIN_WALL;
	bool few = dom->root->units < FEW_BYTES;
	if (few && (says_gone(page->text) || says_gone(page->title)))
		return PAGE_SOFT_404;
	if (few && (says_prove_it(page->text) || says_prove_it(page->title)))
		return PAGE_CHALLENGE;
	if (page->text.n > 0)
		return PAGE_FULL;
	return dom->n_scripts > 0 && page->n_links < SHELL_LINKS ? PAGE_EMPTY_SHELL
	                                                         : PAGE_NO_CONTENT;
}

/* A page that prints no date may have one in its scripts or its title element. */
static void date_otherwise(struct page *page, struct zb_arena *arena, const struct dom *dom,
                           struct zb_span markup)
{
	struct stamp t;
	if (meta_script_date(&t, markup))
		page->published_from = PAGE_ORIGIN_SCRIPT;
	else if (title_date(&t, arena, dom))
		page->published_from = PAGE_ORIGIN_TITLE;
	else
		return;
	page->published = stamp_print(arena, &t);
}

int html_read(struct page *page, struct zb_arena *arena, struct zb_span text,
              struct zb_span url)
{
	struct dom dom;
	struct meta meta;
	int ret = dom_build(&dom, arena, text);
	if (ret < 0)
		return ret;
	meta_read(&meta, &dom);
	content_measure(&dom, CONTENT_STRICT);
	/* Next to nothing: what is hidden or named like furniture may be the article. */
	if (dom.body->good < HIDDEN_MAX)
		content_measure(&dom, CONTENT_ANY_NAME);
	if (dom.body->good < LISTED_MAX)
		content_measure(&dom, CONTENT_EVERYTHING);
	const struct link_head head = { .meta = &meta, .html = text, .url = url };
	ret = link_collect(page, arena, &dom, &head);
	struct dom_node *article = content_choose(&dom);
	if (ret == 0)
		ret = read_article(page, arena, &dom, &head, article);
	if (ret < 0)
		return ret;
	if (page->published.n == 0)
		date_otherwise(page, arena, &dom, text);
	page->state = judge(page, &dom);
	link_find_next(page, article, url);
	return 0;
}

int html_to_text(struct zb_span *out, struct zb_arena *arena, struct zb_span markup)
{
	struct dom dom;
	struct render r;
	*out = (struct zb_span){ 0 };
	int ret = dom_build(&dom, arena, markup);
	if (ret < 0)
		return ret;
	render_init(&r, arena, TEXT_MAX, true);
	ret = render_add(&r, dom.root, NULL);
	struct zb_span text = zb_buf_span(&r.text);
	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	if (ret == 0 && text.n > 0)
		*out = zb_arena_dup(arena, text);
	render_deinit(&r);
	return ret == 0 && text.n > 0 && out->p == NULL ? ZB_ENOMEM : ret;
}
