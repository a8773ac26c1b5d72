/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One sentence cut into tokens, and the quantities found in it. The scanner makes the tokens;
 * quantity.c makes quantities of numeral tokens; scope.c and name.c fill in when and what.
 * Offsets are bytes of the whole text. Everything lives in one struct that is used again for the
 * next sentence: no allocation while reading.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"
#include "lexicon.h"
#include "numeral.h"
#include "period.h"

enum {
	TOKENS_MAX = 1024, /* a longer sentence is read in pieces */
	QUANTITIES_MAX = 256,
	WHENS_MAX = 256,
	NAME_MAX = 240, /* bytes of a name */
	UNIT_MAX = 48,
};

enum tok_kind {
	TOK_TEXT,   /* Chinese or Latin characters no lexicon knows */
	TOK_WORD,   /* an entry of a lexicon */
	TOK_NUMBER, /* a numeral, perhaps with its unit: `quantity` or a reason */
	TOK_TIME,   /* `when` */
	TOK_COMMA,  /* ， */
	TOK_PAUSE,  /* 、 */
	TOK_STOP,   /* ； ： and what ends a clause for good */
	TOK_OPEN,   /* （ and opening quotes */
	TOK_CLOSE,
	TOK_QUOTE, /* an opening or closing quotation mark */
	TOK_MARKUP,
	TOK_SPACE,
};

struct tok {
	uint32_t from, to;
	uint8_t kind;
	uint8_t cls; /* of `entry` */
	uint8_t is;
	int16_t index; /* quantity or when; -1: none */
	const struct lex_entry *entry;
};

enum measure {
	MEASURE_LEVEL,
	MEASURE_GROWTH,
	MEASURE_CHANGE,
	MEASURE_SHARE,
	MEASURE_MULTIPLE,
	MEASURE_RANK
};
enum basis { BASIS_NONE, BASIS_YOY, BASIS_PREV, BASIS_ANNUAL_AVG, BASIS_SINCE };

/* Why a numeral is no record. */
enum reason {
	REASON_NONE,
	REASON_DATE,
	REASON_DURATION,
	REASON_ORDINAL,
	REASON_DOC_NUMBER,
	REASON_TECHNICAL,
	REASON_NAME,
	REASON_LIST_MARK,
	REASON_PART_COUNT,
	REASON_SIZE_CLASS,
	REASON_BATCH,
	REASON_PAGE_COUNTER,
	REASON_NO_UNIT,
	REASON_NO_INDICATOR,
	REASON_TOO_LONG,
	REASON_MARKUP,
	REASON_WORD,
	REASON_MAX,
};

struct name {
	char s[NAME_MAX];
	uint16_t n;
};

struct quantity {
	uint32_t start, end; /* the quote */
	struct numeral low, high;
	bool has_high;
	char unit[UNIT_MAX];
	uint8_t unit_kind; /* enum unit_is */
	uint8_t op;        /* enum op_is */
	uint8_t measure;
	uint8_t basis;
	uint8_t status;
	int8_t word; /* the status that the words around it say; -1: none */
	bool negative;
	bool per_before; /* 每…: the denominator stood before */
	bool assumed;    /* the text gives no unit: money is the likely one */
	int16_t tok;     /* its token */
	int16_t group;   /* quantities listed one after another share it; -1: alone */
	int16_t group_place;
	/* when */
	struct when when;
	bool has_when;
	bool planned; /* its time is that of the plan */
	/* what */
	struct name indicator, of;
	const struct lex_entry *industry, *region;
	struct name industry_text, region_text, org;
	bool named;         /* its own words name it, nothing was carried */
	bool has_head;      /* the name has a head that the lexicon knows */
	bool whole_economy; /* it is a figure of no one industry */
	bool carried;       /* its region is that of the quantity before */
	bool bracketed;     /* its region stands before its bracket */
	uint8_t reason;     /* REASON_NONE: a record */
};

/* Words that few sentences hold: who looks for one from each figure need not where there is none. */
enum sentence_hint {
	HINT_DONE = 1,      /* 建成后, 达产 */
	HINT_UNDER_WAY = 2, /* 正在 */
	HINT_STANDARD = 4,  /* 标准 */
};

struct sentence {
	struct zb_span text; /* the whole document's text */
	uint32_t from, to;
	bool heading;
	struct tok toks[TOKENS_MAX];
	size_t n_toks;
	struct quantity qs[QUANTITIES_MAX];
	size_t n_qs;
	struct when whens[WHENS_MAX];
	size_t n_whens;
	/* Tokens that the scanner gave an entry of the class, a bit each: see tok_last. */
	uint64_t of_class[LEX_CLASS_MAX][TOKENS_MAX / 64];
	/* status.c: what each token says of status by itself, or -1 */
	int8_t said[TOKENS_MAX];
	int16_t said_before[TOKENS_MAX]; /* the last token before it that says something; -1 */
	/* scope.c: the last time before each token; -1 */
	int16_t time_before[TOKENS_MAX];
	uint8_t hints; /* of enum sentence_hint: what some token of it ends in */
};

static inline bool tok_is(const struct tok *t, enum lex_class cls, int is)
{
	return t->kind == TOK_WORD && t->cls == cls && t->is == is;
}

static inline bool tok_is_class(const struct tok *t, enum lex_class cls)
{
	return t->kind == TOK_WORD && t->cls == cls;
}

static inline struct zb_span tok_text(const struct sentence *s, const struct tok *t)
{
	return zb_span(s->text.p + t->from, t->to - t->from);
}
