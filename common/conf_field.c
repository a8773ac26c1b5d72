/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration's defaults and its teardown: the walk of conf.c without a document. */
#include "common/conf_walk.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/err.h"

enum { STACK_MAX = 100000 };

void conf_push(struct conf_walk *w, struct conf_job job)
{
	if (w->err == 0)
		w->err = zb_vec_grow(&w->jobs, &w->cap, w->n + 1, sizeof(*w->jobs), STACK_MAX);
	if (w->err == 0)
		w->jobs[w->n++] = job;
}

char *conf_dup_text(const char *s, size_t n)
{
	char *out = calloc(n + 1, 1);
	if (out != NULL && n > 0)
		memcpy(out, s, n);
	return out;
}

static void set_default(struct conf_walk *w, const struct zb_conf_row *row, char *at)
{
	bool flag = row->def != 0;
	int choice = (int)row->def;
	char *text = NULL;
	switch (row->type) {
	case ZB_CONF_TYPE_INT:
	case ZB_CONF_TYPE_SIZE:
	case ZB_CONF_TYPE_LINE:
		memcpy(at, &row->def, sizeof(row->def));
		break;
	case ZB_CONF_TYPE_BOOL:
		memcpy(at, &flag, sizeof(flag));
		break;
	case ZB_CONF_TYPE_ENUM:
		memcpy(at, &choice, sizeof(choice));
		break;
	case ZB_CONF_TYPE_STR:
		if (row->text != NULL &&
		    (text = conf_dup_text(row->text, strlen(row->text))) == NULL)
			w->err = ZB_ENOMEM;
		memcpy(at, &text, sizeof(text));
		break;
	case ZB_CONF_TYPE_STRLIST:
		memset(at, 0, sizeof(struct zb_conf_strings));
		break;
	case ZB_CONF_TYPE_LIST:
		memset(at, 0, sizeof(struct zb_conf_list));
		break;
	default:
		break;
	}
}

void conf_push_defaults(struct conf_walk *w, const struct zb_conf_row *rows, char *base)
{
	size_t floor = w->n;
	conf_push(w, (struct conf_job){ .rows = rows, .base = base });
	while (w->n > floor) {
		struct conf_job job = w->jobs[--w->n];
		for (const struct zb_conf_row *r = job.rows; r->type != ZB_CONF_TYPE_END; r++) {
			if (r->type == ZB_CONF_TYPE_MAP)
				conf_push(w, (struct conf_job){ .rows = r->rows,
				                                .base = job.base + r->offset });
			else
				set_default(w, r, job.base + r->offset);
		}
	}
}

static void free_field(struct conf_walk *w, const struct zb_conf_row *row, char *at)
{
	struct zb_conf_strings strings;
	struct zb_conf_list list;
	char *text = NULL;
	switch (row->type) {
	case ZB_CONF_TYPE_STR:
		memcpy(&text, at, sizeof(text));
		free(text);
		text = NULL;
		memcpy(at, &text, sizeof(text));
		break;
	case ZB_CONF_TYPE_STRLIST:
		memcpy(&strings, at, sizeof(strings));
		for (size_t i = 0; i < strings.n; i++)
			free(strings.items[i]);
		free(strings.items);
		memset(at, 0, sizeof(strings));
		break;
	case ZB_CONF_TYPE_LIST:
		memcpy(&list, at, sizeof(list));
		memset(at, 0, sizeof(list));
		conf_push(w,
		          (struct conf_job){
				  .release = list.items }); /* under its items: reached last */
		for (size_t i = 0; i < list.n; i++)
			conf_push(w, (struct conf_job){ .rows = row->rows,
			                                .base = (char *)list.items +
			                                        i * row->size });
		break;
	case ZB_CONF_TYPE_MAP:
		conf_push(w, (struct conf_job){ .rows = row->rows, .base = at });
		break;
	default:
		break;
	}
}

void zb_conf_deinit(void *conf, const struct zb_conf_row *rows)
{
	struct conf_walk w = { 0 };
	if (conf == NULL)
		return;
	conf_push(&w, (struct conf_job){ .rows = rows, .base = conf });
	while (w.n > 0) {
		struct conf_job job = w.jobs[--w.n];
		free(job.release);
		for (const struct zb_conf_row *r = job.rows;
		     r != NULL && r->type != ZB_CONF_TYPE_END; r++)
			free_field(&w, r, job.base + r->offset);
	}
	free(w.jobs);
}

int zb_conf_defaults(void *out, const struct zb_conf_row *rows)
{
	struct conf_walk w = { 0 };
	conf_push_defaults(&w, rows, out);
	free(w.jobs);
	if (w.err != 0)
		zb_conf_deinit(out, rows);
	return w.err;
}
