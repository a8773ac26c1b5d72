/* SPDX-License-Identifier: Apache-2.0 */
#include "survey.h"

const char *const survey_services[SURVEY_SERVICES] = {
	[SURVEY_STORE] = "store",
	[SURVEY_FETCHER] = "fetcher",
};

static Zhibiao__StatusReply *ask(struct client *client)
{
	Zhibiao__StatusRequest request;
	Zhibiao__StatusReply *reply = NULL;
	zhibiao__status_request__init(&request);
	return client_ask(&reply, client, &client_status, &request.base) < 0 ? NULL : reply;
}

void survey_take(struct survey *v, const struct options *o, const struct zb_settings *settings,
                 bool quiet)
{
	for (int i = 0; i < SURVEY_SERVICES; i++) {
		struct client **c = &v->clients[i];
		int ret = quiet ? client_open_quiet(c, o, settings, survey_services[i])
		                : client_open(c, o, settings, survey_services[i]);
		if (ret == 0)
			v->replies[i] = ask(*c);
	}
}

void survey_close(struct survey *v)
{
	for (int i = 0; i < SURVEY_SERVICES; i++)
		client_close(v->clients[i]);
	*v = (struct survey){ 0 };
}
