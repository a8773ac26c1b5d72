/* SPDX-License-Identifier: Apache-2.0 */
#include "common/json.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "common/buf.h"

void zb_json_init(struct zb_json *j, struct zb_buf *buf)
{
	*j = (struct zb_json){ .buf = buf };
}

static void before_value(struct zb_json *j)
{
	if (j->comma)
		zb_buf_add_char(j->buf, ',');
	j->comma = true;
}

static void open_level(struct zb_json *j, char opener, char closer)
{
	assert(j->depth < ZB_JSON_DEPTH);
	before_value(j);
	zb_buf_add_char(j->buf, opener);
	j->closer[j->depth++] = closer;
	j->comma = false;
}

void zb_json_object(struct zb_json *j)
{
	open_level(j, '{', '}');
}

void zb_json_array(struct zb_json *j)
{
	open_level(j, '[', ']');
}

void zb_json_end(struct zb_json *j)
{
	assert(j->depth > 0);
	zb_buf_add_char(j->buf, j->closer[--j->depth]);
	j->comma = true;
}

static void add_escaped(struct zb_buf *buf, unsigned char c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	for (size_t i = 0; i + 1 < sizeof(letters); i += 2) {
		if ((unsigned char)letters[i] == c) {
			zb_buf_add_char(buf, '\\');
			zb_buf_add_char(buf, letters[i + 1]);
			return;
		}
	}
	zb_buf_addf(buf, "\\u%04x", c);
}

static void add_string(struct zb_buf *buf, struct zb_span s)
{
	size_t from = 0;
	zb_buf_add_char(buf, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
			continue;
		zb_buf_add(buf, s.p + from, i - from);
		add_escaped(buf, c);
		from = i + 1;
	}
	zb_buf_add(buf, s.p + from, s.n - from);
	zb_buf_add_char(buf, '"');
}

void zb_json_key(struct zb_json *j, const char *name)
{
	before_value(j);
	add_string(j->buf, zb_span_str(name));
	zb_buf_add_char(j->buf, ':');
	j->comma = false;
}

void zb_json_str(struct zb_json *j, struct zb_span s)
{
	before_value(j);
	add_string(j->buf, s);
}

void zb_json_int(struct zb_json *j, int64_t n)
{
	char text[24];
	before_value(j);
	int len = snprintf(text, sizeof(text), "%" PRId64, n);
	zb_buf_add(j->buf, text, (size_t)len);
}

void zb_json_bool(struct zb_json *j, bool value)
{
	before_value(j);
	zb_buf_add_str(j->buf, value ? "true" : "false");
}

void zb_json_null(struct zb_json *j)
{
	before_value(j);
	zb_buf_add_str(j->buf, "null");
}

void zb_json_str_or_null(struct zb_json *j, struct zb_span s)
{
	if (s.n > 0)
		zb_json_str(j, s);
	else
		zb_json_null(j);
}
