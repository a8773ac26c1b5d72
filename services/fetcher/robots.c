/* SPDX-License-Identifier: Apache-2.0 */
#include "robots.h"

#include <stdlib.h>
#include <strings.h>

#include "common/buf.h"
#include "common/err.h"
#include "robots_path.h"

enum {
	LINE_LONGEST = 2083 * 8 - 1, /* what Google's parser keeps of a line */
	RULES_MAX = 200000,
	DELAY_MS_MAX = 24 * 3600 * 1000,
};

enum key { KEY_OTHER, KEY_AGENT, KEY_ALLOW, KEY_DISALLOW, KEY_SITEMAP, KEY_DELAY };

struct rule {
	struct robots_pattern pattern; /* into robots->patterns, set when all are read */
	size_t at, n, n_normal;        /* where it stands there */
	struct zb_span text;           /* the line */
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

/* Of a group's line: what stands before the first character that no product token has. */
static struct zb_span token_of(struct zb_span s)
{
	size_t n = 0;
	while (n < s.n && (((s.p[n] | 32) >= 'a' && (s.p[n] | 32) <= 'z') || s.p[n] == '-' ||
	                   s.p[n] == '_'))
		n++;
	return zb_span_sub(s, 0, n);
}

/* Of ours: a token, or a User-Agent value, token/version or token (comment). What is neither has
 * no token, and only the rules for everyone. */
static struct zb_span token_of_agent(struct zb_span s)
{
	struct zb_span token = token_of(s);
	struct zb_span rest = zb_span_sub(s, token.n, s.n);
	bool is_value = rest.n == 0 || rest.p[0] == '/' || zb_span_starts(rest, ZB_S(" ("));
	return is_value ? token : ZB_S("");
}

static bool is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* --- rules --- */

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
	robots_pattern_add(patterns, pattern);
	r->n = patterns->n - r->at;
	robots_pattern_add_normal(patterns, pattern);
	r->n_normal = patterns->n - r->at - r->n;
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
	bool star = value.n > 0 && value.p[0] == '*' && (value.n == 1 || is_white(value.p[1]));
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
	const char *nul = memchr(line.p, '\0', line.n);
	if (nul != NULL)
		line.n = (size_t)(nul - line.p); /* no path has one: the line ends there */
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
	for (size_t i = 0; i < rules->n; i++) {
		struct rule *r = &rules->items[i];
		size_t middle = r->at + r->n;
		r->pattern.written = zb_span_sub(zb_buf_span(patterns), r->at, r->n);
		r->pattern.normal = zb_span_sub(zb_buf_span(patterns), middle, r->n_normal);
		r->pattern.differs = !zb_span_eq(r->pattern.written, r->pattern.normal);
	}
}

int robots_new(struct robots **out, struct zb_span body, struct zb_span agent)
{
	*out = NULL;
	struct robots *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return ZB_ENOMEM;
	zb_buf_init(&r->body, ROBOTS_SIZE_MAX);
	zb_buf_init(&r->patterns, 8 * ROBOTS_SIZE_MAX);
	struct parser p = { .robots = r, .agent = token_of_agent(agent) };
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

/* --- asking --- */

/* The longest matching rule; of equals the first that allows, else the first. */
static const struct rule *decide(const struct rules *rules, const struct robots_path *path)
{
	const struct rule *best = NULL;
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->items[i];
		bool better = best == NULL || r->n > best->n ||
		              (r->n == best->n && r->allow && !best->allow);
		if (better && robots_path_matches(path, &r->pattern))
			best = r;
	}
	return best;
}

/* RFC 9309, 2.2.2: robots.txt itself is implicitly allowed. */
static bool is_the_file(const struct robots_path *path)
{
	return zb_span_eq(path->normal.n > 0 ? path->normal : path->written,
	                  ZB_S("/robots.txt"));
}

void robots_check(struct robots_verdict *out, const struct robots *robots, struct zb_span url)
{
	struct robots_path path;
	robots_path_of(&path, url);
	*out = (struct robots_verdict){ .allowed = true };
	if (is_the_file(&path))
		return;
	const struct rule *r =
		decide(robots->ever_specific ? &robots->specific : &robots->global, &path);
	/* An empty pattern allows, whichever word stands before it. */
	out->allowed = r == NULL || r->allow || r->n == 0;
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
