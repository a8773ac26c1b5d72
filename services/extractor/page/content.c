/* SPDX-License-Identifier: Apache-2.0 */
#include "content.h"

#include "grid.h"
#include "hint.h"
#include "twin.h"

enum {
	SENTENCE_MIN = 20, /* units of a run with a stop that make it running text */
	LONG_MIN = 70,     /* and of one without */
	CELL_MIN = 120,    /* units that a table cell of mere links must have to be a menu */
	ARTICLE_MIN = 24,  /* units of text that are worth reading */
	BULK_MIN = 8,      /* and of a page without a sentence */
	TABULAR_MIN = 80,  /* units of a table that is more than a calendar */
	TWIN_MIN = 120,    /* units of what a page may print twice, once for telephones */
	TWINS_MAX = 16,
	LEAD_MIN = 16,    /* units of a link that is a headline */
	TRAIL_MIN = 4,    /* and of one to the rest of a text: [详细] */
	TEASER_MAX = 400, /* units of what stands beside it in a list */
	BESIDE_MAX = 40,  /* and of a date between them */
	TEASERS_MIN = 3,
	LEVELS_MAX = DOM_DEPTH_MAX + 64,
};

/* The characters since the last line break that the layout makes. */
struct run {
	uint32_t units, link_units, stops;
	uint32_t lead, trail; /* units of the links it begins and ends with */
};

struct measure {
	struct run run;
	unsigned links;  /* open link elements */
	unsigned frames; /* open elements that are no article by tag or hint */
	unsigned doubts; /* the same where another hint speaks for text */
	enum content_doubt doubt;
	unsigned level;
	struct dom_node *above[LEVELS_MAX];   /* at each level the last large element */
	uint32_t headlines[LEVELS_MAX];       /* and units of a headline just read */
	struct dom_node *twins[TWINS_MAX][2]; /* siblings of one size */
	size_t n_twins;
};

/* Two units a Chinese character, one another letter; commas and full stops count as stops. */
static void count(struct run *run, struct zb_span text, bool in_link)
{
	const unsigned char *p = (const unsigned char *)text.p;
	uint32_t units = 0;
	for (size_t i = 0; i < text.n;) {
		unsigned char c = p[i];
		if (c < 0x80) {
			units += c > ' ';
			run->stops += c == ',' || c == ';' || c == '?' || c == '!';
			i++;
		} else if (c >= 0xE0 && c < 0xF0 && i + 2 < text.n) {
			uint32_t three = (uint32_t)c << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
			units += three == 0xE38080 ? 0 : 2; /* the ideographic space */
			run->stops += three == 0xEFBC8C || three == 0xE38082 ||
			              three == 0xEFBC9B || three == 0xEFBC81 ||
			              three == 0xEFBC9F;
			i += 3;
		} else {
			units += c >= 0xC3;
			i += c >= 0xF0 ? 4 : 2;
		}
	}
	if (in_link && run->lead == run->units)
		run->lead += units;
	if (units > 0)
		run->trail = in_link ? run->trail + units : 0;
	run->units += units;
	if (in_link)
		run->link_units += units;
}

/* The line ends: what it weighs goes to the element that holds it. */
static void end_run(struct measure *m, struct dom_node *owner)
{
	struct run r = m->run;
	m->run = (struct run){ 0 };
	if (r.units == 0)
		return;
	owner->units += r.units;
	owner->link_units += r.link_units;
	bool trails = r.trail >= TRAIL_MIN && r.trail < LEAD_MIN && r.trail < r.units;
	if (r.lead >= LEAD_MIN || trails)
		owner->flags |= NODE_LED;
	uint32_t plain = r.units - r.link_units;
	uint32_t had = owner->good;
	if (r.link_units * 2 > r.units)
		owner->bad += r.link_units;
	else if (m->frames > 0)
		owner->bad += r.units;
	else if (r.stops > 0 && plain >= SENTENCE_MIN)
		owner->good += m->doubts > 0 ? plain / 2 : plain;
	else if (plain >= LONG_MIN)
		owner->good += m->doubts > 0 ? plain / 4 : plain / 2;
	owner->texts += owner->good > had;
}

static bool is_framed(const struct dom_node *n)
{
	return (tag_flags(n->tag) & TAG_IS_FRAME) != 0 ||
	       ((n->hints & HINT_NOT_TEXT) != 0 &&
	        (n->hints & (HINT_TEXT | HINT_ARTICLE)) == 0);
}

static bool is_doubtful(const struct dom_node *n)
{
	return (n->hints & HINT_NOT_TEXT) != 0 && (n->hints & HINT_ARTICLE) == 0;
}

static void step(struct measure *m, const struct dom_node *n, int by)
{
	m->links += n->tag == TAG_A ? (unsigned)by : 0;
	if (m->doubt != CONTENT_STRICT || n->tag == TAG_BODY)
		return;
	if (is_framed(n))
		m->frames += (unsigned)by;
	else if (is_doubtful(n))
		m->doubts += (unsigned)by;
}

static bool is_passed_over(const struct measure *m, const struct dom_node *n)
{
	return n->tag == TAG_HEAD || n->tag == TAG_TITLE || n->tag == TAG_SCRIPT ||
	       (m->doubt == CONTENT_STRICT && (n->flags & NODE_HIDDEN) != 0);
}

/* A table of figures has no sentences and is content all the same. */
static void weigh_table(const struct measure *m, struct dom_node *n)
{
	if (m->frames > 0 || n->units < TABULAR_MIN || n->link_units * 4 > n->units ||
	    !grid_is_data(n))
		return;
	n->tabular = n->units > n->good ? n->units - n->good : 0;
	n->good += n->tabular / 4;
}

/* A line of an article, even its longest, is not the article. */
static bool can_hold(const struct dom_node *n)
{
	static const bool lines[TAG_IGNORE + 1] = {
		[TAG_UNKNOWN] = true, [TAG_TEXT] = true,    [TAG_A] = true,  [TAG_SPAN] = true,
		[TAG_STRONG] = true,  [TAG_P] = true,       [TAG_H1] = true, [TAG_H2] = true,
		[TAG_H3] = true,      [TAG_HEADING] = true, [TAG_LI] = true, [TAG_DT] = true,
		[TAG_DD] = true,      [TAG_CAPTION] = true, [TAG_TR] = true, [TAG_TBODY] = true,
		[TAG_LABEL] = true,
	};
	return !lines[n->tag];
}

/* Two neighbours of one size may be the same text for two kinds of screens. */
static void pair_up(struct measure *m, struct dom_node *n)
{
	if (n->units < TWIN_MIN || m->level >= LEVELS_MAX || n->link_units * 2 > n->units ||
	    !can_hold(n) || n->tag == TAG_TD || n->tag == TAG_TH)
		return;
	struct dom_node *above = m->above[m->level];
	m->above[m->level] = n;
	uint32_t more = above == NULL             ? 0
	                : above->units > n->units ? above->units - n->units
	                                          : n->units - above->units;
	if (above == NULL || more * 10 > n->units || m->n_twins == TWINS_MAX)
		return;
	m->twins[m->n_twins][0] = above;
	m->twins[m->n_twins++][1] = n;
}

/* A headline to be pressed and a sentence about it, in one element. */
static bool is_teaser(const struct dom_node *n)
{
	return (n->flags & (NODE_LED | NODE_TITLED)) == NODE_LED && n->texts == 1 &&
	       n->good > 0 && n->units <= TEASER_MAX && n->tag != TAG_P &&
	       (tag_flags(n->tag) & TAG_IS_BLOCK) != 0;
}

/* The same in two neighbours; what stands before `n` in its parent is known by its level. */
static bool is_teased(struct measure *m, const struct dom_node *n)
{
	uint32_t *headline = &m->headlines[m->level];
	bool teased = *headline > 0 && n->good > 0 && n->units <= TEASER_MAX;
	if (n->good == 0 && (n->flags & NODE_LED) != 0 && n->link_units * 2 > n->units)
		*headline = n->units;
	else if (n->good > 0 || n->units > BESIDE_MAX)
		*headline = 0;
	return teased;
}

/*
 * Several of one shape are a list of other stories, none of them the article. Beside running text
 * of other shapes there must be many more of them: links stand between an article's paragraphs too.
 */
static void weigh_list(struct dom_node *n)
{
	uint32_t least = n->proses > 0 ? TEASERS_MIN + 1 : TEASERS_MIN;
	uint32_t other = n->units > n->neutral ? n->units - n->neutral : 0;
	if (n->teasers < least || n->proses * 2 > n->teasers || n->teased * 4 < other * 3)
		return;
	for (struct dom_node *c = n->first; c != NULL; c = c->next)
		if ((c->flags & NODE_TEASER) != 0)
			c->flags |= NODE_LIST;
	n->good -= n->told;
	n->bad += n->told;
	if (n->good == 0)
		n->flags |= NODE_LIST;
}

/* What `n` is to its parent's list. */
static void count_teaser(struct measure *m, struct dom_node *n)
{
	struct dom_node *up = n->parent;
	if (up == NULL || m->level >= LEVELS_MAX)
		return;
	uint32_t headline = m->headlines[m->level];
	bool teased = is_teased(m, n);
	if (teased || is_teaser(n)) {
		n->flags |= NODE_TEASER;
		up->teasers++;
		up->teased += n->units + (teased ? headline : 0);
		up->told += n->good;
	} else if (n->good > 0 || n->link_units * 2 > n->units) {
		up->proses += n->good > 0;
		up->neutral += n->units;
	}
}

static void leave(struct measure *m, struct dom_node *n)
{
	if ((tag_flags(n->tag) & TAG_IS_BLOCK) != 0)
		end_run(m, n);
	if (n->tag == TAG_TABLE)
		weigh_table(m, n);
	if (m->doubt != CONTENT_EVERYTHING) {
		weigh_list(n);
		count_teaser(m, n);
	}
	step(m, n, -1);
	pair_up(m, n);
	m->level--;
	if (n->parent == NULL)
		return;
	n->parent->units += n->units;
	n->parent->link_units += n->link_units;
	n->parent->good += n->good;
	n->parent->bad += n->bad;
	n->parent->tabular += n->tabular;
	n->parent->texts += n->texts;
	n->parent->flags |= n->flags & (NODE_LED | NODE_TITLED);
	if (n->tag == TAG_H1)
		n->parent->flags |= NODE_TITLED;
}

static void enter(struct measure *m, struct dom_node *n)
{
	n->units = n->link_units = n->good = n->bad = n->tabular = n->texts = 0;
	n->teasers = n->teased = n->told = n->proses = n->neutral = 0;
	n->flags &= (uint8_t) ~(NODE_LED | NODE_TITLED | NODE_TEASER | NODE_LIST);
	m->level++;
	if (m->level + 1 < LEVELS_MAX) {
		m->above[m->level + 1] = NULL;
		m->headlines[m->level + 1] = 0;
	}
	if ((tag_flags(n->tag) & TAG_IS_BLOCK) != 0)
		end_run(m, n->parent != NULL ? n->parent : n);
	step(m, n, 1);
}

static void measure_tree(struct measure *m, struct dom *dom)
{
	struct dom_node *n = dom->root;
	while (n != NULL) {
		bool down = false;
		if (n->tag == TAG_TEXT) {
			count(&m->run, n->text, m->links > 0);
		} else {
			enter(m, n);
			down = n->first != NULL && !is_passed_over(m, n);
			if (!down)
				leave(m, n);
		}
		if (down) {
			n = n->first;
			continue;
		}
		while (n != NULL && n->next == NULL) {
			n = n->parent;
			if (n != NULL)
				leave(m, n);
		}
		n = n != NULL ? n->next : NULL;
	}
}

void content_measure(struct dom *dom, enum content_doubt doubt)
{
	struct measure m = { .doubt = doubt };
	measure_tree(&m, dom);
	size_t hidden = 0;
	for (size_t i = 0; doubt == CONTENT_STRICT && i < m.n_twins; i++)
		if (twin_of(m.twins[i][0], m.twins[i][1])) {
			m.twins[i][1]->flags |= NODE_HIDDEN;
			hidden++;
		}
	if (hidden > 0) {
		m = (struct measure){ .doubt = doubt };
		measure_tree(&m, dom);
	}
}

/* --- choice --- */

/* Running text less two fifths of the links, in favour of what is named an article. */
static int64_t score(const struct dom_node *n)
{
	int64_t s = (int64_t)n->good * 10 - (int64_t)n->bad * 4;
	if (s <= 0)
		return s;
	if ((n->hints & HINT_ARTICLE) != 0)
		return s * 3 / 2;
	if (n->tag == TAG_ARTICLE)
		return s * 6 / 5;
	return (n->hints & HINT_TEXT) != 0 ? s * 11 / 10 : s;
}

/* A page without one sentence: the element with most text that is not links. */
static struct dom_node *choose_by_bulk(struct dom *dom)
{
	struct dom_node *best = NULL;
	int64_t most = BULK_MIN;
	for (struct dom_node *n = dom->body; n != NULL; n = dom_next(dom->body, n)) {
		if (!can_hold(n) || is_framed(n))
			continue;
		int64_t s = (int64_t)n->units - 3 * (int64_t)n->link_units - (int64_t)n->bad;
		if ((n->hints & HINT_ARTICLE) != 0)
			s = s * 2;
		if (s > most) {
			most = s;
			best = n;
		}
	}
	return best;
}

/* The child that holds most of the running text. */
static struct dom_node *heaviest(const struct dom_node *n)
{
	struct dom_node *best = NULL;
	for (struct dom_node *c = n->first; c != NULL; c = c->next)
		if (c->tag != TAG_TEXT && (best == NULL || c->good > best->good))
			best = c;
	return best;
}

/*
 * Down to the element that holds the text, past side columns: a child with four fifths of the
 * text is taken where what it leaves out is mostly neither text nor figures.
 */
static struct dom_node *narrow(struct dom_node *n)
{
	struct dom_node *taken = n;
	for (struct dom_node *c = heaviest(n); c != NULL; c = heaviest(c)) {
		if (c->good * 5 < taken->good * 4)
			break;
		uint32_t good = taken->good - c->good;
		uint32_t tabular = taken->tabular - c->tabular;
		uint32_t units = taken->units - c->units;
		if (can_hold(c) && tabular * 20 < taken->units && units > 3 * good &&
		    (units - good) * 8 > taken->units)
			taken = c;
	}
	return taken;
}

static bool is_below_body(const struct dom_node *n)
{
	return n != NULL && n->parent != NULL && n->tag != TAG_BODY;
}

static uint32_t good_before(const struct dom_node *n)
{
	uint32_t good = 0;
	for (const struct dom_node *c = n->parent->first; c != n; c = c->next)
		good += c->good;
	return good;
}

/*
 * Up where the article's first paragraph stands outside the element that holds the rest: what the
 * parent adds is running text, stands above, and is little beside the article.
 */
static struct dom_node *widen(struct dom_node *n)
{
	enum { LEVELS = 2, LEAD_UNITS = 60 };
	struct dom_node *taken = n;
	if (n->tag == TAG_BODY)
		return n;
	for (int i = 0; i < LEVELS && is_below_body(n->parent); i++) {
		struct dom_node *up = n->parent;
		uint32_t good = up->good - taken->good;
		uint32_t units = up->units - taken->units;
		uint32_t lead = good_before(n);
		if (lead >= LEAD_UNITS && lead * 5 >= good * 4 && good * 2 >= units &&
		    good * 3 <= taken->good)
			taken = up;
		n = up;
	}
	return taken;
}

struct dom_node *content_choose(struct dom *dom)
{
	struct dom_node *best = NULL;
	int64_t most = 0;
	for (struct dom_node *n = dom->body; n != NULL; n = dom_next(dom->body, n)) {
		if (!can_hold(n) || n->good < ARTICLE_MIN)
			continue;
		int64_t s = score(n);
		/* Of two with the same text the inner one: it stands later in document order. */
		if (s > most || (s == most && s > 0)) {
			most = s;
			best = n;
		}
	}
	return best != NULL ? widen(narrow(best)) : choose_by_bulk(dom);
}

/* --- pruning --- */

static bool is_attachment_list(const struct dom_node *n)
{
	for (const struct dom_node *c = n->first; c != NULL; c = c->first)
		if (c->tag == TAG_TEXT)
			return zb_span_find(zb_span_sub(c->text, 0, 60), ZB_S("附件"), 0) >= 0;
	return false;
}

static bool is_link_list(const struct dom_node *n, const struct dom_node *article)
{
	if (n->units == 0 || n->link_units * 5 < n->units * 3 || n->good * 3 > n->units)
		return false;
	/* Items and cells are judged with their list or table: in both a single link is common. */
	if (n->tag == TAG_LI || n->tag == TAG_DD || n->tag == TAG_DT)
		return false;
	if ((n->tag == TAG_TD || n->tag == TAG_TH || n->tag == TAG_TR) && n->units < CELL_MIN)
		return false;
	return n->units * 3 < article->units && !is_attachment_list(n);
}

static bool is_strange(const struct dom_node *n, const struct dom_node *article)
{
	if ((n->flags & NODE_HIDDEN) != 0 && n->good * 2 <= article->good)
		return true;
	if ((n->flags & NODE_LIST) != 0)
		return n->units * 2 < article->units;
	if ((tag_flags(n->tag) & TAG_IS_FRAME) != 0 || is_framed(n))
		return n->units * 2 < article->units;
	if (is_doubtful(n))
		return n->units * 4 < article->units;
	if (n->tag == TAG_FORM || n->tag == TAG_LABEL)
		return n->good * 4 < article->good;
	return (tag_flags(n->tag) & TAG_IS_BLOCK) != 0 && is_link_list(n, article);
}

void content_prune(struct dom_node *article)
{
	struct dom_node *n = dom_next(article, article);
	while (n != NULL) {
		if (n->tag != TAG_TEXT && is_strange(n, article)) {
			n->flags |= NODE_PRUNED;
			n = dom_after(article, n);
		} else {
			n = dom_next(article, n);
		}
	}
}
