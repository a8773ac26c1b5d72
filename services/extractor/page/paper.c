/* SPDX-License-Identifier: Apache-2.0 */
#include "paper.h"

#include <stdlib.h>

#include "common/err.h"
#include "common/utf8.h"
#include "lines.h"
#include "sheet.h"

/* --- paragraphs --- */

/* The width that nine lines in ten do not exceed. */
static size_t page_width(struct zb_span text)
{
	enum { WIDEST = 400 };
	uint32_t histogram[WIDEST + 1] = { 0 };
	struct zb_span line;
	uint32_t lines = 0;
	for (size_t at = 0; lines_next(&line, text, &at);) {
		size_t width = zb_utf8_width(zb_span_trim(line));
		if (width == 0)
			continue;
		histogram[width < WIDEST ? width : WIDEST]++;
		lines++;
	}
	uint32_t above = 0;
	size_t width = WIDEST;
	while (width > 0 && (above += histogram[width]) * 10 <= lines)
		width--;
	return width;
}

static bool ends_sentence(struct zb_span line)
{
	static const struct zb_span marks[] = { { "。", 3 }, { "；", 3 }, { "！", 3 },
		                                { "？", 3 }, { "：", 3 }, { ":", 1 } };
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (zb_span_ends(line, marks[i]))
			return true;
	return false;
}

struct paragraphs {
	struct zb_buf *out;
	size_t full; /* from this width on a line goes on to the margin */
	bool open;   /* the line before did */
};

static void end_line(struct zb_buf *out)
{
	if (out->n > 0 && out->p[out->n - 1] != '\n')
		zb_buf_add_char(out, '\n');
}

/* Blanks that only stretch a line are none of the text. */
static void add_words(struct zb_buf *out, struct zb_span line)
{
	for (size_t i = 0; i < line.n;) {
		size_t end = i;
		while (end < line.n && line.p[end] == ' ')
			end++;
		bool stretch = end > i + 1 && i > 0 && end < line.n;
		bool wide = stretch && (unsigned char)line.p[i - 1] >= 0x80 &&
		            (unsigned char)line.p[end] >= 0x80;
		if (end > i && !wide)
			zb_buf_add_char(out, ' ');
		if (end == i)
			zb_buf_add_char(out, line.p[end++]);
		i = end;
	}
}

static void add_line(struct paragraphs *p, struct zb_span line)
{
	line = zb_span_trim(line);
	struct zb_buf *out = p->out;
	if (line.n == 0) {
		if (!p->open)
			end_line(out);
		return;
	}
	if (!p->open)
		end_line(out);
	else if (out->n > 0 && (unsigned char)out->p[out->n - 1] < 0x80 &&
	         (unsigned char)line.p[0] < 0x80)
		zb_buf_add_char(out, ' ');
	add_words(out, line);
	p->open = zb_utf8_width(line) >= p->full && !ends_sentence(line);
}

int paper_join_lines(struct zb_buf *out, struct zb_span text)
{
	struct paragraphs p = { .out = out, .full = page_width(text) * 17 / 20 };
	struct zb_span line;
	for (size_t at = 0; lines_next(&line, text, &at);)
		add_line(&p, line);
	if (out->n > 0)
		end_line(out);
	return out->err;
}

/* --- columns --- */

enum { GAP = 2, COLUMNS_MAX = 24, ROWS_MAX = 2000, ROWS_MIN = 3 };

/* Words between two gaps; places are counted in characters, as the layout does. */
struct piece {
	struct zb_span words;
	uint32_t start, end;
};

struct line {
	struct piece pieces[COLUMNS_MAX];
	size_t n;
	bool crowded; /* more pieces than a table has columns */
};

static void read_line(struct line *out, struct zb_span s)
{
	uint32_t place = 0;
	size_t blanks = GAP;
	out->n = 0;
	out->crowded = false;
	for (size_t i = 0; i < s.n; i++) {
		bool first = ((unsigned char)s.p[i] & 0xC0) != 0x80;
		place += first;
		if (s.p[i] == ' ' || s.p[i] == '\r' || s.p[i] == '\f') {
			blanks++;
			continue;
		}
		if (blanks >= GAP) {
			if (out->n == COLUMNS_MAX) {
				out->crowded = true;
				return;
			}
			out->pieces[out->n++] =
				(struct piece){ .words = { s.p + i, 0 }, .start = place - 1 };
		}
		blanks = 0;
		struct piece *p = &out->pieces[out->n - 1];
		p->words.n = (size_t)(s.p + i + 1 - p->words.p);
		p->end = place;
	}
}

static bool is_figure(struct zb_span s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++)
		digits += s.p[i] >= '0' && s.p[i] <= '9';
	return digits * 2 >= s.n && digits > 0;
}

/* A run of lines that may be a table. */
struct block {
	struct line *rows;
	size_t n, cap;
	size_t columns; /* 0: it is none */
	uint32_t start[COLUMNS_MAX], end[COLUMNS_MAX];
};

/* How many pieces most rows have; of two counts as common the larger. */
static size_t common_count(const struct block *b)
{
	size_t rows[COLUMNS_MAX + 1] = { 0 };
	size_t best = 0;
	for (size_t i = 0; i < b->n; i++)
		rows[b->rows[i].n]++;
	for (size_t k = 2; k <= COLUMNS_MAX; k++)
		if (rows[k] > 0 && rows[k] >= rows[best])
			best = k;
	return best > 0 && rows[best] >= 2 ? best : 0;
}

/* The columns are where the rows of the common kind have their words, and do not overlap; most of
 * these rows hold figures. */
static void find_columns(struct block *b)
{
	size_t k = b->n >= ROWS_MIN ? common_count(b) : 0;
	size_t rows = 0;
	size_t figures = 0;
	b->columns = 0;
	for (size_t i = 0; k > 0 && i < b->n; i++) {
		const struct line *l = &b->rows[i];
		bool figure = false;
		if (l->n != k)
			continue;
		for (size_t c = 0; c < k; c++) {
			const struct piece *p = &l->pieces[c];
			if (rows == 0 || p->start < b->start[c])
				b->start[c] = p->start;
			if (rows == 0 || p->end > b->end[c])
				b->end[c] = p->end;
			figure = figure || (c > 0 && is_figure(p->words));
		}
		rows++;
		figures += figure;
	}
	for (size_t c = 1; c < k; c++)
		if (b->start[c] < b->end[c - 1])
			return;
	b->columns = figures * 2 >= rows && figures > 0 ? k : 0;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
	return a < b ? b - a : a - b;
}

/* The columns that a piece stands over: those it overlaps, else the one whose start is nearest. */
static void columns_of(size_t *first, size_t *last, const struct block *b,
                       const struct piece *p)
{
	size_t nearest = 0;
	bool found = false;
	for (size_t c = 0; c < b->columns; c++) {
		if (distance(b->start[c], p->start) < distance(b->start[nearest], p->start))
			nearest = c;
		if (p->start >= b->end[c] || p->end <= b->start[c])
			continue;
		*first = found ? *first : c;
		*last = c;
		found = true;
	}
	if (!found)
		*first = *last = nearest;
}

static void write_row(struct sheet *s, const struct block *b, const struct line *l)
{
	size_t free = 0; /* the next column that has no cell yet */
	for (size_t i = 0; i < l->n; i++) {
		size_t first = 0;
		size_t last = 0;
		columns_of(&first, &last, b, &l->pieces[i]);
		first = first > free ? first : free;
		if (first >= b->columns)
			first = b->columns - 1;
		last = last > first ? last : first;
		for (; free < first; free++)
			sheet_cell(s, zb_span("", 0), 1);
		sheet_place(s, (uint32_t)first);
		sheet_cell(s, l->pieces[i].words, (uint32_t)(last - first + 1));
		free = last + 1;
	}
	sheet_row(s);
}

/* --- the whole --- */

struct paper {
	struct sheet sheet;
	struct paragraphs words;
	struct block block;
	struct zb_span text;
	size_t from; /* where the block's lines begin */
};

/* The block is over at `end`: a table, or lines of text after all. */
static void end_block(struct paper *p, size_t end)
{
	struct zb_span line;
	find_columns(&p->block);
	if (p->block.columns == 0) {
		struct zb_span text = zb_span_sub(p->text, 0, end);
		for (size_t at = p->from; lines_next(&line, text, &at);)
			add_line(&p->words, line);
	} else {
		p->words.open = false;
		sheet_begin(&p->sheet);
		for (size_t i = 0; i < p->block.n; i++)
			write_row(&p->sheet, &p->block, &p->block.rows[i]);
		sheet_end(&p->sheet);
	}
	p->block.n = 0;
}

static int keep_row(struct block *b, const struct line *l)
{
	int ret = zb_vec_grow(&b->rows, &b->cap, b->n + 1, sizeof(*b->rows), ROWS_MAX);
	if (ret == 0)
		b->rows[b->n++] = *l;
	return ret;
}

static int read_lines(struct paper *p)
{
	struct line l;
	struct zb_span line;
	int blank = 0;
	int ret = 0;
	size_t at = 0;
	for (size_t begin = 0; ret == 0 && lines_next(&line, p->text, &at); begin = at) {
		read_line(&l, line);
		blank = l.n == 0 ? blank + 1 : 0;
		bool row = l.n > 1 && !l.crowded && p->block.n < ROWS_MAX;
		if (!row && p->block.n > 0 && (l.n > 0 || blank > 1))
			end_block(p, begin);
		if (row && p->block.n == 0)
			p->from = begin;
		if (row)
			ret = keep_row(&p->block, &l);
		else if (p->block.n == 0)
			add_line(&p->words, line);
	}
	if (ret == 0 && p->block.n > 0)
		end_block(p, p->text.n);
	return ret;
}

int paper_read(struct office *out, struct zb_arena *arena, struct zb_span text)
{
	struct paper p = { .words = { .out = &out->text, .full = page_width(text) * 17 / 20 },
		           .text = text };
	sheet_init(&p.sheet, arena, &out->text);
	int ret = read_lines(&p);
	end_line(&out->text);
	if (ret == 0)
		ret = out->text.err;
	if (ret == 0)
		ret = sheet_take(&out->tables, &out->n_tables, &p.sheet);
	sheet_deinit(&p.sheet);
	free(p.block.rows);
	return ret;
}
