/* SPDX-License-Identifier: Apache-2.0 */
/* The format sqlite: a database file with the tables `records` and `documents`. */
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>

#include "columns.h"
#include "common/err.h"
#include "common/hash.h"
#include "format.h"
#include "proto/codec.h"
#include "proto/record.pb-c.h"
#include "services/store/key.h"

enum { DOCUMENT_CELLS = 9, SQL_MAX = 4096 };

struct file {
	sqlite3 *db;
	sqlite3_stmt *add_record;
	sqlite3_stmt *add_document;
};

static int err_from_sqlite(int rc)
{
	switch (rc) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return 0;
	case SQLITE_FULL:
	case SQLITE_IOERR:
		return ZB_EFULL;
	case SQLITE_NOMEM:
		return ZB_ENOMEM;
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ZB_EDENIED;
	default:
		return ZB_ELIBRARY;
	}
}

static int run_sql(struct file *s, const char *sql)
{
	return err_from_sqlite(sqlite3_exec(s->db, sql, NULL, NULL, NULL));
}

static int make_tables(struct file *s)
{
	char sql[SQL_MAX];
	int n = snprintf(sql, sizeof(sql), "CREATE TABLE records(");
	for (int i = 0; i < COLUMNS; i++)
		n += snprintf(sql + n, sizeof(sql) - (size_t)n, "%s\"%s\" %s%s",
		              i > 0 ? "," : "", columns[i].name,
		              columns[i].is_number ? "INTEGER" : "TEXT",
		              i == 0 ? " PRIMARY KEY" : "");
	snprintf(
		sql + n, sizeof(sql) - (size_t)n,
		",document_id TEXT REFERENCES documents(id));"
		"CREATE TABLE documents(id TEXT PRIMARY KEY,url TEXT,title TEXT,published TEXT,"
		"publisher TEXT,author TEXT,kind TEXT,version INTEGER,fetched_ms INTEGER);");
	return run_sql(s, sql);
}

static int prepare(struct file *s)
{
	char sql[SQL_MAX];
	int n = snprintf(sql, sizeof(sql), "INSERT OR REPLACE INTO records VALUES(?");
	for (int i = 0; i < COLUMNS; i++)
		n += snprintf(sql + n, sizeof(sql) - (size_t)n, ",?");
	snprintf(sql + n, sizeof(sql) - (size_t)n, ")");
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &s->add_record, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(s->db,
		                        "INSERT OR IGNORE INTO documents "
		                        "VALUES(?,?,?,?,?,?,?,?,?)",
		                        -1, &s->add_document, NULL);
	return err_from_sqlite(rc);
}

static int begin(struct format *f)
{
	struct file *s = calloc(1, sizeof(*s));
	f->state = s;
	if (s == NULL)
		return ZB_ENOMEM;
	int ret = err_from_sqlite(sqlite3_open(f->path, &s->db));
	if (ret == 0 && (ret = run_sql(s, "BEGIN")) == 0 && (ret = make_tables(s)) == 0)
		ret = prepare(s);
	return ret;
}

/* Empty text is NULL: what is not said is not "". */
static void bind_text(sqlite3_stmt *to, int at, struct zb_span s)
{
	if (s.n == 0)
		sqlite3_bind_null(to, at);
	else
		sqlite3_bind_text(to, at, s.p, (int)s.n, SQLITE_TRANSIENT);
}

static int add(sqlite3_stmt *statement)
{
	int rc = sqlite3_step(statement);
	sqlite3_reset(statement);
	return err_from_sqlite(rc);
}

static int add_document(struct file *s, const Zhibiao__Document *d, const char *id)
{
	const char *const texts[] = { id,           d->url,    d->title, d->published,
		                      d->publisher, d->author, d->kind };
	int at = 1;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		bind_text(s->add_document, at++, zb_span_str(texts[i]));
	sqlite3_bind_int64(s->add_document, at++, d->version);
	sqlite3_bind_int64(s->add_document, at, d->fetched_ms);
	return add(s->add_document);
}

static int put_hit(struct format *f, const struct query_hit *hit)
{
	struct file *s = f->state;
	struct columns_row row;
	char id[2 * KEY_ID_SIZE + 1] = "";
	columns_fill(&row, hit);
	if (hit->document->id.len == KEY_ID_SIZE)
		zb_hex(id, hit->document->id.data, KEY_ID_SIZE);
	int ret = add_document(s, hit->document, id);
	if (ret < 0)
		return ret;
	for (int i = 0; i < COLUMNS; i++) {
		if (columns[i].is_number)
			sqlite3_bind_int64(s->add_record, i + 1,
			                   strtoll(row.cells[i].p, NULL, 10));
		else
			bind_text(s->add_record, i + 1, row.cells[i]);
	}
	bind_text(s->add_record, COLUMNS + 1, zb_span_str(id));
	return add(s->add_record);
}

static int end(struct format *f)
{
	struct file *s = f->state;
	if (s == NULL)
		return 0;
	int ret = s->add_document != NULL ? run_sql(s, "CREATE INDEX records_by_indicator ON "
	                                               "records(indicator);"
	                                               "CREATE INDEX records_by_document ON "
	                                               "records(document_id);COMMIT")
	                                  : ZB_ELIBRARY;
	sqlite3_finalize(s->add_record);
	sqlite3_finalize(s->add_document);
	sqlite3_close(s->db);
	free(s);
	f->state = NULL;
	return ret;
}

const struct format_kind format_sqlite = {
	.name = "sqlite",
	.own_file = true,
	.begin = begin,
	.hit = put_hit,
	.end = end,
};
