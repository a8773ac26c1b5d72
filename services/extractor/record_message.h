/* SPDX-License-Identifier: Apache-2.0 */
/* A record of the indicator half as the message of the wire and the store. */
#pragma once

#include "common/arena.h"
#include "indicator/record.h"
#include "proto/record.pb-c.h"

/* A copy in `arena`, with its id and its document's; NULL past the arena's ceiling. */
Zhibiao__Record *record_message(struct zb_arena *arena, const struct record *record,
                                struct zb_span text, ProtobufCBinaryData document);
/* A terminated copy of `s` in `arena`; NULL past its ceiling. */
char *message_text(struct zb_arena *arena, struct zb_span s);
