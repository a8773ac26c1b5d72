/* SPDX-License-Identifier: Apache-2.0 */
#include "url.h"

#include <string.h>
#include <strings.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"
#include "host.h"

/* What is being put together, and where its parts begin. */
struct build {
	struct zb_buf href;
	const char **why;
	size_t host, port, path, query; /* offsets; query 0: none */
	size_t user, user_end;
	int err;
};

static int fail(struct build *b, int err, const char *why)
{
	if (b->err == 0) {
		b->err = err;
		*b->why = why;
	}
	return b->err;
}

static bool is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* --- percent-encode sets (URL Standard, 1.3) --- */

static bool in_query_set(unsigned char c)
{
	return c <= 0x20 || c >= 0x7F || c == '"' || c == '#' || c == '<' || c == '>' ||
	       c == '\'';
}

static bool in_path_set(unsigned char c)
{
	return (in_query_set(c) && c != '\'') || c == '?' || c == '^' || c == '`' || c == '{' ||
	       c == '}';
}

static bool in_user_set(unsigned char c)
{
	return in_path_set(c) || strchr("/:;=@[\\]|", c) != NULL;
}

static void add_encoded(struct build *b, struct zb_span s, bool (*in_set)(unsigned char))
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (in_set(c)) {
			char made[3] = { '%', hex[c >> 4], hex[c & 15] };
			zb_buf_add(&b->href, made, 3);
		} else {
			zb_buf_add_char(&b->href, (char)c);
		}
	}
}

/* --- input: outer white space off, tabs and line ends out, ill-formed UTF-8 replaced --- */

static int clean_input(struct zb_buf *out, struct zb_span text)
{
	while (text.n > 0 && (unsigned char)text.p[0] <= ' ')
		text = zb_span_sub(text, 1, text.n);
	while (text.n > 0 && (unsigned char)text.p[text.n - 1] <= ' ')
		text.n--;
	struct zb_buf flat;
	zb_buf_init(&flat, URL_MAX);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\t' && text.p[i] != '\n' && text.p[i] != '\r')
			zb_buf_add_char(&flat, text.p[i]);
	int ret = flat.err;
	if (ret == 0 && zb_utf8_scrub(out, zb_buf_span(&flat)) < 0)
		ret = out->err;
	zb_buf_deinit(&flat);
	return ret;
}

static size_t scheme_len(struct zb_span s)
{
	size_t i = 0;
	if (s.n == 0 || (s.p[0] | 32) < 'a' || (s.p[0] | 32) > 'z')
		return 0;
	while (i < s.n && (((s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z') ||
	                   (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '+' || s.p[i] == '-' ||
	                   s.p[i] == '.'))
		i++;
	return i < s.n && s.p[i] == ':' ? i : 0;
}

/* --- path --- */

static size_t dots(struct zb_span s)
{
	size_t n = 0;
	while (s.n > 0) {
		size_t len = s.p[0] == '.'                                 ? 1
		             : s.n >= 3 && strncasecmp(s.p, "%2e", 3) == 0 ? 3
		                                                           : 0;
		if (len == 0)
			return 0;
		n++;
		s = zb_span_sub(s, len, s.n);
	}
	return n;
}

/* Takes the last segment with its slash off the path written so far. */
static void shorten(struct build *b)
{
	while (b->href.n > b->path && b->href.p[b->href.n - 1] != '/')
		b->href.n--;
	if (b->href.n > b->path)
		b->href.n--;
}

/* `s` is what stands behind the first slash of the path. */
static void add_path(struct build *b, struct zb_span s)
{
	for (;;) {
		size_t n = 0;
		while (n < s.n && !is_slash(s.p[n]))
			n++;
		struct zb_span segment = zb_span_sub(s, 0, n);
		bool last = n == s.n;
		size_t d = dots(segment);
		if (d == 2)
			shorten(b);
		if (d == 1 || d == 2) {
			if (last)
				zb_buf_add_char(&b->href, '/');
		} else {
			zb_buf_add_char(&b->href, '/');
			add_encoded(b, segment, in_path_set);
		}
		if (last)
			return;
		s = zb_span_sub(s, n + 1, s.n);
	}
}

static void add_query(struct build *b, struct zb_span s)
{
	zb_buf_add_char(&b->href, '?');
	b->query = b->href.n;
	add_encoded(b, s, in_query_set);
}

/* Cuts `s` at its first ? into path and query. */
static bool split_query(struct zb_span *s, struct zb_span *query)
{
	const char *mark = memchr(s->p, '?', s->n);
	if (mark == NULL)
		return false;
	*query = zb_span_sub(*s, (size_t)(mark - s->p) + 1, s->n);
	s->n = (size_t)(mark - s->p);
	return true;
}

/* --- authority --- */

static void add_port(struct build *b, struct zb_span port, bool secure)
{
	unsigned v = 0;
	for (size_t i = 0; i < port.n; i++) {
		if (port.p[i] < '0' || port.p[i] > '9') {
			fail(b, ZB_EMALFORMED, "a port that is no number");
			return;
		}
		v = v * 10 + (unsigned)(port.p[i] - '0');
		if (v > 65535) {
			fail(b, ZB_EMALFORMED, "a port over 65535");
			return;
		}
	}
	if (port.n > 0 && v != (secure ? 443u : 80u))
		zb_buf_addf(&b->href, ":%u", v);
}

static void add_user(struct build *b, struct zb_span s)
{
	const char *colon = memchr(s.p, ':', s.n);
	struct zb_span name = zb_span_sub(s, 0, colon != NULL ? (size_t)(colon - s.p) : s.n);
	struct zb_span password = zb_span_sub(s, name.n + 1, s.n);
	b->user = b->href.n;
	add_encoded(b, name, in_user_set);
	if (password.n > 0) {
		zb_buf_add_char(&b->href, ':');
		add_encoded(b, password, in_user_set);
	}
	b->user_end = b->href.n;
	if (b->user_end > b->user)
		zb_buf_add_char(&b->href, '@');
}

static void add_authority(struct build *b, struct zb_span s, bool secure)
{
	size_t at = s.n;
	while (at > 0 && s.p[at - 1] != '@')
		at--;
	if (at > 0) {
		add_user(b, zb_span_sub(s, 0, at - 1));
		s = zb_span_sub(s, at, s.n);
	}
	bool bracket = false;
	size_t colon = s.n;
	for (size_t i = 0; i < s.n && colon == s.n; i++) {
		bracket = s.p[i] == '[' || (bracket && s.p[i] != ']');
		if (s.p[i] == ':' && !bracket)
			colon = i;
	}
	b->host = b->href.n;
	const char *why = "a bad host";
	int ret = host_parse(&b->href, zb_span_sub(s, 0, colon), &why);
	if (ret < 0)
		fail(b, ret, why);
	b->port = b->href.n;
	if (colon < s.n)
		add_port(b, zb_span_sub(s, colon + 1, s.n), secure);
}

/* `s` begins behind the slashes of the authority. */
static void read_authority(struct build *b, struct zb_span s, bool secure)
{
	size_t n = 0;
	while (n < s.n && !is_slash(s.p[n]) && s.p[n] != '?')
		n++;
	struct zb_span query = { 0 };
	zb_buf_add_str(&b->href, secure ? "https://" : "http://");
	add_authority(b, zb_span_sub(s, 0, n), secure);
	b->path = b->href.n;
	s = zb_span_sub(s, n, s.n);
	bool has_query = split_query(&s, &query);
	add_path(b, zb_span_sub(s, 1, s.n));
	if (has_query)
		add_query(b, query);
}

/* --- relative to a base --- */

static void copy_base(struct build *b, const struct url *base)
{
	size_t n = (size_t)(base->path.p - base->href);
	zb_buf_add(&b->href, base->href, n);
	b->user = base->user.n > 0 ? (size_t)(base->user.p - base->href) : 0;
	b->user_end = b->user + base->user.n;
	b->host = (size_t)(base->host.p - base->href);
	b->port = b->host + base->host.n;
	b->path = n;
}

static void read_relative(struct build *b, struct zb_span s, const struct url *base)
{
	struct zb_span query = { 0 };
	copy_base(b, base);
	bool absolute = s.n > 0 && is_slash(s.p[0]);
	bool has_query = split_query(&s, &query);
	if (absolute) {
		add_path(b, zb_span_sub(s, 1, s.n));
	} else {
		zb_buf_add_span(&b->href, base->path);
		if (s.n > 0) {
			shorten(b);
			add_path(b, s);
		} else if (!has_query && base->query.p != NULL) {
			zb_buf_add_char(&b->href, '?');
			b->query = b->href.n;
			zb_buf_add_span(&b->href, base->query);
		}
	}
	if (has_query)
		add_query(b, query);
}

static void read_url(struct build *b, struct zb_span s, const struct url *base)
{
	size_t n = scheme_len(s);
	const char *hash = memchr(s.p, '#', s.n);
	if (hash != NULL)
		s.n = (size_t)(hash - s.p);
	if (n > 0 && n < s.n) {
		struct zb_span scheme = zb_span_sub(s, 0, n);
		bool secure = zb_span_eq_nocase(scheme, ZB_S("https"));
		if (!secure && !zb_span_eq_nocase(scheme, ZB_S("http"))) {
			fail(b, ZB_EDENIED, "neither http nor https");
			return;
		}
		struct zb_span rest = zb_span_sub(s, n + 1, s.n);
		bool same = base != NULL && zb_span_eq_nocase(scheme, base->scheme);
		bool slashes = rest.n >= 2 && rest.p[0] == '/' && rest.p[1] == '/';
		if (same && !slashes) {
			s = rest; /* http:path is relative to a base of its own scheme */
		} else {
			while (rest.n > 0 && is_slash(rest.p[0]))
				rest = zb_span_sub(rest, 1, rest.n);
			read_authority(b, rest, secure);
			return;
		}
	}
	if (base == NULL) {
		fail(b, ZB_EMALFORMED, "relative, and no base given");
		return;
	}
	if (s.n >= 2 && is_slash(s.p[0]) && is_slash(s.p[1])) {
		while (s.n > 0 && is_slash(s.p[0]))
			s = zb_span_sub(s, 1, s.n);
		read_authority(b, s, zb_span_eq(base->scheme, ZB_S("https")));
		return;
	}
	read_relative(b, s, base);
}

static void hand_out(struct url *out, const struct build *b)
{
	struct zb_span all = zb_span(out->href, b->href.n);
	memcpy(out->href, b->href.p, b->href.n);
	out->href[b->href.n] = '\0';
	out->n = b->href.n;
	out->scheme = zb_span_sub(all, 0, out->href[4] == 's' ? 5 : 4);
	out->user = zb_span_sub(all, b->user, b->user_end - b->user);
	out->host = zb_span_sub(all, b->host, b->port - b->host);
	out->port = b->path > b->port ? zb_span_sub(all, b->port + 1, b->path - b->port - 1)
	                              : zb_span(all.p, 0);
	size_t path_end = b->query > 0 ? b->query - 1 : all.n;
	out->path = zb_span_sub(all, b->path, path_end - b->path);
	out->query = b->query > 0 ? zb_span_sub(all, b->query, all.n) : zb_span(NULL, 0);
}

int url_parse(struct url *out, struct zb_span text, const struct url *base, const char **why)
{
	const char *unused = NULL;
	struct zb_buf input;
	struct build b = { .why = why != NULL ? why : &unused };
	zb_buf_init(&input, 3 * URL_MAX);
	zb_buf_init(&b.href, URL_MAX);
	*b.why = "";
	int ret = clean_input(&input, text);
	if (ret == 0)
		read_url(&b, zb_buf_span(&input), base);
	if (ret == 0)
		ret = b.err != 0 ? b.err : b.href.err;
	if (ret == ZB_ETOOBIG)
		*b.why = "too long";
	if (ret == 0)
		hand_out(out, &b);
	zb_buf_deinit(&input);
	zb_buf_deinit(&b.href);
	return ret;
}

/* --- the crawler's key --- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 32);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_unreserved(int c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' ||
	       c == '.' || c == '_' || c == '~';
}

static void add_normal(struct zb_buf *out, struct zb_span s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t bare = SIZE_MAX; /* behind the last % that begins no escape */
	for (size_t i = 0; i < s.n; i++) {
		int high = s.p[i] == '%' && i + 2 < s.n ? hex_digit(s.p[i + 1]) : -1;
		int low = high >= 0 ? hex_digit(s.p[i + 2]) : -1;
		if (low < 0) {
			zb_buf_add_char(out, s.p[i]);
			if (s.p[i] == '%')
				bare = out->n;
			continue;
		}
		int c = high << 4 | low;
		/* A digit made plain there would begin one: %%35e is not %5e. */
		bool begins = bare != SIZE_MAX && out->n - bare < 2 && hex_digit((char)c) >= 0;
		if (is_unreserved(c) && !begins) {
			zb_buf_add_char(out, (char)c);
		} else {
			char made[3] = { '%', hex[high], hex[low] };
			zb_buf_add(out, made, 3);
		}
		i += 2;
	}
}

/* Letters and digits mixed, long: nobody chose that. */
static bool is_random(struct zb_span value)
{
	enum { RANDOM_LEAST = 16 };
	size_t digits = 0;
	for (size_t i = 0; i < value.n; i++) {
		bool digit = value.p[i] >= '0' && value.p[i] <= '9';
		if (!digit && ((value.p[i] | 32) < 'a' || (value.p[i] | 32) > 'z'))
			return false;
		digits += digit;
	}
	return value.n >= RANDOM_LEAST && digits >= 4 && digits < value.n;
}

/* Where ;jsessionid= begins in a path; its length where there is none. */
static size_t session_begin(struct zb_span path)
{
	static const struct zb_span mark = ZB_S(";jsessionid=");
	for (size_t i = 0; i + mark.n <= path.n; i++)
		if (path.p[i] == ';' && zb_span_eq_nocase(zb_span_sub(path, i, mark.n), mark))
			return i;
	return path.n;
}

static bool is_dropped(struct zb_span parameter, const char *const *drop)
{
	const char *eq = memchr(parameter.p, '=', parameter.n);
	struct zb_span name = zb_span_sub(
		parameter, 0, eq != NULL ? (size_t)(eq - parameter.p) : parameter.n);
	struct zb_span value = zb_span_sub(parameter, name.n + 1, parameter.n);
	for (; drop != NULL && *drop != NULL; drop++) {
		struct zb_span one = zb_span_str(*drop);
		bool random = zb_span_ends(one, ZB_S("="));
		one.n -= random;
		if (zb_span_eq_nocase(name, one) && (!random || is_random(value)))
			return true;
	}
	return false;
}

int url_key(char out[URL_MAX + 1], size_t *n, const struct url *url, const char *const *drop)
{
	struct zb_buf b;
	zb_buf_init(&b, URL_MAX);
	zb_buf_add_span(&b, url->scheme);
	zb_buf_add_str(&b, "://");
	zb_buf_add(&b, url->host.p, (size_t)(url->path.p - url->host.p));
	add_normal(&b, zb_span_sub(url->path, 0,
	                           drop != NULL ? session_begin(url->path) : url->path.n));
	struct zb_span rest = url->query.p != NULL ? url->query : zb_span("", 0);
	char joint = '?';
	while (rest.n > 0) {
		const char *amp = memchr(rest.p, '&', rest.n);
		size_t len = amp != NULL ? (size_t)(amp - rest.p) : rest.n;
		struct zb_span parameter = zb_span_sub(rest, 0, len);
		rest = zb_span_sub(rest, len + 1, rest.n);
		if (parameter.n == 0 || is_dropped(parameter, drop))
			continue;
		zb_buf_add_char(&b, joint);
		add_normal(&b, parameter);
		joint = '&';
	}
	int ret = b.err;
	if (ret == 0) {
		memcpy(out, b.p, b.n);
		out[b.n] = '\0';
		*n = b.n;
	}
	zb_buf_deinit(&b);
	return ret;
}
