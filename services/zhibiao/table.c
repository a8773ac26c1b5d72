/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/utf8.h"

enum { LINE_MAX_BYTES = 1 << 20, HELD_MAX = 64 << 20, GAP = 2 };

struct table {
	FILE *to;
	const struct table_column *columns;
	size_t n;
	bool terminal;
	bool measured; /* widths stand; rows go straight out */
	size_t widths[TABLE_COLUMNS_MAX];
	bool left_out[TABLE_COLUMNS_MAX];
	struct zb_buf held; /* cells of the rows not yet printed, each ended by 0 */
	size_t rows;
	struct zb_buf line;
};

bool table_is_terminal(FILE *to)
{
	return isatty(fileno(to)) == 1;
}

size_t table_terminal_width(FILE *to)
{
	struct winsize size = { 0 };
	if (ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	const char *env = getenv("COLUMNS");
	long n = env != NULL ? strtol(env, NULL, 10) : 0;
	return n > 0 && n < 10000 ? (size_t)n : 80;
}

int table_new(struct table **out, FILE *to, const struct table_column *columns, size_t n)
{
	*out = NULL;
	struct table *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return ZB_ENOMEM;
	t->to = to;
	t->columns = columns;
	t->n = n;
	t->terminal = table_is_terminal(to);
	zb_buf_init(&t->held, HELD_MAX);
	zb_buf_init(&t->line, LINE_MAX_BYTES);
	for (size_t i = 0; i < n; i++)
		t->widths[i] = zb_utf8_width(zb_span_str(columns[i].title));
	*out = t;
	return 0;
}

void table_free(struct table *table)
{
	if (table == NULL)
		return;
	zb_buf_deinit(&table->held);
	zb_buf_deinit(&table->line);
	free(table);
}

/* --- widths --- */

static size_t least_of(const struct table *t, size_t i)
{
	size_t title = zb_utf8_width(zb_span_str(t->columns[i].title));
	if (t->columns[i].fixed)
		return t->widths[i];
	return t->columns[i].least > title ? t->columns[i].least : title;
}

/* The widest column that may still shrink; t->n where there is none. */
static size_t widest(const struct table *t)
{
	size_t best = t->n;
	for (size_t i = 0; i < t->n; i++)
		if (!t->left_out[i] && t->widths[i] > least_of(t, i) &&
		    (best == t->n || t->widths[i] > t->widths[best]))
			best = i;
	return best;
}

static size_t least_total(const struct table *t)
{
	size_t total = 0;
	for (size_t i = 0; i < t->n; i++) {
		size_t least = least_of(t, i);
		if (!t->left_out[i])
			total += (t->widths[i] < least ? t->widths[i] : least) + GAP;
	}
	return total - GAP;
}

/* The column that is missed least, of equals the rightmost; the first one stays. */
static size_t spare(const struct table *t)
{
	size_t best = 0;
	for (size_t i = t->n - 1; i > 0; i--)
		if (!t->left_out[i] &&
		    (best == 0 || t->columns[i].spare > t->columns[best].spare))
			best = i;
	return best;
}

static void shrink(struct table *t, size_t room)
{
	size_t i = 0;
	while (least_total(t) > room && (i = spare(t)) > 0)
		t->left_out[i] = true;
	size_t total = 0;
	for (i = 0; i < t->n; i++)
		total += t->left_out[i] ? 0 : t->widths[i] + GAP;
	while (total > room + GAP && (i = widest(t)) < t->n) {
		t->widths[i]--;
		total--;
	}
}

/* --- rows --- */

static void add_blanks(struct zb_buf *out, size_t n)
{
	while (n-- > 0)
		zb_buf_add_char(out, ' ');
}

static size_t last(const struct table *t)
{
	size_t i = t->n - 1;
	while (i > 0 && t->left_out[i])
		i--;
	return i;
}

/* A cell that is too wide ends in an ellipsis, which is one column wide. */
static void add_cell(struct table *t, size_t i, struct zb_span s)
{
	static const struct zb_span ellipsis = { .p = "…", .n = sizeof("…") - 1 };
	if (t->left_out[i])
		return;
	size_t width = t->widths[i];
	size_t used = zb_utf8_width(s);
	bool cut = t->terminal && used > width;
	if (cut)
		s = zb_utf8_clip(s, width > 0 ? width - 1 : 0, &used);
	used += cut ? 1 : 0;
	size_t blanks = used < width ? width - used : 0;
	if (t->columns[i].right)
		add_blanks(&t->line, blanks);
	zb_utf8_tame(&t->line, s, "");
	if (cut)
		zb_buf_add_span(&t->line, ellipsis);
	if (i == last(t))
		return;
	if (!t->columns[i].right)
		add_blanks(&t->line, blanks);
	add_blanks(&t->line, GAP);
}

static int put_line(struct table *t)
{
	zb_buf_add_char(&t->line, '\n');
	int ret = t->line.err;
	if (ret == 0 && fwrite(t->line.p, 1, t->line.n, t->to) != t->line.n)
		ret = ZB_EFULL;
	zb_buf_reset(&t->line);
	return ret;
}

static int put_head(struct table *t)
{
	if (t->terminal)
		zb_buf_add_str(&t->line, "\033[1m");
	for (size_t i = 0; i < t->n; i++)
		add_cell(t, i, zb_span_str(t->columns[i].title));
	if (t->terminal)
		zb_buf_add_str(&t->line, "\033[0m");
	return put_line(t);
}

static int put_row(struct table *t, const struct zb_span *cells)
{
	for (size_t i = 0; i < t->n; i++)
		add_cell(t, i, cells[i]);
	return put_line(t);
}

/* The head and the rows held back, now that the widths are known. */
static int release(struct table *t)
{
	t->measured = true;
	if (t->terminal)
		shrink(t, table_terminal_width(t->to));
	int ret = put_head(t);
	const char *at = t->held.p;
	for (size_t row = 0; row < t->rows && ret == 0; row++) {
		struct zb_span cells[TABLE_COLUMNS_MAX] = { 0 };
		for (size_t i = 0; i < t->n; i++) {
			cells[i] = zb_span_str(at);
			at += cells[i].n + 1;
		}
		ret = put_row(t, cells);
	}
	zb_buf_deinit(&t->held);
	return ret;
}

static int hold(struct table *t, const struct zb_span *cells)
{
	for (size_t i = 0; i < t->n; i++) {
		size_t width = zb_utf8_width(cells[i]);
		if (width > t->widths[i])
			t->widths[i] = width;
		zb_buf_add_span(&t->held, cells[i]);
		zb_buf_add_char(&t->held, '\0');
	}
	t->rows++;
	return t->held.err;
}

int table_row(struct table *table, const struct zb_span *cells)
{
	if (table->measured)
		return put_row(table, cells);
	int ret = hold(table, cells);
	if (ret == 0 && table->rows == TABLE_SAMPLE)
		ret = release(table);
	return ret;
}

/* Nobody should take what does not fit for what is not there. */
static int tell_left_out(struct table *t)
{
	const char *before = "not shown, the window is too narrow: ";
	bool any = false;
	for (size_t i = 0; i < t->n; i++) {
		if (!t->left_out[i])
			continue;
		zb_buf_add_str(&t->line, any ? ", " : before);
		zb_buf_add_str(&t->line, t->columns[i].title);
		any = true;
	}
	return any ? put_line(t) : 0;
}

int table_end(struct table *table)
{
	int ret = table->measured || table->rows == 0 ? 0 : release(table);
	return ret == 0 ? tell_left_out(table) : ret;
}

const char *table_join(char *out, size_t size, char *const *words, size_t n)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "",
		                        words[i]);
	return out;
}
