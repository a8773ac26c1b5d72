/* SPDX-License-Identifier: Apache-2.0 */
#include "ole.h"

#include "bytes.h"
#include "common/arena.h"
#include "common/err.h"

enum {
	HEADER_SIZE = 512,
	HEADER_FATS = 109, /* places of FAT sectors that the header has room for */
	ENTRY_SIZE = 128,
	MINI_SIZE = 64,
	ENTRY_STREAM = 2,
	ENTRY_ROOT = 5,
};

#define SECTOR_MAX 0xFFFFFFFAu /* above it numbers mean the end, or nothing */

struct ole {
	struct zb_span file;
	size_t sector;  /* bytes */
	uint32_t *fats; /* where the FAT's own sectors are */
	size_t n_fats;
	size_t sectors; /* in the file: no chain is longer */
};

static struct zb_span sector_at(const struct ole *o, uint32_t i)
{
	return zb_span_sub(o->file, ((size_t)i + 1) * o->sector, o->sector);
}

static uint32_t next_of(const struct ole *o, uint32_t sector)
{
	size_t each = o->sector / 4;
	if (sector / each >= o->n_fats)
		return UINT32_MAX;
	struct zb_span fat = sector_at(o, o->fats[sector / each]);
	return bytes_u32(fat, sector % each * 4);
}

static int open_file(struct ole *o, struct zb_arena *arena, struct zb_span file)
{
	unsigned shift = bytes_u16(file, 30);
	if (file.n < HEADER_SIZE || (shift != 9 && shift != 12))
		return ZB_EMALFORMED;
	*o = (struct ole){ .file = file, .sector = (size_t)1 << shift };
	o->sectors = file.n / o->sector + 1;
	o->fats = zb_arena_array(arena, o->sectors + HEADER_FATS, sizeof(*o->fats));
	if (o->fats == NULL)
		return ZB_ETOOBIG;
	for (size_t i = 0; i < HEADER_FATS; i++) {
		uint32_t at = bytes_u32(file, 76 + 4 * i);
		if (at > SECTOR_MAX)
			return 0;
		o->fats[o->n_fats++] = at;
	}
	uint32_t more = bytes_u32(file, 68);
	for (size_t k = 0; more <= SECTOR_MAX && k < o->sectors; k++) {
		struct zb_span list = sector_at(o, more);
		size_t n = o->sector / 4 - 1;
		for (size_t i = 0; i < n && o->n_fats < o->sectors; i++) {
			uint32_t at = bytes_u32(list, 4 * i);
			if (at <= SECTOR_MAX && list.n > 0)
				o->fats[o->n_fats++] = at;
		}
		more = list.n > 0 ? bytes_u32(list, 4 * n) : UINT32_MAX;
	}
	return 0;
}

static int read_chain(struct zb_buf *out, const struct ole *o, uint32_t sector, size_t size)
{
	size_t from = out->n;
	for (size_t k = 0; sector <= SECTOR_MAX && k < o->sectors && out->n - from < size;
	     k++) {
		struct zb_span s = sector_at(o, sector);
		if (s.n == 0)
			break;
		zb_buf_add_span(out, zb_span_sub(s, 0, size - (out->n - from)));
		sector = next_of(o, sector);
	}
	return out->err;
}

/* A short stream lies in pieces of 64 bytes within the root's stream, chained by a FAT of its own. */
static int read_mini(struct zb_buf *out, const struct ole *o, struct zb_span root,
                     struct zb_span entry)
{
	struct zb_buf whole;
	struct zb_buf fat;
	size_t left = bytes_u32(entry, 120);
	zb_buf_init(&whole, o->file.n + 1);
	zb_buf_init(&fat, o->file.n + 1);
	int ret = read_chain(&whole, o, bytes_u32(root, 116), bytes_u32(root, 120));
	if (ret == 0)
		ret = read_chain(&fat, o, bytes_u32(o->file, 60), o->file.n);
	uint32_t at = bytes_u32(entry, 116);
	for (size_t k = 0; ret == 0 && left > 0 && at <= SECTOR_MAX && k <= whole.n / MINI_SIZE;
	     k++) {
		struct zb_span piece = zb_span_sub(zb_buf_span(&whole), (size_t)at * MINI_SIZE,
		                                   left < MINI_SIZE ? left : MINI_SIZE);
		zb_buf_add_span(out, piece);
		left -= piece.n;
		bool known = ((size_t)at + 1) * 4 <= fat.n;
		at = known && piece.n > 0 ? bytes_u32(zb_buf_span(&fat), (size_t)at * 4)
		                          : UINT32_MAX;
	}
	ret = ret != 0 ? ret : out->err;
	zb_buf_deinit(&whole);
	zb_buf_deinit(&fat);
	return ret;
}

static bool has_name(struct zb_span entry, struct zb_span name)
{
	if (bytes_u16(entry, 64) != 2 * (name.n + 1))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (bytes_u16(entry, 2 * i) != (unsigned char)name.p[i])
			return false;
	return true;
}

int ole_stream(struct zb_buf *out, struct zb_arena *arena, struct zb_span file,
               struct zb_span name)
{
	struct ole o;
	struct zb_buf directory;
	struct zb_span root = { 0 };
	struct zb_span found = { 0 };
	int ret = open_file(&o, arena, file);
	if (ret < 0)
		return ret;
	zb_buf_init(&directory, file.n + 1);
	ret = read_chain(&directory, &o, bytes_u32(file, 48), file.n);
	for (size_t at = 0; ret == 0 && at + ENTRY_SIZE <= directory.n; at += ENTRY_SIZE) {
		struct zb_span entry = zb_span_sub(zb_buf_span(&directory), at, ENTRY_SIZE);
		if (entry.p[66] == ENTRY_ROOT)
			root = entry;
		else if (entry.p[66] == ENTRY_STREAM && found.n == 0 && has_name(entry, name))
			found = entry;
	}
	if (ret == 0 && found.n == 0)
		ret = ZB_ENOTFOUND;
	if (ret == 0 && bytes_u32(found, 120) < bytes_u32(file, 56) && root.n > 0)
		ret = read_mini(out, &o, root, found);
	else if (ret == 0)
		ret = read_chain(out, &o, bytes_u32(found, 116), bytes_u32(found, 120));
	zb_buf_deinit(&directory);
	return ret;
}
