/* SPDX-License-Identifier: Apache-2.0 */
/* What the indicator half knows of the document as a whole, and what it carries from sentence to
 * sentence: the time spoken of, the region, the organisation, the last thing named. */
#pragma once

#include "company.h"
#include "lex_is.h"
#include "section.h"
#include "sentence.h"

enum { TIMES_MAX = 8, SPOKEN_MAX = 16 };

/* A company at token `tok` of the sentence. */
struct spoken {
	int16_t tok;
	struct zb_span name;
};

enum document_kind { DOCUMENT_NEWS, DOCUMENT_PLAN, DOCUMENT_GRANT };

struct document {
	const struct lexicon *lexicon;
	struct zb_span text;
	struct day published;
	uint8_t kind;     /* enum document_kind */
	struct when plan; /* the plan's own time, kind WHEN_NONE where it has none */
	const struct lex_entry *region;        /* the document's own; NULL: none */
	const struct lex_entry *city, *county; /* within it, those spoken of most; NULL: none */
	const struct lex_entry *topic; /* the one industry it is about; NULL: none or several */
	const struct lex_entry *section; /* the industry that the section's heading names */
	/* carried */
	int16_t latest; /* year told of as past so far, where nobody says the day of publication */
	struct when_context time;
	struct when when; /* the last that governed a quantity */
	bool has_when;
	bool month_on_month; /* the last sentence told growth against the month before */
	struct when lead;    /* the last that a sentence began with; WHEN_NONE */
	struct when
		asof; /* the date that the sentence before ended with: 截至6月末; WHEN_NONE */
	struct when main; /* that it stands in for until other parts are told of; WHEN_NONE */
	struct when
		times[TIMES_MAX]; /* that a list of figures was paired with in the paragraph */
	uint8_t n_times;
	bool weak_when;   /* nothing said that it holds any further, but there was no other */
	bool in_passing;  /* it was said in the middle of a sentence */
	bool dashed;      /* the last line began with a dash: a list goes on */
	uint8_t mood;     /* status of the paragraph's last figure */
	struct when goal; /* the date ahead that the paragraph works towards */
	struct when session;   /* the day on the market that is told of; WHEN_NONE */
	bool of_shares;        /* the text tells of the prices of shares */
	struct when event;     /* the day of the ceremony reported; WHEN_NONE */
	struct name indicator; /* of the last quantity */
	struct name head;      /* the last head spoken of, be it without a figure */
	struct name subject;   /* of the last quantity that named itself */
	const struct lex_entry *industry;
	struct name industry_text;
	bool has_head;                       /* that name has a head of the lexicon */
	bool whole_economy;                  /* it is of no industry */
	const struct lex_entry *place;       /* region last spoken of as a subject */
	const struct lex_entry *last_region; /* of the last quantity */
	struct name org;                     /* of the last quantity */
	struct companies companies;          /* that the text introduces */
	struct name owner;                   /* the one company that the text reports on */
	struct spoken spoken[SPOKEN_MAX];    /* of the companies, in the sentence */
	int n_spoken;
	struct name company; /* last spoken of as the subject of a sentence */
	bool corporate;      /* news of shares: a listed company comes first */
	uint8_t outlook;     /* enum outlook of the section */
	const struct lex_entry
		*currency; /* that 元 is of from now on: （新台币，下同）; NULL */
	bool demands;      /* a list of what is demanded goes on: 应当具备以下条件 */
	struct when
		frame; /* the span of a year or more that the section is told of; WHEN_NONE */
};

/* carry.c: a section begins; `outlook` is OUTLOOK_NONE where its heading does not tell. */
void scope_section(struct document *doc, enum outlook outlook);
/* scope.c: time, basis and status of every quantity of the sentence. */
void scope_assign(struct document *doc, struct sentence *s);
/* name.c: names, regions, industries, organisations. */
void name_assign(struct document *doc, struct sentence *s);
/* Region and kind of the document, from its title and its head. */
void document_begin(struct document *doc, struct zb_span title, struct zb_span publisher,
                    struct zb_span region);
/* A line begins: the heading of another notice tells of another region. */
void document_line(struct document *doc, struct zb_span line);
/* A new paragraph begins with `line`: what does not outlive one is dropped. */
void document_paragraph(struct document *doc, struct zb_span line);
