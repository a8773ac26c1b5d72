/* SPDX-License-Identifier: Apache-2.0 */
/* Names and binding: text in, the nth record's indicator, industry, region, organisation, whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "services/extractor/indicator/indicator.h"

enum { RECORDS_MAX = 16, TEXT_MAX = 160 };

struct slots {
	char indicator[TEXT_MAX], industry[TEXT_MAX], region[TEXT_MAX], org[TEXT_MAX],
		of[TEXT_MAX], code[TEXT_MAX];
};

struct found {
	struct slots all[RECORDS_MAX];
	int n;
};

/* NULL: not looked at; "": the slot must be empty. */
struct row {
	const char *text;
	int nth;
	const char *indicator, *industry, *region, *of;
};

static struct indicator *reader;

static int open_reader(void **state)
{
	(void)state;
	return indicator_open(&reader, ZB_SOURCE_DIR "/config", NULL);
}

static int close_reader(void **state)
{
	(void)state;
	indicator_close(reader);
	return 0;
}

static void keep(char out[TEXT_MAX], struct zb_span s)
{
	snprintf(out, TEXT_MAX, ZB_SPAN_FMT, ZB_SPAN_ARGS(s));
}

static void on_record(void *ctx, const struct record *r)
{
	struct found *f = ctx;
	if (f->n == RECORDS_MAX)
		return;
	struct slots *s = &f->all[f->n++];
	keep(s->indicator, r->indicator);
	keep(s->industry, r->industry);
	keep(s->region, r->region);
	keep(s->org, r->org);
	keep(s->of, r->of);
	keep(s->code, r->region_code);
}

static struct found read_text(const char *title, const char *text)
{
	struct found f = { .n = 0 };
	struct indicator_input in = { .text = zb_span_str(text),
		                      .title = zb_span_str(title),
		                      .published = ZB_S("2023-08-01") };
	indicator_read(reader, &in, on_record, NULL, &f);
	return f;
}

static void check_slot(const struct row *row, const char *slot, const char *have,
                       const char *want)
{
	if (want == NULL || strcmp(have, want) == 0)
		return;
	fail_msg("%s [%d]: %s is '%s', not '%s'", row->text, row->nth, slot, have, want);
}

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		struct found f = read_text("", row->text);
		if (row->nth > f.n)
			fail_msg("%s: %d records", row->text, f.n);
		const struct slots *s = &f.all[row->nth - 1];
		check_slot(row, "indicator", s->indicator, row->indicator);
		check_slot(row, "industry", s->industry, row->industry);
		check_slot(row, "region", s->region, row->region);
		check_slot(row, "of", s->of, row->of);
	}
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))

static void test_name__subject(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "去年苏州市集成电路产值达到120亿元。", 1, "产值", "集成电路", "江苏省苏州市",
		  "" },
		{ "上半年全省规上工业增加值同比增长5.1%。", 1, "规上工业增加值", "工业", NULL,
		  "" },
		{ "宁波市第三产业增加值3000亿元，增长6%。", 2, "第三产业增加值", "第三产业",
		  "浙江省宁波市", "" },
		{ "成都实现社会消费品零售总额900亿元。", 1, "社会消费品零售总额", "",
		  "四川省成都市", "" },
		{ "新能源汽车的出口额突破80亿元。", 1, "出口额", "新能源汽车", "", "" },
		{ "平均开工率达到97%。", 1, "平均开工率", "", "", "" },
	};
	CHECK(rows);
}

static void test_name__count(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "全区新建15个市级重点实验室。", 1, "市级重点实验室", "", NULL, "" },
		{ "已集聚重点企业320家。", 1, "重点企业", NULL, NULL, "" },
		{ "有36个10亿元以上重大产业项目开工。", 1, "10亿元以上重大产业项目", NULL, NULL,
		  "" },
		{ "打造3个具有国际影响力的产业集群。", 1, "产业集群", NULL, NULL, "" },
		{ "推出12个重大产品的研发计划。", 1, "重大产品", NULL, NULL, "" },
		{ "发放企业服务包4000个。", 1, "企业服务包", NULL, NULL, "" },
	};
	CHECK(rows);
}

static void test_name__carried(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "集成电路产业规模达500亿元，增长12%，占全国8%。", 2, "产业规模", "集成电路",
		  NULL, "" },
		{ "集成电路产业规模达500亿元，增长12%，占全国8%。", 3, "产业规模", "集成电路",
		  NULL, "全国" },
		{ "签约亿元以上项目40个、落地25个。", 2, "亿元以上项目", NULL, NULL, "" },
		{ "工业投资保持较快增长，同比增长9%。", 1, "工业投资", "工业", NULL, "" },
		{ "完成总产值800亿元，其中新能源汽车增长30%。", 2, "总产值", "新能源汽车", NULL,
		  "" },
	};
	CHECK(rows);
}

static void test_name__list(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "新能源、高端装备产值分别增长15%和8%。", 1, "产值", "新能源", NULL, "" },
		{ "新能源、高端装备产值分别增长15%和8%。", 2, "产值", "高端装备", NULL, "" },
		{ "地区生产总值、固定资产投资分别增长5%、7%。", 2, "固定资产投资", "", NULL,
		  "" },
		{ "工业投资、技改投资均增长11%。", 1, "工业投资、技改投资", "工业", NULL, "" },
		{ "建成文化广场20个，85个农家书屋。", 2, "农家书屋", NULL, NULL, "" },
		{ "销售面积55万平方米、销售金额80亿元，同比分别增长5%和10%。", 4, "销售金额",
		  NULL, NULL, "" },
		{ "铁路、公路分别完成货运量25亿吨、190亿吨。", 2, "货运量", "公路", NULL, "" },
		{ "新能源汽车产销分别为40万辆和38万辆。", 2, "销量", "新能源汽车", NULL, "" },
	};
	CHECK(rows);
}

static void test_name__share(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "工业增加值占地区生产总值比重达26%。", 1, "工业增加值", "工业", NULL,
		  "地区生产总值" },
		{ "吸引了全国30%的人才。", 1, "人才", NULL, NULL, "全国" },
		{ "战略性新兴产业产值占规上工业总产值比重由30%提高到38%。", 2, "产值",
		  "战略性新兴产业", NULL, "规上工业总产值" },
		{ "亩产回报是全市平均水平的3倍。", 1, "亩产回报", NULL, NULL, "全市平均水平" },
		{ "劳动生产率居全国第二位。", 1, "劳动生产率", NULL, NULL, "全国" },
	};
	CHECK(rows);
}

static void test_name__region(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "昆山市上半年财政收入200亿元。", 1, NULL, NULL, "江苏省苏州市昆山市", NULL },
		{ "苏州全市财政收入1500亿元。昆山财政收入200亿元，占全市13%。", 2, NULL, NULL,
		  "江苏省苏州市昆山市", NULL },
		{ "北京市朝阳区新增企业500家。", 1, NULL, NULL, "北京市朝阳区", NULL },
		{ "长春市朝阳区新增企业500家。", 1, NULL, NULL, "吉林省长春市朝阳区", NULL },
		{ "辖区安全生产投入500万元。", 1, NULL, NULL, "", NULL },
		{ "我国粮食产量1.3万亿斤。", 1, NULL, NULL, "中国", NULL },
		{ "临港新片区完成投资300亿元。", 1, NULL, NULL, "上海市临港新片区", NULL },
		{ "长三角集成电路产量占全国六成。", 1, NULL, NULL, "长三角", "全国" },
		{ "山东钢铁集团产能达500万吨。", 1, NULL, NULL, "", NULL },
	};
	CHECK(rows);
}

static void test_name__partner(void **state)
{
	(void)state;
	struct found f =
		read_text("宁波市外贸情况", "宁波市进出口800亿元。对欧盟进出口90亿元，增长3%。"
	                                    "东盟、美国分别进出口70亿元、60亿元。");
	assert_int_equal(f.n, 5);
	assert_string_equal(f.all[1].indicator, "对欧盟进出口");
	for (int i = 0; i < f.n; i++)
		assert_string_equal(f.all[i].region, "浙江省宁波市");
}

static void test_name__places(void **state)
{
	(void)state;
	struct found f = read_text("广东省外贸情况",
	                           "全省进出口3万亿元。其中深圳、惠州等市分别增长5%、4%。");
	assert_int_equal(f.n, 3);
	assert_string_equal(f.all[1].region, "广东省深圳市");
	assert_string_equal(f.all[2].region, "广东省惠州市");
	assert_string_equal(f.all[2].indicator, "进出口");
}

static void test_name__section(void **state)
{
	(void)state;
	struct found f =
		read_text("", "一、集成电路\n今年产值达到80亿元。\n二、人才\n引进专家30名。\n");
	assert_int_equal(f.n, 2);
	assert_string_equal(f.all[0].industry, "集成电路");
	assert_string_equal(f.all[1].industry, "");
}

static void test_name__alias(void **state)
{
	(void)state;
	struct found f = read_text("", "华原精密机械有限公司（以下简称“华原精机”）昨日开工。"
	                               "华原精机目前产能为50万吨。");
	assert_int_equal(f.n, 1);
	assert_string_equal(f.all[0].org, "华原精机");
	assert_string_equal(f.all[0].indicator, "产能");
}

static void test_name__region_of_title(void **state)
{
	(void)state;
	struct found f = read_text("合肥市上半年经济运行情况",
	                           "全市生产总值增长6%。全省生产总值增长5%。全国增长4%。");
	assert_int_equal(f.n, 3);
	assert_string_equal(f.all[0].region, "安徽省合肥市");
	assert_string_equal(f.all[0].code, "340100");
	assert_string_equal(f.all[1].region, "安徽省");
	assert_string_equal(f.all[2].region, "中国");
}

static void test_name__retired_division(void **state)
{
	(void)state;
	struct found f = read_text("", "上海市闸北区完成税收90亿元。");
	assert_int_equal(f.n, 1);
	assert_string_equal(f.all[0].region, "上海市闸北区");
	assert_string_equal(f.all[0].code, "310108");
}

static void test_name__owner(void **state)
{
	(void)state;
	struct found f =
		read_text("甲辰光电公布半年报",
	                  "甲辰光电（300999）披露半年报。甲辰光电营业收入12亿元，增长8%。"
	                  "甲辰光电称，公司净利润2亿元。全国房地产开发投资下降3%。");
	assert_int_equal(f.n, 4);
	assert_string_equal(f.all[0].org, "甲辰光电");
	assert_string_equal(f.all[0].indicator, "营业收入");
	assert_string_equal(f.all[1].org, "甲辰光电");
	assert_string_equal(f.all[2].indicator, "净利润");
	assert_string_equal(f.all[3].org, "");
	assert_string_equal(f.all[3].region, "中国");
}

/* Whose the first figure is; NULL ends the table. */
static void test_name__company(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		const char *org;
	} rows[] = {
		/* told of once, with its code, at the beginning */
		{ "今日，甲辰光电(300999.SZ)收报20.5元。", "甲辰光电" },
		{ "今日，甲辰光电(20.50, 0.31, 1.53%)（300999）换手率0.8%。", "甲辰光电" },
		{ "维持甲辰光电（02999）评级，目标价20.5港元。", "甲辰光电" },
		{ "成分股甲辰光电(300999)股价20元。甲辰光电涨2%。甲辰光电成交1亿元。",
		  "甲辰光电" },
		/* a verb before the name is none of it where the text says the name elsewhere */
		{ "李某离任甲辰价值股票(A类010999；C类010998)。\n"
		  "甲辰价值股票成立于2020年，累计净值为1.2元。",
		  "甲辰价值股票" },
		/* the short name in brackets, with and without 称 */
		{ "浙江甲辰光电股份有限公司(甲辰光电)上市。甲辰光电主营镜头。甲辰光电营业收入12亿"
		  "元。",
		  "甲辰光电" },
		{ "甲辰光电股份有限公司(简称：甲辰光电)上市。甲辰光电主营镜头。净利润为2亿元。",
		  "甲辰光电" },
		/* known by name, and 公司 from then on */
		{ "比亚迪今年上半年净利润为20亿元。公司现金充足，公司负债下降，公司产能50万辆。",
		  "比亚迪" },
		/* the last spoken of is 公司 */
		{ "丰茂重工有限公司（以下简称“丰茂重工”）和南岭机床有限公司（以下简称“南岭机床”）落户"
		  "。丰茂重工成立于2010年。公司去年营业收入达3亿元。",
		  "丰茂重工" },
		/* a body of the trade is no company */
		{ "中国光电企业协会（以下简称“光电企协”）发布数据。光电企协称，全行业营业收入12亿元。",
		  "" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct found f = read_text("", rows[i].text);
		assert_true(f.n >= 1);
		if (strcmp(f.all[0].org, rows[i].org) != 0)
			fail_msg("%s: %s", rows[i].text, f.all[0].org);
	}
}

/* News of several companies: each has the figures behind its name. */
static void test_name__company_runs_on(void **state)
{
	(void)state;
	struct found f = read_text(
		"",
		"今日，甲辰光电（300999）、乙巳材料（688999）上市。甲辰光电主营镜头，营业收入12亿元。"
		"净利润为2亿元。乙巳材料营业收入8亿元，净利润为1亿元。");
	assert_int_equal(f.n, 4);
	assert_string_equal(f.all[0].org, "甲辰光电");
	assert_string_equal(f.all[1].org, "甲辰光电");
	assert_string_equal(f.all[2].org, "乙巳材料");
	assert_string_equal(f.all[3].org, "乙巳材料");
}

static void test_name__org_of_sentence(void **state)
{
	(void)state;
	struct found f = read_text("", "华原精密机械有限公司去年营业收入达3亿元。");
	assert_int_equal(f.n, 1);
	assert_string_equal(f.all[0].org, "华原精密机械有限公司");
	assert_string_equal(f.all[0].indicator, "营业收入");
}

/* A title that runs past the head of the text: whose figures they are is told whole or not at all. */
static void test_name__owner_of_long_head(void **state)
{
	(void)state;
	static const char name[] = "麒麟鼎安鲲鹏科技飞腾";
	static char text[4096];
	for (size_t pad = 540; pad < 600; pad++) {
		size_t n = 0;
		while (n < pad)
			text[n++] = 'a';
		n += (size_t)snprintf(text + n, sizeof(text) - n, "\n原标题：%s\n", name);
		for (int i = 0; i < 6; i++)
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			                      "%s去年营业收入12亿元。\n", name);
		struct found f = read_text("", text);
		assert_true(f.n > 0);
		if (f.all[0].org[0] != '\0')
			assert_string_equal(f.all[0].org, name);
	}
}

/* A megabyte of marks, joints and numerals ends, and in time that grows with its length. */
static void test_name__hostile(void **state)
{
	(void)state;
	static const char *const units[] = { "、",           "的",         "1亿、",
		                             "（",           "上海",       "增长",
		                             "甲乙(600000)", "公司(甲乙)", "简称" };
	static char text[1 << 20];
	for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
		size_t n = strlen(units[u]);
		size_t at = 0;
		for (; at + n < sizeof(text); at += n)
			memcpy(text + at, units[u], n);
		text[at] = '\0';
		read_text("", text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name__subject),
		cmocka_unit_test(test_name__count),
		cmocka_unit_test(test_name__carried),
		cmocka_unit_test(test_name__list),
		cmocka_unit_test(test_name__share),
		cmocka_unit_test(test_name__region),
		cmocka_unit_test(test_name__partner),
		cmocka_unit_test(test_name__places),
		cmocka_unit_test(test_name__section),
		cmocka_unit_test(test_name__alias),
		cmocka_unit_test(test_name__region_of_title),
		cmocka_unit_test(test_name__retired_division),
		cmocka_unit_test(test_name__owner),
		cmocka_unit_test(test_name__owner_of_long_head),
		cmocka_unit_test(test_name__company),
		cmocka_unit_test(test_name__company_runs_on),
		cmocka_unit_test(test_name__org_of_sentence),
		cmocka_unit_test(test_name__hostile),
	};
	return cmocka_run_group_tests(tests, open_reader, close_reader);
}
