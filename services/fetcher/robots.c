/* SPDX-License-Identifier: Apache-2.0 */
#include "robots.h"

#include <stdlib.h>
#include <strings.h>

#include "common/buf.h"
#include "common/err.h"

enum {
	LINE_LONGEST = 2083 * 8, /* what Google's parser keeps of a line */
	RULES_MAX = 200000,
	DELAY_MS_MAX = 24 * 3600 * 1000,
};

enum key { KEY_OTHER, KEY_AGENT, KEY_ALLOW, KEY_DISALLOW, KEY_SITEMAP, KEY_DELAY };

struct rule {
	struct zb_span pattern; /* escaped; into robots->patterns, set when all are read */
	size_t at, n;           /* where it stands there */
	struct zb_span text;    /* the line */
	uint32_t line;
	bool allow;
};

struct rules {
	struct rule *items;
	size_t n, cap;
	int64_t delay_ms;
};

struct robots {
	struct zb_buf body;
	struct zb_buf patterns;
	struct rules specific; /* of groups that name the agent */
	struct rules global;   /* of groups for * */
	bool ever_specific;
	struct zb_span *sitemaps;
	size_t n_sitemaps, cap_sitemaps;
};

struct parser {
	struct robots *robots;
	struct zb_span agent;
	bool in_specific, in_global; /* the group being read is for the agent, for * */
	bool separated;              /* a rule stood since the last agent line */
	uint32_t line;
	struct zb_span text;
	int err;
};

/* --- lines --- */

static bool starts_nocase(struct zb_span s, const char *head)
{
	size_t n = strlen(head);
	return s.n >= n && strncasecmp(s.p, head, n) == 0;
}

static bool starts_any(struct zb_span s, const char *const *heads)
{
	for (; *heads != NULL; heads++)
		if (starts_nocase(s, *heads))
			return true;
	return false;
}

static enum key key_of(struct zb_span s)
{
	static const char *const agents[] = { "user-agent", "useragent", "user agent", NULL };
	static const char *const disallows[] = { "disallow", "dissallow", "dissalow", "disalow",
		                                 "diasllow", "disallaw",  NULL };
	static const char *const sitemaps[] = { "sitemap", "site-map", NULL };
	static const char *const delays[] = { "crawl-delay", "crawldelay", NULL };
	if (starts_any(s, agents))
		return KEY_AGENT;
	if (starts_nocase(s, "allow"))
		return KEY_ALLOW;
	if (starts_any(s, disallows))
		return KEY_DISALLOW;
	if (starts_any(s, sitemaps))
		return KEY_SITEMAP;
	return starts_any(s, delays) ? KEY_DELAY : KEY_OTHER;
}

/* key: value, or key and value with white space between and nothing more. */
static bool split_line(struct zb_span line, struct zb_span *key, struct zb_span *value)
{
	const char *colon = memchr(line.p, ':', line.n);
	if (colon != NULL) {
		*key = zb_span_trim(zb_span(line.p, (size_t)(colon - line.p)));
		*value = zb_span_trim(zb_span_sub(line, (size_t)(colon - line.p) + 1, line.n));
		return key->n > 0;
	}
	size_t i = 0;
	while (i < line.n && line.p[i] != ' ' && line.p[i] != '\t')
		i++;
	*key = zb_span_sub(line, 0, i);
	*value = zb_span_trim(zb_span_sub(line, i, line.n));
	for (size_t k = 0; k < value->n; k++)
		if (value->p[k] == ' ' || value->p[k] == '\t')
			return false;
	return i > 0 && i < line.n;
}

static struct zb_span token_of(struct zb_span s)
{
	size_t n = 0;
	while (n < s.n && (((s.p[n] | 32) >= 'a' && (s.p[n] | 32) <= 'z') || s.p[n] == '-' ||
	                   s.p[n] == '_'))
		n++;
	return zb_span_sub(s, 0, n);
}

/* --- rules --- */

/* Percent signs with two digits get upper-case digits, bytes beyond ASCII are escaped. */
static void add_pattern(struct zb_buf *out, struct zb_span s)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool escape = c == '%' && i + 2 < s.n &&
		              strchr("0123456789abcdefABCDEF", s.p[i + 1]) &&
		              strchr("0123456789abcdefABCDEF", s.p[i + 2]);
		if (c >= 0x80) {
			char made[3] = { '%', hex[c >> 4], hex[c & 15] };
			zb_buf_add(out, made, 3);
		} else if (escape) {
			char made[3] = { '%', s.p[i + 1], s.p[i + 2] };
			for (int k = 1; k < 3; k++)
				if (made[k] >= 'a')
					made[k] = (char)(made[k] - 32);
			zb_buf_add(out, made, 3);
			i += 2;
		} else {
			zb_buf_add_char(out, (char)c);
		}
	}
}

static void add_rule(struct parser *p, bool allow, struct zb_span pattern)
{
	struct rules *to = p->in_specific ? &p->robots->specific : &p->robots->global;
	if (p->err == 0)
		p->err = zb_vec_grow(&to->items, &to->cap, to->n + 1, sizeof(*to->items),
		                     RULES_MAX);
	if (p->err != 0)
		return;
	struct zb_buf *patterns = &p->robots->patterns;
	struct rule *r = &to->items[to->n++];
	*r = (struct rule){
		.at = patterns->n, .text = p->text, .line = p->line, .allow = allow
	};
	add_pattern(patterns, pattern);
	r->n = patterns->n - r->at;
	p->err = patterns->err;
}

/* Allow: /a/index.html also lets /a/ in. */
static void add_allow(struct parser *p, struct zb_span pattern)
{
	add_rule(p, true, pattern);
	size_t slash = pattern.n;
	while (slash > 0 && pattern.p[slash - 1] != '/')
		slash--;
	if (slash == 0 ||
	    !zb_span_starts(zb_span_sub(pattern, slash, pattern.n), ZB_S("index.htm")))
		return;
	char made[LINE_LONGEST + 1];
	if (slash >= sizeof(made))
		return;
	memcpy(made, pattern.p, slash);
	made[slash] = '$';
	add_rule(p, true, zb_span(made, slash + 1));
}

static int64_t read_delay(struct zb_span value)
{
	int64_t ms = 0;
	int64_t unit = 1000;
	size_t i = 0;
	for (; i < value.n && value.p[i] >= '0' && value.p[i] <= '9' && ms < DELAY_MS_MAX; i++)
		ms = ms * 10 + (int64_t)(value.p[i] - '0') * 1000;
	if (i < value.n && value.p[i] == '.')
		for (i++; i < value.n && value.p[i] >= '0' && value.p[i] <= '9' && unit > 1;
		     i++)
			ms += (int64_t)(value.p[i] - '0') * (unit /= 10);
	return ms < DELAY_MS_MAX ? ms : DELAY_MS_MAX;
}

static void handle_agent(struct parser *p, struct zb_span value)
{
	if (p->separated)
		p->in_specific = p->in_global = p->separated = false;
	bool star = value.n > 0 && value.p[0] == '*' &&
	            (value.n == 1 || value.p[1] == ' ' || value.p[1] == '\t');
	if (star)
		p->in_global = true;
	else if (zb_span_eq_nocase(token_of(value), p->agent) && p->agent.n > 0)
		p->in_specific = p->robots->ever_specific = true;
}

static void handle_delay(struct parser *p, struct zb_span value)
{
	struct rules *to = p->in_specific ? &p->robots->specific : &p->robots->global;
	if (p->in_specific || p->in_global)
		to->delay_ms = read_delay(value);
}

static void handle_sitemap(struct parser *p, struct zb_span value)
{
	struct robots *r = p->robots;
	if (p->err == 0 && r->n_sitemaps < ROBOTS_SITEMAPS_MAX && value.n > 0) {
		p->err = zb_vec_grow(&r->sitemaps, &r->cap_sitemaps, r->n_sitemaps + 1,
		                     sizeof(*r->sitemaps), ROBOTS_SITEMAPS_MAX);
		if (p->err == 0)
			r->sitemaps[r->n_sitemaps++] = value;
	}
}

static void handle_line(struct parser *p, struct zb_span line)
{
	struct zb_span key;
	struct zb_span value;
	p->line++;
	line = zb_span_sub(line, 0, LINE_LONGEST);
	const char *hash = memchr(line.p, '#', line.n);
	if (hash != NULL)
		line.n = (size_t)(hash - line.p);
	line = zb_span_trim(line);
	p->text = line;
	if (line.n == 0 || !split_line(line, &key, &value))
		return;
	switch (key_of(key)) {
	case KEY_AGENT:
		handle_agent(p, value);
		break;
	case KEY_ALLOW:
	case KEY_DISALLOW:
		if (!p->in_specific && !p->in_global)
			break;
		p->separated = true;
		if (key_of(key) == KEY_ALLOW)
			add_allow(p, value);
		else
			add_rule(p, false, value);
		break;
	case KEY_SITEMAP:
		handle_sitemap(p, value);
		break;
	case KEY_DELAY:
		handle_delay(p, value);
		break;
	default:
		break;
	}
}

/* LF, CR and CR LF all end a line. */
static void read_lines(struct parser *p, struct zb_span body)
{
	size_t from = 0;
	for (size_t i = 0; i <= body.n && p->err == 0; i++) {
		bool end = i == body.n || body.p[i] == '\n' || body.p[i] == '\r';
		if (!end)
			continue;
		if (i < body.n || i > from)
			handle_line(p, zb_span_sub(body, from, i - from));
		if (i + 1 < body.n && body.p[i] == '\r' && body.p[i + 1] == '\n')
			i++;
		from = i + 1;
	}
}

/* A byte order mark, whole or its first bytes. */
static struct zb_span skip_mark(struct zb_span body)
{
	static const char mark[] = "\xEF\xBB\xBF";
	size_t n = 0;
	while (n < 3 && n < body.n && body.p[n] == mark[n])
		n++;
	return zb_span_sub(body, n, body.n);
}

static void settle(struct rules *rules, const struct zb_buf *patterns)
{
	for (size_t i = 0; i < rules->n; i++)
		rules->items[i].pattern = zb_span_sub(zb_buf_span(patterns), rules->items[i].at,
		                                      rules->items[i].n);
}

int robots_new(struct robots **out, struct zb_span body, struct zb_span agent)
{
	*out = NULL;
	struct robots *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return ZB_ENOMEM;
	zb_buf_init(&r->body, ROBOTS_SIZE_MAX);
	zb_buf_init(&r->patterns, 8 * ROBOTS_SIZE_MAX);
	struct parser p = { .robots = r, .agent = token_of(agent) };
	p.err = zb_buf_add_span(&r->body, zb_span_sub(body, 0, ROBOTS_SIZE_MAX));
	if (p.err == 0)
		read_lines(&p, skip_mark(zb_buf_span(&r->body)));
	if (p.err == ZB_ENOMEM) {
		robots_free(r);
		return p.err;
	}
	settle(&r->specific, &r->patterns);
	settle(&r->global, &r->patterns);
	*out = r;
	return 0;
}

void robots_free(struct robots *robots)
{
	if (robots == NULL)
		return;
	free(robots->specific.items);
	free(robots->global.items);
	free(robots->sitemaps);
	zb_buf_deinit(&robots->body);
	zb_buf_deinit(&robots->patterns);
	free(robots);
}

/* --- matching --- */

/*
 * Does `pattern` match a head of `path`? * stands for any bytes, $ at the end for the path's end.
 * The leftmost place of each piece between stars is always good enough, so this is linear.
 */
static bool matches(struct zb_span path, struct zb_span pattern)
{
	bool anchored = pattern.n > 0 && pattern.p[pattern.n - 1] == '$';
	if (anchored)
		pattern.n--;
	size_t at = 0;
	bool first = true;
	for (;;) {
		const char *star = memchr(pattern.p, '*', pattern.n);
		size_t n = star != NULL ? (size_t)(star - pattern.p) : pattern.n;
		struct zb_span piece = zb_span_sub(pattern, 0, n);
		bool last = star == NULL;
		if (first) {
			if (!zb_span_starts(path, piece))
				return false;
			at = n;
		} else if (last && anchored) {
			return path.n - at >= n && zb_span_ends(path, piece);
		} else {
			ptrdiff_t found = zb_span_find(path, piece, at);
			if (found < 0)
				return false;
			at = (size_t)found + n;
		}
		if (last)
			return !anchored || at == path.n;
		first = false;
		pattern = zb_span_sub(pattern, n + 1, pattern.n);
	}
}

/* Path and query of an absolute URL, without fragment; "/" where there is none. */
static struct zb_span path_of(struct zb_span url)
{
	ptrdiff_t hash = zb_span_find(url, ZB_S("#"), 0);
	if (hash >= 0)
		url.n = (size_t)hash;
	if (url.n > 0 && url.p[0] == '/' && !zb_span_starts(url, ZB_S("//")))
		return url;
	ptrdiff_t scheme = zb_span_find(url, ZB_S("//"), 0);
	size_t i = scheme >= 0 ? (size_t)scheme + 2 : 0;
	while (i < url.n && url.p[i] != '/' && url.p[i] != '?' && url.p[i] != ';')
		i++;
	struct zb_span rest = zb_span_sub(url, i, url.n);
	return rest.n > 0 && rest.p[0] == '/' ? rest : rest.n > 0 ? rest : ZB_S("/");
}

/* The longest matching rule; of equals the one that allows. */
static const struct rule *decide(const struct rules *rules, struct zb_span path)
{
	const struct rule *best = NULL;
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->items[i];
		bool better = best == NULL || r->pattern.n > best->pattern.n ||
		              (r->pattern.n == best->pattern.n && r->allow && !best->allow);
		if (r->pattern.n > 0 && better && matches(path, r->pattern))
			best = r;
	}
	return best;
}

void robots_check(struct robots_verdict *out, const struct robots *robots, struct zb_span url)
{
	struct zb_span path = path_of(url);
	char with_slash[8192];
	if (path.n > 0 && path.p[0] != '/' && path.n + 1 < sizeof(with_slash)) {
		with_slash[0] = '/'; /* http://host?query */
		memcpy(with_slash + 1, path.p, path.n);
		path = zb_span(with_slash, path.n + 1);
	}
	const struct rule *r = decide(&robots->specific, path);
	if (r == NULL && !robots->ever_specific)
		r = decide(&robots->global, path);
	*out = (struct robots_verdict){ .allowed = r == NULL || r->allow };
	if (r != NULL) {
		out->line = r->line;
		out->rule = r->text;
	}
}

int64_t robots_delay_ms(const struct robots *robots)
{
	return robots->ever_specific ? robots->specific.delay_ms : robots->global.delay_ms;
}

struct zb_span robots_sitemap(const struct robots *robots, size_t i)
{
	return i < robots->n_sitemaps ? robots->sitemaps[i] : zb_span("", 0);
}
