/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of unknown encoding to UTF-8. What a server or a page says of its charset is a hint, not
 * a fact: each hint is tried in turn (byte order mark, HTTP header, meta element or XML
 * declaration) and kept when the bytes bear it out; else the bytes decide. GB2312 and GBK are
 * always read as GB18030, their superset. UTF-8 that is well-formed is handed on without a copy.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

struct zb_arena;

enum charset_how {
	CHARSET_ASCII,    /* nothing to decide */
	CHARSET_BOM,      /* a byte order mark */
	CHARSET_HEADER,   /* the HTTP header, borne out by the bytes */
	CHARSET_DECLARED, /* meta element or XML declaration, borne out by the bytes */
	CHARSET_BYTES,    /* the bytes are valid in one encoding only */
	CHARSET_GUESSED,  /* by statistics of characters */
};

struct charset {
	const char *name; /* lower case, lives for ever: "utf-8", "gb18030", "big5" ... */
	enum charset_how how;
	uint32_t bad;        /* ill-formed sequences, each now one U+FFFD */
	struct zb_span text; /* UTF-8 without ill-formed parts; the input or the arena's */
};

/*
 * `content_type` is the HTTP header's value, may be empty. `markup`: look for declarations in the
 * head and leave a byte order mark out; else only an UTF-8 mark stays, as offsets are the file's.
 * 0, ZB_ENOMEM or ZB_ETOOBIG.
 */
int charset_decode(struct charset *out, struct zb_arena *arena, struct zb_span bytes,
                   struct zb_span content_type, bool markup);

/*
 * Loads what converts GB18030 and Big5, for a process that will soon open no files any more: the
 * libraries stay for the rest of its life and its children's.
 */
void charset_preload(void);

/* The name as printed: "declared" and so on. */
const char *charset_how_name(enum charset_how how);
