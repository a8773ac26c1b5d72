/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the daemons say of themselves, asked all at once. The store and the fetcher listen;
 * extractors are known to the fetcher. Zeroed storage of the caller; survey_close after
 * survey_take, whatever it found.
 */
#pragma once

#include "client.h"
#include "proto/wire.pb-c.h"

enum { SURVEY_STORE, SURVEY_FETCHER, SURVEY_SERVICES };
enum { SURVEY_SILENT_MS = 10000 }; /* an extractor silent for longer counts as gone */

extern const char *const survey_services[SURVEY_SERVICES];

struct survey {
	struct client *clients[SURVEY_SERVICES];
	Zhibiao__StatusReply *replies[SURVEY_SERVICES]; /* NULL: no answer */
};

/* Who does not answer is told on standard error, unless `quiet`; the client bounds the wait. */
void survey_take(struct survey *v, const struct options *o, const struct zb_settings *settings,
                 bool quiet);
void survey_close(struct survey *v);
