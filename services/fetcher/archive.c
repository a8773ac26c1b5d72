/* SPDX-License-Identifier: Apache-2.0 */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "common/buf.h"
#include "common/err.h"
#include "header.h"

enum {
	CHUNK = 64 << 10,
	HEAD_MAX = 64 << 10,
	GZIP_WINDOW = 15 + 16, /* zlib: with a gzip header */
};

struct archive {
	char *path;
	int fd;
	bool packed;
	bool ended;   /* nothing more in the file */
	bool between; /* a member ended; the next one has not begun */
	bool cut;
	bool bad;
	z_stream z;
	uint64_t read;     /* bytes of the file taken into `in` */
	uint64_t member;   /* where the member began that `out` is of */
	uint64_t unpacked; /* bytes of it handed out */
	uint64_t left;     /* of the block of the record read last */
	size_t at, n;      /* in `out`: next byte, end */
	struct zb_buf head;
	unsigned char in[CHUNK];
	unsigned char out[CHUNK];
};

bool archive_is(struct zb_span path)
{
	static const struct zb_span ends[] = { ZB_S(".warc"), ZB_S(".warc.gz") };
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (path.n > ends[i].n &&
		    zb_span_eq_nocase(zb_span_sub(path, path.n - ends[i].n, ends[i].n),
		                      ends[i]))
			return true;
	return false;
}

/* --- bytes --- */

static size_t read_file(struct archive *a, unsigned char *to)
{
	ssize_t n = read(a->fd, to, CHUNK);
	if (n <= 0) {
		a->ended = true;
		a->bad |= n < 0;
		return 0;
	}
	a->read += (uint64_t)n;
	return (size_t)n;
}

static bool has_input(struct archive *a)
{
	if (a->z.avail_in == 0) {
		a->z.next_in = a->in;
		a->z.avail_in = (uInt)read_file(a, a->in);
	}
	return a->z.avail_in > 0;
}

/* What follows a member and is none is padding, or the file's end as it was left. */
static bool next_member(struct archive *a)
{
	if (a->z.next_in[0] != 0x1F) {
		a->cut |= a->z.next_in[0] != 0;
		a->ended = true;
		a->z.avail_in = 0;
		return false;
	}
	inflateReset(&a->z);
	a->between = false;
	a->member = a->read - a->z.avail_in;
	a->unpacked = 0;
	return true;
}

/* More of the member under way, or of the one behind it. */
static void unpack(struct archive *a)
{
	a->z.next_out = a->out;
	a->z.avail_out = CHUNK;
	while (a->z.avail_out == CHUNK && !a->bad) {
		if (!has_input(a)) {
			a->cut |= !a->between;
			return;
		}
		if (a->between && !next_member(a))
			return;
		int ret = inflate(&a->z, Z_NO_FLUSH);
		if (ret == Z_STREAM_END)
			a->between = true;
		else if (ret != Z_OK && ret != Z_BUF_ERROR)
			a->bad = true;
	}
}

/* Members are told apart: what `out` holds is always of one. */
static bool fill(struct archive *a)
{
	if (a->at < a->n)
		return true;
	a->at = a->n = 0;
	if (a->ended && a->z.avail_in == 0)
		return false;
	if (a->packed) {
		unpack(a);
		a->n = a->bad ? 0 : CHUNK - a->z.avail_out;
	} else {
		a->n = read_file(a, a->out);
	}
	return a->n > 0;
}

static void take(struct archive *a, size_t n)
{
	a->at += n;
	a->unpacked += n;
}

static struct archive_place place_of(const struct archive *a)
{
	if (a->packed)
		return (struct archive_place){ .file = a->member, .inner = a->unpacked };
	return (struct archive_place){ .file = a->read - (a->n - a->at) };
}

/* --- headers --- */

/* One line with its end into the head; false where the file ends or the head is too long. */
static bool add_line(struct archive *a)
{
	for (;;) {
		if (!fill(a)) {
			a->cut = true;
			return false;
		}
		const unsigned char *end = memchr(a->out + a->at, '\n', a->n - a->at);
		size_t n = end != NULL ? (size_t)(end - (a->out + a->at)) + 1 : a->n - a->at;
		if (zb_buf_add(&a->head, a->out + a->at, n) < 0)
			return false;
		take(a, n);
		if (end != NULL)
			return true;
	}
}

/* As far as it goes, it begins as a record does. */
static bool looks_right(const struct archive *a)
{
	static const char version[] = "WARC/";
	size_t n = a->head.n < sizeof(version) - 1 ? a->head.n : sizeof(version) - 1;
	return memcmp(a->head.p != NULL ? a->head.p : "", version, n) == 0;
}

/* Up to the empty line. */
static bool read_head(struct archive *a)
{
	zb_buf_reset(&a->head);
	for (;;) {
		size_t from = a->head.n;
		if (!add_line(a))
			return false;
		if (from == 0 && !looks_right(a))
			return false;
		if (zb_span_trim(zb_span_sub(zb_buf_span(&a->head), from, a->head.n)).n == 0)
			return true;
	}
}

static bool read_length(uint64_t *out, struct zb_span text)
{
	*out = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9' || *out > (uint64_t)INT64_MAX / 16)
			return false;
		*out = *out * 10 + (uint64_t)(text.p[i] - '0');
	}
	return text.n > 0;
}

/* 2024-03-05T10:00:00Z, with or without a fraction (W3C date and time). */
static int64_t read_date(struct zb_span text)
{
	struct tm tm = { 0 };
	char copy[20];
	if (text.n < 19)
		return 0;
	snprintf(copy, sizeof(copy), "%.19s", text.p);
	char *end = strptime(copy, "%Y-%m-%dT%H:%M:%S", &tm);
	return end != NULL && *end == '\0' ? (int64_t)timegm(&tm) * 1000 : 0;
}

/* Some writers put addresses in <>. */
static struct zb_span bare(struct zb_span uri)
{
	bool wrapped = uri.n >= 2 && uri.p[0] == '<' && uri.p[uri.n - 1] == '>';
	return wrapped ? zb_span_sub(uri, 1, uri.n - 2) : uri;
}

static int read_record(struct archive_record *r, struct archive *a)
{
	struct zb_span head = zb_buf_span(&a->head);
	r->type = header_get(head, ZB_S("warc-type"));
	r->uri = bare(header_get(head, ZB_S("warc-target-uri")));
	r->content_type = header_get(head, ZB_S("content-type"));
	r->profile = header_get(head, ZB_S("warc-profile"));
	r->refers_to = bare(header_get(head, ZB_S("warc-refers-to-target-uri")));
	r->date_ms = read_date(header_get(head, ZB_S("warc-date")));
	if (!read_length(&r->length, header_get(head, ZB_S("content-length"))))
		return ZB_EMALFORMED;
	a->left = r->length;
	return 0;
}

/* Far ahead in a plain file there is no need to read. */
static void jump(struct archive *a)
{
	struct stat st;
	uint64_t here = a->read - (a->n - a->at);
	if (a->packed || a->left <= a->n - a->at || fstat(a->fd, &st) != 0 ||
	    here + a->left > (uint64_t)st.st_size ||
	    lseek(a->fd, (off_t)(here + a->left), SEEK_SET) < 0)
		return;
	a->read = here + a->left;
	a->left = 0;
	a->at = a->n = 0;
}

/* The rest of a block and the empty lines behind it. */
static bool skip(struct archive *a)
{
	jump(a);
	while (a->left > 0 && fill(a)) {
		size_t n = a->n - a->at < a->left ? a->n - a->at : (size_t)a->left;
		take(a, n);
		a->left -= n;
	}
	if (a->left > 0) {
		a->cut = true;
		return false;
	}
	while (fill(a) && (a->out[a->at] == '\r' || a->out[a->at] == '\n'))
		take(a, 1);
	return a->at < a->n;
}

int archive_next(struct archive_record *out, struct archive *archive)
{
	*out = (struct archive_record){ 0 };
	if (!skip(archive))
		return archive->bad ? ZB_EMALFORMED : ZB_ENOTFOUND;
	out->at = place_of(archive);
	if (read_head(archive))
		return read_record(out, archive);
	bool end = archive->cut && !archive->bad && looks_right(archive);
	return end ? ZB_ENOTFOUND : ZB_EMALFORMED;
}

bool archive_tell(struct archive_place *out, struct archive *archive)
{
	bool more = skip(archive);
	*out = place_of(archive);
	return more;
}

int archive_block(struct zb_buf *out, struct archive *archive)
{
	struct archive *a = archive;
	if (a->left > out->max - out->n)
		return ZB_ETOOBIG;
	while (a->left > 0 && fill(a)) {
		size_t n = a->n - a->at < a->left ? a->n - a->at : (size_t)a->left;
		if (zb_buf_add(out, a->out + a->at, n) < 0)
			return out->err;
		take(a, n);
		a->left -= n;
	}
	a->cut |= a->left > 0;
	a->left = 0;
	return a->bad ? ZB_EMALFORMED : 0;
}

bool archive_is_cut(const struct archive *archive)
{
	return archive->cut;
}

/* --- places --- */

/* Within a member there is no way but through it. */
static int skip_inner(struct archive *a, uint64_t inner)
{
	while (a->unpacked < inner) {
		if (!fill(a))
			return ZB_ENOTFOUND;
		uint64_t want = inner - a->unpacked;
		take(a, a->n - a->at < want ? a->n - a->at : (size_t)want);
	}
	return 0;
}

int archive_seek(struct archive *archive, const struct archive_place *at)
{
	struct archive *a = archive;
	bool here = skip(a);
	struct archive_place now = place_of(a);
	if (here && now.file == at->file && now.inner <= at->inner)
		return a->packed ? skip_inner(a, at->inner) : 0;
	if (lseek(a->fd, (off_t)at->file, SEEK_SET) < 0)
		return -errno;
	a->read = a->member = at->file;
	a->unpacked = a->left = 0;
	a->at = a->n = 0;
	a->ended = a->cut = a->bad = false;
	a->between = true;
	a->z.avail_in = 0;
	return a->packed ? skip_inner(a, at->inner) : 0;
}

void archive_place_print(char out[48], const struct archive_place *at)
{
	if (at->inner > 0)
		snprintf(out, 48, "%" PRIu64 "+%" PRIu64, at->file, at->inner);
	else
		snprintf(out, 48, "%" PRIu64, at->file);
}

bool archive_place_read(struct archive_place *out, struct zb_span text)
{
	ptrdiff_t plus = zb_span_find(text, ZB_S("+"), 0);
	*out = (struct archive_place){ 0 };
	if (plus >= 0 && !read_length(&out->inner, zb_span_sub(text, (size_t)plus + 1, text.n)))
		return false;
	return read_length(&out->file, plus >= 0 ? zb_span_sub(text, 0, (size_t)plus) : text);
}

/* --- life --- */

static int open_file(struct archive *a)
{
	struct stat st;
	unsigned char magic[5];
	a->fd = open(a->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (a->fd < 0 || fstat(a->fd, &st) != 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return ZB_EINVAL;
	ssize_t n = pread(a->fd, magic, sizeof(magic), 0);
	if (n < (ssize_t)sizeof(magic))
		return n < 0 ? -errno : ZB_EMALFORMED;
	a->packed = magic[0] == 0x1F && magic[1] == 0x8B;
	return a->packed || memcmp(magic, "WARC/", sizeof(magic)) == 0 ? 0 : ZB_EMALFORMED;
}

int archive_open(struct archive **out, const char *path)
{
	*out = NULL;
	struct archive *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return ZB_ENOMEM;
	a->fd = -1;
	a->between = true;
	zb_buf_init(&a->head, HEAD_MAX);
	a->path = strdup(path);
	int ret = a->path != NULL && inflateInit2(&a->z, GZIP_WINDOW) == Z_OK ? open_file(a)
	                                                                      : ZB_ENOMEM;
	if (ret < 0) {
		archive_close(a);
		return ret;
	}
	*out = a;
	return 0;
}

void archive_close(struct archive *archive)
{
	if (archive == NULL)
		return;
	if (archive->fd >= 0)
		close(archive->fd);
	inflateEnd(&archive->z);
	zb_buf_deinit(&archive->head);
	free(archive->path);
	free(archive);
}

const char *archive_path(const struct archive *archive)
{
	return archive->path;
}
