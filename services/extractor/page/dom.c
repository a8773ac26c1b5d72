/* SPDX-License-Identifier: Apache-2.0 */
#include "dom.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <string.h>

#include "common/arena.h"
#include "common/err.h"
#include "common/utf8.h"
#include "hint.h"

enum {
	STACK_MAX = DOM_DEPTH_MAX + 64, /* what the parser may push before it is stopped */
	TAG_BYTES_MAX = 16384,          /* a longer tag is looked at before it is parsed */
	TAG_ATTRIBUTES_MAX = 1000,
	TAG_CACHE = 64,
	VALUE_MAX = 8192, /* an attribute's value: data: addresses are of no use */
};

struct builder {
	struct dom *dom;
	struct zb_arena *arena;
	htmlParserCtxtPtr parser;
	struct dom_node *stack[STACK_MAX];
	int depth;   /* elements the parser has open */
	int skipped; /* depth of the outermost skipped element, 0 none */
	struct {
		const xmlChar *name; /* the parser's own copy: one for each name */
		enum tag tag;
	} tags[TAG_CACHE];
	bool keep_script;
	char *text; /* room for all text there can be: entities only shrink */
	size_t text_n, text_max;
	struct dom_list **metas_end, **scripts_end;
	size_t stopped_at; /* where the nesting became too deep */
	bool stopped;
	int err;
};

/* --- attributes --- */

static const char *const kept[] = {
	"alt",     "class",      "charset", "colspan",  "content", "datetime", "hidden",
	"href",    "http-equiv", "id",      "itemprop", "name",    "property", "rel",
	"rowspan", "src",        "style",   "title",    "type",
};

static const char *kept_name(const char *name)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (kept[i][0] == name[0] && strcmp(kept[i], name) == 0)
			return kept[i];
	return NULL;
}

static bool hides(const char *style)
{
	const char *at = strstr(style, "display");
	if (at == NULL)
		return false;
	at += strlen("display");
	at += strspn(at, " \t:");
	return strncmp(at, "none", 4) == 0;
}

static void add_attribute(struct builder *b, struct dom_node *n, const char *name,
                          const char *value)
{
	const char *known = kept_name(name);
	if (known == NULL)
		return;
	struct zb_span v = zb_span_str(value);
	if (v.n > VALUE_MAX)
		v.n = zb_utf8_check(zb_span_sub(v, 0, VALUE_MAX));
	if (strcmp(known, "class") == 0 || strcmp(known, "id") == 0) {
		n->hints |= (uint16_t)hint_of(v);
	} else if (strcmp(known, "hidden") == 0 ||
	           (strcmp(known, "style") == 0 && hides(v.p))) {
		n->flags |= NODE_HIDDEN;
		return;
	} else if (strcmp(known, "style") == 0) {
		return;
	}
	struct dom_attr *a = zb_arena_alloc(b->arena, sizeof(*a));
	if (a != NULL)
		a->value = zb_arena_dup(b->arena, v);
	if (a == NULL || a->value.p == NULL) {
		b->err = ZB_ENOMEM;
		return;
	}
	a->name = known;
	a->next = n->attrs;
	n->attrs = a;
}

struct zb_span dom_attr(const struct dom_node *n, const char *name)
{
	for (const struct dom_attr *a = n->attrs; a != NULL; a = a->next)
		if (strcmp(a->name, name) == 0)
			return a->value;
	return (struct zb_span){ 0 };
}

/* --- building --- */

static struct dom_node *new_node(struct builder *b, struct dom_node *parent, enum tag tag)
{
	struct dom_node *n = zb_arena_alloc(b->arena, sizeof(*n));
	if (n == NULL) {
		b->err = ZB_ENOMEM;
		xmlStopParser(b->parser);
		return NULL;
	}
	n->tag = (uint8_t)tag;
	n->parent = parent;
	n->order = ++b->dom->nodes;
	if (parent == NULL)
		return n;
	if (parent->last != NULL)
		parent->last->next = n;
	else
		parent->first = n;
	parent->last = n;
	return n;
}

static void add_to_list(struct builder *b, struct dom_list ***end, struct dom_node *n)
{
	struct dom_list *l = zb_arena_alloc(b->arena, sizeof(*l));
	if (l == NULL) {
		b->err = ZB_ENOMEM;
		return;
	}
	l->node = n;
	**end = l;
	*end = &l->next;
}

static void note(struct builder *b, struct dom_node *n)
{
	if (n->tag == TAG_META || n->tag == TAG_LINK || n->tag == TAG_BASE ||
	    n->tag == TAG_TIME)
		add_to_list(b, &b->metas_end, n);
	else if (n->tag == TAG_BODY && b->dom->body == NULL)
		b->dom->body = n;
	else if (n->tag == TAG_TITLE && b->dom->title == NULL)
		b->dom->title = n;
}

static bool has_value(const xmlChar **atts, const char *name, const char *part)
{
	for (; atts != NULL && atts[0] != NULL; atts += 2)
		if (strcmp((const char *)atts[0], name) == 0 && atts[1] != NULL)
			return strstr((const char *)atts[1], part) != NULL;
	return false;
}

/* Past the bound the parser is stopped here and started anew behind this tag. */
static void stop_when_deep(struct builder *b)
{
	if (b->depth < DOM_DEPTH_MAX || b->stopped)
		return;
	long at = xmlByteConsumed(b->parser);
	if (at <= 0)
		return;
	b->stopped = true;
	b->stopped_at = (size_t)at;
	b->dom->cut = true;
	xmlStopParser(b->parser);
}

/* What stands behind a first </body> belongs to the body all the same. */
static struct dom_node *parent_now(const struct builder *b)
{
	struct dom_node *now = b->stack[b->depth];
	return now->parent == NULL && b->dom->body != NULL ? b->dom->body : now;
}

static enum tag look_up(struct builder *b, const xmlChar *name)
{
	size_t slot = (uintptr_t)name / 8 % TAG_CACHE;
	if (b->tags[slot].name != name) {
		b->tags[slot].name = name;
		b->tags[slot].tag = tag_of((const char *)name);
	}
	return b->tags[slot].tag;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **atts)
{
	struct builder *b = ctx;
	struct dom_node *parent = parent_now(b);
	struct dom_node *n = parent;
	enum tag tag = look_up(b, name);
	bool skip = (tag_flags(tag) & TAG_IS_SKIPPED) != 0;
	bool again =
		tag == TAG_HTML || tag == TAG_HEAD || (tag == TAG_BODY && b->dom->body != NULL);
	if (b->depth + 1 >= STACK_MAX)
		return;
	b->dom->n_scripts += tag == TAG_SCRIPT;
	if (tag == TAG_IGNORE && has_value(atts, "type", "password"))
		b->dom->has_password = true;
	if (b->skipped == 0 && !again && (!skip || tag == TAG_SCRIPT)) {
		b->keep_script = tag == TAG_SCRIPT && has_value(atts, "type", "ld+json");
		if (!skip || b->keep_script)
			n = new_node(b, parent, tag);
		if (n == NULL)
			return;
		for (; n != parent && atts != NULL && atts[0] != NULL; atts += 2)
			add_attribute(b, n, (const char *)atts[0],
			              atts[1] != NULL ? (const char *)atts[1] : "");
		if (n != parent)
			note(b, n);
		if (b->keep_script)
			add_to_list(b, &b->scripts_end, n);
	}
	b->stack[++b->depth] = n;
	if (b->skipped == 0 && skip)
		b->skipped = b->depth;
	stop_when_deep(b);
}

static void on_end(void *ctx, const xmlChar *name)
{
	struct builder *b = ctx;
	(void)name;
	if (b->depth == 0)
		return;
	if (b->skipped == b->depth)
		b->skipped = 0;
	b->depth--;
}

static void append_text(struct builder *b, const xmlChar *s, int len)
{
	struct dom_node *parent = parent_now(b);
	size_t n = (size_t)len;
	if (n > b->text_max - b->text_n) {
		b->err = ZB_ETOOBIG; /* cannot be while entities shrink */
		return;
	}
	char *to = b->text + b->text_n;
	memcpy(to, s, n);
	b->text_n += n;
	struct dom_node *last = parent->last;
	if (last != NULL && last->tag == TAG_TEXT && last->text.p + last->text.n == to) {
		last->text.n += n;
		return;
	}
	last = new_node(b, parent, TAG_TEXT);
	if (last != NULL)
		last->text = zb_span(to, n);
}

static void on_text(void *ctx, const xmlChar *s, int len)
{
	struct builder *b = ctx;
	if (b->skipped == 0 && len > 0)
		append_text(b, s, len);
}

static void on_script(void *ctx, const xmlChar *s, int len)
{
	struct builder *b = ctx;
	if (b->keep_script && b->skipped == b->depth && len > 0)
		append_text(b, s, len);
}

/* --- parsing --- */

static const xmlSAXHandler handler = {
	.startElement = on_start,
	.endElement = on_end,
	.characters = on_text,
	.ignorableWhitespace = on_text,
	.cdataBlock = on_script,
};

/* Reads `html` where it lies, with a 0 behind it: a copy for each piece would be quadratic. */
static htmlParserCtxtPtr parser_new(struct zb_span html)
{
	htmlParserCtxtPtr parser = htmlNewParserCtxt();
	xmlParserInputPtr input = parser != NULL ? xmlNewInputStream(parser) : NULL;
	if (input == NULL) {
		htmlFreeParserCtxt(parser);
		return NULL;
	}
	input->base = (const xmlChar *)html.p;
	input->cur = input->base;
	input->end = input->base + html.n;
	input->length = (int)html.n;
	inputPush(parser, input);
	return parser;
}

static int parse(struct builder *b, struct zb_span html)
{
	htmlParserCtxtPtr parser = parser_new(html);
	if (parser == NULL)
		return ZB_ENOMEM;
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
	                                   HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
	                                   HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD);
	parser->charset = XML_CHAR_ENCODING_UTF8;
	*parser->sax = handler;
	parser->userData = b;
	b->parser = parser;
	memset(b->tags, 0, sizeof(b->tags));
	htmlParseDocument(parser);
	b->parser = NULL;
	if (parser->myDoc != NULL)
		xmlFreeDoc(parser->myDoc);
	htmlFreeParserCtxt(parser);
	return b->err;
}

/* A page nested without end is read in pieces, each begun at the body again. */
static int parse_all(struct builder *b, struct zb_span html)
{
	while (html.n > 0) {
		b->stopped = false;
		int ret = parse(b, html);
		if (ret < 0 || !b->stopped)
			return ret;
		size_t at = b->stopped_at < html.n ? b->stopped_at : html.n;
		const char *close = memchr(html.p + at, '>', html.n - at);
		if (close == NULL)
			return 0;
		html = zb_span_sub(html, (size_t)(close + 1 - html.p), html.n);
		b->stack[0] = b->dom->body != NULL ? b->dom->body : b->dom->root;
		b->depth = 0;
		b->skipped = 0;
	}
	return 0;
}

/* --- what the parser must not see --- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* The parser compares each attribute with all before it: blank a tag that has too many. */
static void blank_when_crowded(char *tag, size_t n)
{
	size_t words = 0;
	for (size_t i = 1; i < n; i++)
		words += is_space(tag[i]) && !is_space(tag[i - 1]);
	if (words < TAG_ATTRIBUTES_MAX)
		return;
	size_t i = 1;
	while (i < n && !is_space(tag[i]))
		i++;
	memset(tag + i, ' ', n - i);
}

static void tame(char *p, size_t n)
{
	for (char *zero = memchr(p, 0, n); zero != NULL;
	     zero = memchr(zero, 0, n - (size_t)(zero - p)))
		*zero = ' ';
	size_t i = 0;
	while (i < n) {
		char *open = memchr(p + i, '<', n - i);
		if (open == NULL)
			return;
		size_t left = n - (size_t)(open - p);
		char *close = memchr(open, '>', left);
		size_t len = close != NULL ? (size_t)(close - open) : left;
		if (len > TAG_BYTES_MAX && open[1] != '!')
			blank_when_crowded(open, len);
		i = (size_t)(open - p) + len;
	}
}

int dom_build(struct dom *out, struct zb_arena *arena, struct zb_span html)
{
	*out = (struct dom){ 0 };
	if (html.n >= INT_MAX)
		return ZB_ETOOBIG;
	struct zb_span copy = zb_arena_dup(arena, html);
	if (copy.p == NULL)
		return ZB_ENOMEM;
	union {
		const char *in;
		char *out;
	} own = { .in = copy.p };
	tame(own.out, copy.n);
	struct builder b = { .dom = out, .arena = arena, .text_max = copy.n + 16 };
	b.metas_end = &out->metas;
	b.scripts_end = &out->scripts;
	b.text = zb_arena_alloc(arena, b.text_max);
	if (b.text == NULL)
		return ZB_ENOMEM;
	out->root = new_node(&b, NULL, TAG_UNKNOWN);
	if (out->root == NULL)
		return ZB_ENOMEM;
	b.stack[0] = out->root;
	int ret = parse_all(&b, copy);
	if (out->body == NULL)
		out->body = out->root;
	return ret;
}

/* --- walking --- */

struct dom_node *dom_after(const struct dom_node *root, struct dom_node *n)
{
	while (n != NULL && n != root && n->next == NULL)
		n = n->parent;
	return n == NULL || n == root ? NULL : n->next;
}

struct dom_node *dom_next(const struct dom_node *root, struct dom_node *n)
{
	return n->first != NULL ? n->first : dom_after(root, n);
}

struct zb_span dom_text(struct zb_arena *arena, struct dom_node *n, size_t max)
{
	char *to = zb_arena_alloc(arena, max + 1);
	size_t used = 0;
	bool space = false;
	if (to == NULL)
		return (struct zb_span){ 0 };
	for (struct dom_node *at = n; at != NULL && used < max; at = dom_next(n, at)) {
		if (at->tag != TAG_TEXT) {
			space = space || (tag_flags(at->tag) & TAG_IS_BLOCK) != 0;
			continue;
		}
		for (size_t i = 0; i < at->text.n && used + 1 < max; i++) {
			if (is_space(at->text.p[i])) {
				space = true;
				continue;
			}
			if (space && used > 0)
				to[used++] = ' ';
			space = false;
			to[used++] = at->text.p[i];
		}
	}
	/* A cut must not split a character. */
	if (used + 1 >= max)
		used = zb_utf8_check(zb_span(to, used));
	return zb_span(to, used);
}
