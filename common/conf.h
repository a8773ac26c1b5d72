/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML files into plain structs, by a table of rows. A file need only hold what differs from the
 * defaults; an unknown key, a wrong type or a value out of range is ZB_ECONFIG with file, line
 * and key (section.key) in the diag, of all of them the first in the file. Strings and lists are owned by the struct and freed by zb_conf_deinit.
 *
 *   static const struct zb_conf_row rows[] = {
 *           ZB_CONF_INT(struct my_conf, port, 1, 65535, 80),
 *           ZB_CONF_STR(struct my_conf, name, "x"),
 *           ZB_CONF_END,
 *   };
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/diag.h"

enum zb_conf_type {
	ZB_CONF_TYPE_END,
	ZB_CONF_TYPE_INT,     /* int64_t; min and max inclusive */
	ZB_CONF_TYPE_SIZE,    /* uint64_t bytes; accepts suffixes K M G T (powers of 1024) */
	ZB_CONF_TYPE_BOOL,    /* bool: true, false, yes, no, on, off */
	ZB_CONF_TYPE_STR,     /* char *; at most `max` bytes */
	ZB_CONF_TYPE_ENUM,    /* int: place in the list `names` */
	ZB_CONF_TYPE_STRLIST, /* struct zb_conf_strings */
	ZB_CONF_TYPE_MAP,     /* a nested struct: rows */
	ZB_CONF_TYPE_LIST,    /* struct zb_conf_list of nested structs: rows, size */
	ZB_CONF_TYPE_LINE, /* int64_t: no key, but the line where the struct stands; 0: none */
};

enum { ZB_CONF_WHY = 400 };

struct zb_conf_strings {
	char **items;
	size_t n;
};

struct zb_conf_list {
	void *items; /* array of n structs of the row's size */
	size_t n;
};

struct zb_conf_row {
	const char *key;
	enum zb_conf_type type;
	size_t offset;
	int64_t min, max;         /* INT and SIZE: range; STR: longest; lists: most items */
	int64_t def;              /* INT, SIZE, BOOL, ENUM: the default */
	const char *text;         /* STR: the default; NULL: none */
	const char *const *names; /* ENUM: NULL ended */
	const struct zb_conf_row *rows;
	size_t size; /* LIST: of one struct */
	bool required;
	/* STR and entries of STRLIST, as the file has them: false where `text` is none, and `why`
	 * says so. NULL: any will do. */
	bool (*check)(char why[ZB_CONF_WHY], const char *text);
};

#define ZB_CONF_INT(st, f, lo, hi, d)                                                          \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_INT, .offset = offsetof(st, f), .min = (lo),   \
		.max = (hi), .def = (d)                                                        \
	}
#define ZB_CONF_SIZE(st, f, lo, hi, d)                                                         \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_SIZE, .offset = offsetof(st, f), .min = (lo),  \
		.max = (hi), .def = (d)                                                        \
	}
#define ZB_CONF_BOOL(st, f, d)                                                                 \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_BOOL, .offset = offsetof(st, f), .def = (d)    \
	}
#define ZB_CONF_STR(st, f, longest, d)                                                         \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_STR, .offset = offsetof(st, f),                \
		.max = (longest), .text = (d)                                                  \
	}
#define ZB_CONF_ENUM(st, f, list, d)                                                           \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_ENUM, .offset = offsetof(st, f),               \
		.names = (list), .def = (d)                                                    \
	}
#define ZB_CONF_STRLIST(st, f, most)                                                           \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_STRLIST, .offset = offsetof(st, f),            \
		.max = (most)                                                                  \
	}
#define ZB_CONF_MAP(st, f, r)                                                                  \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_MAP, .offset = offsetof(st, f), .rows = (r)    \
	}
#define ZB_CONF_LIST(st, f, r, item, most)                                                     \
	{                                                                                      \
		.key = #f, .type = ZB_CONF_TYPE_LIST, .offset = offsetof(st, f), .rows = (r),  \
		.size = sizeof(item), .max = (most)                                            \
	}
#define ZB_CONF_END                                                                            \
	{                                                                                      \
		.type = ZB_CONF_TYPE_END                                                       \
	}

/* Fills `out` (any bytes) with the defaults. ZB_ENOMEM. */
int zb_conf_defaults(void *out, const struct zb_conf_row *rows);
/* Defaults, then the file. ZB_ENOTFOUND (diag filled) where there is no such file; ZB_ECONFIG.
 * On failure `out` holds nothing to free. */
int zb_conf_load(void *out, const struct zb_conf_row *rows, const char *path,
                 struct zb_diag *diag);
void zb_conf_deinit(void *conf, const struct zb_conf_row *rows);
