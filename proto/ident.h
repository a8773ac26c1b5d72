/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identity by content: the ids of documents and records are the first 16 bytes of a SHA-256 over
 * what they are, so that doing the same work again gives the same ids. The parts and their order
 * are part of the store's contract (proto/README.md).
 */
#pragma once

#include "common/span.h"

enum {
	ZB_IDENT_SIZE = 16,
	ZB_IDENT_SHARED = 3, /* bytes that the records of a document have in common with it */
};

struct Zhibiao__Record;

/* Of the canonical URL and the SHA-256 (32 bytes each) of the body and of the text read out of it:
 * the same bytes read in another way are another version of the document. */
void zb_ident_document(unsigned char out[ZB_IDENT_SIZE], struct zb_span url,
                       struct zb_span body_sha256, struct zb_span text_sha256);
/* Of the document's id, the span and the slots; codes, rule and repairs do not count, so that a
 * record stays itself when only the lexicon's codes change. The head of the document's id comes
 * first, so that the records of one document lie together in the store. */
void zb_ident_record(unsigned char out[ZB_IDENT_SIZE], const struct Zhibiao__Record *record);
