/* SPDX-License-Identifier: Apache-2.0 */
#include "held.h"

#include <stdlib.h>

void held_list_init(struct held_list *list)
{
	*list = (struct held_list){ .last = &list->first };
}

struct held *held_find(const struct held_list *list, uint64_t lease)
{
	for (struct held *h = list->first; h != NULL; h = h->next)
		if (h->lease == lease)
			return h;
	return NULL;
}

static void free_held(struct held *h)
{
	if (h->msg != NULL)
		zhibiao__lease__free_unpacked(h->msg, NULL);
	zb_frame_free(h->body);
	zb_buf_deinit(&h->result);
	zb_buf_deinit(&h->done);
	free(h);
}

void held_take(struct held_list *list, const struct zb_msg *msg)
{
	struct held *h = calloc(1, sizeof(*h));
	if (h == NULL)
		return;
	zb_buf_init(&h->result, ZB_BUS_PAYLOAD_MAX);
	zb_buf_init(&h->done, ZB_BUS_PAYLOAD_MAX);
	h->msg = zhibiao__lease__unpack(NULL, msg->payload.n, (const uint8_t *)msg->payload.p);
	h->body = msg->frame != NULL ? zb_frame_keep(msg->frame) : zb_frame_new(ZB_S(""));
	if (h->msg == NULL || h->body == NULL || held_find(list, h->msg->lease) != NULL) {
		free_held(h);
		return;
	}
	h->lease = h->msg->lease;
	*list->last = h;
	list->last = &h->next;
	list->n++;
}

void held_drop(struct held_list *list, struct held *gone)
{
	for (struct held **at = &list->first; *at != NULL; at = &(*at)->next) {
		if (*at == gone) {
			*at = gone->next;
			if (list->last == &gone->next)
				list->last = at;
			list->n--;
			free_held(gone);
			return;
		}
	}
}

void held_drop_all(struct held_list *list)
{
	while (list->first != NULL)
		held_drop(list, list->first);
}
