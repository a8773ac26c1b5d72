/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page read as a person reads it: bytes in, a value out. Article text, metadata, the header of
 * a notice, tables, links, feed items. Pure: no socket, no clock, no log, no file.
 *
 * Everything in a struct page lies in the caller's arena or in the input bytes and lives as long
 * as both. Absent texts are empty spans. Texts are UTF-8; byte offsets are into `text`.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "charset.h"
#include "common/span.h"

struct zb_arena;

enum page_kind {
	PAGE_UNKNOWN, /* asked for: decided by content type, name and bytes */
	PAGE_HTML,
	PAGE_TEXT,     /* the text is the file */
	PAGE_MARKDOWN, /* the text is the body behind the front matter */
	PAGE_FEED,     /* RSS, Atom or RDF: see items */
	PAGE_SITEMAP,  /* a sitemap or an index of them: see links */
	PAGE_PDF,      /* needs a program of its own: services/extractor/convert.h */
	PAGE_OFFICE,   /* .docx, .xlsx and .rtf */
	PAGE_OLE,      /* .doc, .xls and their like: another such program */
	PAGE_BINARY,   /* nothing that we read */
};

enum page_state {
	PAGE_FULL,
	PAGE_NO_CONTENT,  /* nothing but navigation, or nothing at all */
	PAGE_EMPTY_SHELL, /* scripts that would fetch the content */
	PAGE_SOFT_404,    /* says that there is no such page, whatever the status */
	PAGE_LOGIN_WALL,  /* asks for a password and has nothing else */
	PAGE_CHALLENGE,   /* wants to be shown that a person looks at it */
	PAGE_BAD_CHARSET, /* bytes that are text in no charset */
};

/* Where a piece of metadata was found; the first that holds wins, in this order. */
enum page_origin {
	PAGE_ORIGIN_NONE,
	PAGE_ORIGIN_META,  /* government metas: ArticleTitle, PubDate, ContentSource */
	PAGE_ORIGIN_GRAPH, /* og: and article: properties */
	PAGE_ORIGIN_JSON,  /* JSON-LD */
	PAGE_ORIGIN_TEXT,  /* beside the headline or at the article's end */
	PAGE_ORIGIN_URL,
	PAGE_ORIGIN_TITLE,  /* the title element */
	PAGE_ORIGIN_FRONT,  /* front matter or a feed's element */
	PAGE_ORIGIN_SCRIPT, /* what the page's own scripts put into it */
};

enum page_link_kind {
	PAGE_LINK,
	PAGE_LINK_NEXT,       /* the next page of an article or a list */
	PAGE_LINK_ATTACHMENT, /* PDF, Office and archive files */
	PAGE_LINK_ITEM,       /* of a feed or sitemap */
	PAGE_LINK_SITEMAP,    /* of a sitemap index */
	PAGE_LINK_CANONICAL,
	PAGE_LINK_REFRESH, /* meta refresh */
};

struct page_link {
	struct zb_span href; /* as written */
	struct zb_span url;  /* resolved against the base; empty without one */
	struct zb_span anchor;
	struct zb_span published; /* of an item or sitemap entry */
	enum page_link_kind kind;
	bool nofollow;
};

struct page_field {
	struct zb_span name; /* label as printed, without brackets and colon */
	struct zb_span value;
};

/* A cell of the grid that remains when spans are resolved. */
struct page_cell {
	uint32_t row, column;
	uint32_t rows, columns; /* how many grid places it covers, 1 and more */
	uint32_t start, end;    /* byte offsets into the page's text */
	bool header;
};

struct page_table {
	struct zb_span caption;
	struct zb_span unit; /* of all cells: 亿元, from 单位：亿元 */
	uint32_t rows, columns;
	struct page_cell *cells; /* in the order of the text */
	size_t n_cells;
};

struct page_item {
	struct zb_span title, link, published, author, summary, content, id;
};

/* One of several documents glued into one page. */
struct page_part {
	struct zb_span title, published, doc_number;
	uint32_t start, end; /* byte offsets into the page's text */
};

/* The header and signing block of a notice. Dates are YYYY-MM-DD where they can be read. */
struct page_notice {
	struct zb_span issuer;
	struct zb_span doc_number; /* 沪府办发〔2023〕8号, in these brackets */
	struct zb_span issued, effective;
	struct zb_span validity, level, topic, index;
	struct page_field *fields;
	size_t n_fields;
};

struct page {
	enum page_kind kind;
	enum page_state state;
	struct charset charset;
	struct zb_span title;
	struct zb_span published; /* YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS+08:00 */
	enum page_origin published_from;
	struct zb_span publisher, author, editor;
	struct zb_span site_name, site_code, column;
	struct zb_span canonical;
	struct zb_span
		next; /* where the article goes on; empty: nowhere, or the page is none */
	struct zb_span text;
	struct zb_span sketch; /* of the text, by which reprints are found: sketch.h */
	struct page_notice notice;
	struct page_table *tables;
	size_t n_tables;
	struct page_link *links;
	size_t n_links;
	struct page_item *items;
	size_t n_items;
	struct page_part *parts; /* none, or two and more */
	size_t n_parts;
	struct zb_span *reasons; /* choices made where sources disagreed */
	size_t n_reasons;
};

struct page_input {
	struct zb_span bytes;
	struct zb_span url;          /* may be empty */
	struct zb_span content_type; /* the HTTP header's value, may be empty */
	enum page_kind kind;         /* PAGE_UNKNOWN: find out */
};

/* 0, ZB_ENOMEM or ZB_ETOOBIG. A page without anything in it is a result, not an error. */
int page_read(struct page *out, struct zb_arena *arena, const struct page_input *in);
/* By bytes that cannot be mistaken, then the name, what the server says, what it looks like. */
enum page_kind page_kind_of(const struct page_input *in);
/* What follows from text and header alone, for who fills a page by other means. 0 or ZB_ENOMEM. */
int page_complete(struct page *page, struct zb_arena *arena);
/* "html", "text" and so on; the other names likewise. */
const char *page_kind_name(enum page_kind kind);
const char *page_origin_name(enum page_origin origin);
const char *page_link_name(enum page_link_kind kind);
/* NULL for a page that is full, else the end state by its name: "no_content", "soft_404" ... */
const char *page_state_name(enum page_state state);
