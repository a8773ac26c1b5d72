/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "client.h"
#include "common/err.h"
#include "proto/codec.h"
#include "proto/settings.h"
#include "proto/wire.pb-c.h"
#include "source.h"
#include "table.h"

static int print_day(struct table *table, const Zhibiao__SourceReport *r)
{
	const uint64_t figures[] = { r->runs, r->documents, r->fresh, r->records, r->failed };
	enum { FIGURES = sizeof(figures) / sizeof(figures[0]) };
	char n[FIGURES][24], alarms[300];
	for (int i = 0; i < FIGURES; i++)
		snprintf(n[i], sizeof(n[i]), "%" PRIu64, figures[i]);
	const struct zb_span cells[] = {
		zb_span_str(r->source),
		zb_span_str(r->day),
		zb_span_str(n[0]),
		zb_span_str(n[1]),
		zb_span_str(n[2]),
		zb_span_str(n[3]),
		zb_span_str(n[4]),
		zb_span_str(table_join(alarms, sizeof(alarms), r->alarms, r->n_alarms)),
	};
	return table_row(table, cells);
}

static int print(const Zhibiao__SourceReply *reply)
{
	static const struct table_column columns[] = {
		{ .title = "SOURCE", .least = 12 },   { .title = "DAY", .fixed = true },
		{ .title = "RUNS", .right = true },   { .title = "DOCUMENTS", .right = true },
		{ .title = "NEW", .right = true },    { .title = "RECORDS", .right = true },
		{ .title = "FAILED", .right = true }, { .title = "ALARMS", .least = 12 },
	};
	struct table *table = NULL;
	int ret = table_new(&table, stdout, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; ret == 0 && i < reply->n_reports; i++)
		ret = print_day(table, reply->reports[i]);
	if (ret == 0)
		ret = table_end(table);
	table_free(table);
	return ret;
}

static int report(const struct options *o, struct client *client, const char *name)
{
	Zhibiao__SourceRequest request;
	Zhibiao__SourceReply *reply = NULL;
	zhibiao__source_request__init(&request);
	request.action = zb_field_text("report");
	request.name = zb_field_text(name != NULL ? name : "");
	if (client_ask(&reply, client, &client_source, &request.base) < 0)
		return EXIT_FAILED; /* told by the client */
	if (reply->error[0] != '\0')
		return options_fail(o, "%s: %s", request.name, reply->error);
	if (reply->n_reports == 0)
		options_note(o, "no source has run yet%s%s",
		             name != NULL ? " of the name " : "", name != NULL ? name : "");
	int ret = print(reply);
	return ret < 0 ? options_fail(o, "%s", zb_strerror(ret)) : EXIT_DONE;
}

int source_report(const struct options *o, const struct zb_settings *settings, const char *name)
{
	struct client *client = NULL;
	int ret = client_open(&client, o, settings, "fetcher") == 0 ? report(o, client, name)
	                                                            : EXIT_FAILED;
	client_close(client);
	return ret;
}
