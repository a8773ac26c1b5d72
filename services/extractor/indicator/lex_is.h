/* SPDX-License-Identifier: Apache-2.0 */
/* The sorts that the field `is` of a lexicon entry may name, class by class. */
#pragma once

enum unit_is {
	UNIT_COUNT, /* a classifier: kept as written */
	UNIT_MONEY, /* code is ISO 4217 */
	UNIT_PERCENT,
	UNIT_POINT,    /* percentage point */
	UNIT_PHYSICAL, /* code is the unit's symbol */
	UNIT_TIMES,    /* 倍 */
	UNIT_DURATION, /* years, months, days: no record */
	UNIT_PART,     /* parts of a text or plan, list members: no record */
	UNIT_TECH,     /* sizes of products: no record */
	UNIT_BATCH,    /* 批, 次, 轮 */
	UNIT_ORDINAL,  /* 届, 期, 号: what follows is numbered */
	UNIT_NONE,     /* a word that only begins like a classifier: 员工, 组合 */
};

enum op_is { OP_EQ, OP_ABOUT, OP_GT, OP_GE, OP_LT, OP_LE };

enum verb_is {
	VERB_OTHER,
	VERB_REACH,   /* 达到, 为, 完成: the subject stands before it */
	VERB_UP,      /* 增长, 上升 */
	VERB_DOWN,    /* 下降, 减少 */
	VERB_UP_TO,   /* 提高到, 增至 */
	VERB_DOWN_TO, /* 下降到, 降至 */
	VERB_ADD,     /* 新增, 引进: the object stands behind it */
	VERB_SHARE,   /* 占 */
	VERB_RANK,    /* 位居, 排名 */
	VERB_NARROW,  /* 收窄 */
	VERB_WIDEN,   /* 扩大 */
	VERB_FASTER,  /* 快, 高 (于) */
	VERB_SLOWER,  /* 慢, 低 (于) */
	VERB_PULL,    /* 拉动, 贡献 */
	VERB_SIGN,    /* 签约, 开工 … with objects that are counted */
};

enum function_is {
	FUNCTION_OTHER,
	FUNCTION_OF,         /* 的 */
	FUNCTION_AND,        /* 和, 、 */
	FUNCTION_EACH,       /* 分别 */
	FUNCTION_AMONG,      /* 其中 */
	FUNCTION_THAN,       /* 比, 较 */
	FUNCTION_YOY,        /* 同比 */
	FUNCTION_PREV,       /* 环比 */
	FUNCTION_ANNUAL,     /* 年均 */
	FUNCTION_TOTAL,      /* 累计 */
	FUNCTION_RATE,       /* 增速, 增幅: names of a change, not of a quantity */
	FUNCTION_FALL,       /* 降幅 */
	FUNCTION_PROPORTION, /* 比重, 占比 */
	FUNCTION_PER,        /* 每 */
	FUNCTION_DAILY,      /* 每天, 日均 */
	FUNCTION_FROM,       /* 由, 从 */
	FUNCTION_TO,         /* 到 */
	FUNCTION_ALL,        /* 共, 均 */
	FUNCTION_AT,         /* 在, 位于 */
	FUNCTION_BY,         /* 由于, 对, 向, 为了 */
	FUNCTION_CUM,        /* 多增, 少增 … */
	FUNCTION_SAME,       /* 同期 */
};

enum region_is {
	REGION_ADMIN,
	REGION_COUNTRY,
	REGION_AREA,
	REGION_ZONE,
	REGION_SELF,   /* 全市, 本市: the document's own */
	REGION_NATION, /* 全国, 我国 */
	REGION_WORLD,
	REGION_WEAK, /* an ordinary word as well: only beside its parent */
};

/* WORD_NOUN: holds no numeral, so it is no entry of the account. */
enum word_is { WORD_OTHER, WORD_NAME, WORD_LIST, WORD_NOUN };

enum status_is {
	STATUS_ACTUAL,
	STATUS_TARGET,
	STATUS_FORECAST,
	STATUS_PROVISION,
	STATUS_PLAN_DOC,  /* in a title: the document is a plan */
	STATUS_GRANT_DOC, /* in a title: the document grants or rules */
	STATUS_OPINION,   /* 认为: what is said with 将 behind it is a forecast */
};

enum industry_is {
	INDUSTRY_PLAIN,
	INDUSTRY_FUSED, /* an official name keeps it: 工业增加值 */
	INDUSTRY_GOOD,  /* a thing made and sold: it may itself be what is counted */
	INDUSTRY_MILD,  /* too wide a word to be what a whole text is about */
};

enum indicator_is {
	INDICATOR_LEVEL,
	INDICATOR_RATE,  /* ends in 率, 系数: its share-like values are levels */
	INDICATOR_THING, /* a thing that is counted */
	INDICATOR_BARE,  /* says nothing by itself: the name is the one before */
	INDICATOR_ACT,   /* a verb that names the quantity beside a number: 出口, 投资 */
};

enum label_is {
	LABEL_GENERIC, /* 指标, 绝对量: a label by itself, says nothing */
	LABEL_TAIL,    /* 主要数据: says nothing behind a name */
	LABEL_TOTAL,   /* 合计 */
	LABEL_GROWTH,  /* 增速, 涨跌幅 */
	LABEL_SHARE,   /* 比重 */
	LABEL_YOY,     /* 同比 */
	LABEL_PREV,    /* 环比 */
	LABEL_SINCE,   /* 比年初 */
};

enum org_is {
	ORG_COMPANY,
	ORG_BODY,
	ORG_PARK,
	ORG_ROLE, /* 成分股: what a company is, before its name */
};
