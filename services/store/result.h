/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a Result must be before any of it is stored. The store believes no sender: everything that
 * `verify` would find wrong later is refused here, with a reason that names the field.
 */
#pragma once

#include "common/span.h"

struct Zhibiao__Result;

enum {
	RESULT_URL_MAX = 8192,
	RESULT_NAME_MAX = 4096,      /* bytes of a name, a code, a date, a title */
	RESULT_SENTENCE_MAX = 65536, /* bytes of a sentence */
	RESULT_TEXT_MAX = 48 << 20,
	RESULT_RECORDS_MAX = 1 << 20,
	RESULT_PARTS_MAX = 1000,
};

/* NULL where `result` may be stored; else what is wrong with it. `body` is empty where none came;
 * one that came must have the SHA-256 and the size the document says, and behind it the bodies of
 * the document's parts likewise. */
const char *result_check(const struct Zhibiao__Result *result, struct zb_span body);
