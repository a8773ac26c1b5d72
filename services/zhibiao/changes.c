/* SPDX-License-Identifier: Apache-2.0 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/arena.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/err.h"
#include "common/hash.h"
#include "common/json.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"
#include "reading.h"
#include "services/store/base.h"

enum { CHUNK = 1024, POLL_MS = 100, ARENA_MAX = 16 << 20, LINES_MAX = 16 << 20 };

struct changes_options {
	int64_t since;
	bool follow;
};

static const struct option_row rows[] = {
	OPTION_INT(struct changes_options, since, 's', "SEQ", 0, INT64_MAX, 0,
	           "only what came behind SEQ"),
	OPTION_FLAG(struct changes_options, follow, 'f',
	            "go on with what comes, until stopped"),
	OPTION_END,
};

static void add_id(struct zb_json *j, const char *name, ProtobufCBinaryData id)
{
	char hex[2 * KEY_ID_SIZE + 1] = "";
	if (id.len == KEY_ID_SIZE)
		zb_hex(hex, id.data, id.len);
	zb_json_key(j, name);
	zb_json_str_or_null(j, zb_span_str(hex));
}

static void add_line(struct zb_buf *out, const Zhibiao__Change *c)
{
	char at[32];
	struct zb_json j;
	zb_json_init(&j, out);
	zb_json_object(&j);
	zb_json_key(&j, "seq");
	zb_json_int(&j, (int64_t)c->seq);
	zb_json_key(&j, "at");
	zb_json_str(&j, zb_span_str(zb_clock_rfc3339(at, sizeof(at), c->at_ms)));
	zb_json_key(&j, "kind");
	zb_json_str(&j, zb_span_str(c->kind));
	add_id(&j, "id", c->id);
	add_id(&j, "document_id", c->document);
	zb_json_key(&j, "document");
	zb_json_str(&j, zb_span_str(c->url));
	zb_json_end(&j);
	zb_buf_add_char(out, '\n');
}

/* At most CHUNK lines behind *seq, which goes along. Returns how many, or a negative error. */
static int read_chunk(struct zb_buf *out, uint64_t *seq, const struct base *base,
                      struct zb_arena *arena)
{
	struct zb_txn *txn = NULL;
	struct zb_cursor *cur = NULL;
	struct zb_span key;
	struct zb_span val;
	struct key from = key_seq(*seq + 1);
	int n = 0;
	zb_arena_reset(arena);
	zb_buf_reset(out);
	int ret = zb_txn_begin(&txn, base->kv, false);
	if (ret == 0)
		ret = zb_cursor_open(&cur, txn, base->db[KEY_CHANGES]);
	if (ret == 0)
		ret = zb_cursor_seek(cur, key_span(&from), &key, &val);
	while (ret == 0 && n < CHUNK) {
		Zhibiao__Change *c = NULL;
		ret = zb_decode_trusted(&c, arena, &zhibiao__change__descriptor, val);
		if (ret < 0)
			break;
		add_line(out, c);
		*seq = key_tail_64(key);
		n++;
		ret = zb_cursor_next(cur, &key, &val);
	}
	zb_cursor_close(cur);
	zb_txn_abort(&txn);
	if (ret == ZB_ENOTFOUND)
		ret = 0;
	return ret < 0 ? ret : out->err < 0 ? out->err : n;
}

/* Waits for more; false where nobody reads our output any longer. */
static bool wait_for_more(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };
	fflush(stdout);
	poll(&out, 1, POLL_MS);
	return (out.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

static int print_changes(const struct base *base, struct zb_arena *arena,
                         const struct changes_options *own)
{
	struct zb_buf lines;
	uint64_t seq = (uint64_t)own->since;
	zb_buf_init(&lines, LINES_MAX);
	int n = 0;
	do {
		n = read_chunk(&lines, &seq, base, arena);
		if (n > 0 && fwrite(lines.p, 1, lines.n, stdout) != lines.n)
			n = ZB_EFULL;
	} while (n == CHUNK || (n >= 0 && own->follow && wait_for_more()));
	zb_buf_deinit(&lines);
	return n < 0 ? n : fflush(stdout) == 0 ? 0 : ZB_EFULL;
}

static int run(const struct options *o, const void *own)
{
	struct base *base = NULL;
	struct zb_arena *arena = NULL;
	int code = reading_open(&base, o);
	if (code != EXIT_DONE)
		return code;
	int ret = zb_arena_new(&arena, ARENA_MAX);
	if (ret == 0)
		ret = print_changes(base, arena, own);
	zb_arena_free(arena);
	base_close(base);
	if (ret < 0)
		return options_fail(o, "%s", zb_strerror(ret));
	return EXIT_DONE;
}

const struct command command_changes = {
	.name = "changes",
	.group = COMMAND_READ,
	.summary = "what came and went, in order, one JSON object a line",
	.about =
		"kind: document (a version came), record (one came, or came back), gone (its page no\n"
		"longer says it). Keep the last seq and ask with --since the next time.",
	.options = rows,
	.size = sizeof(struct changes_options),
	.run = run,
};
