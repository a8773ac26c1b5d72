/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document as it was fetched, made one page: mostly it is one; an article on several pages has
 * their bytes behind each other (Lease.parts) and its pages are joined.
 */
#pragma once

#include "common/span.h"
#include "page/page.h"
#include "proto/wire.pb-c.h"

struct article {
	struct page page;
	uint32_t *starts;    /* where the text of each of the lease's parts begins */
	struct zb_span body; /* of the first page */
	struct zb_span next; /* not empty: that page is wanted first, and only `page` is read */
};

/* 0, ZB_EMALFORMED for a body that is not what the lease says, ZB_ENOMEM or ZB_ETOOBIG. */
int article_read(struct article *out, struct zb_arena *arena, const Zhibiao__Lease *lease,
                 struct zb_span body);
