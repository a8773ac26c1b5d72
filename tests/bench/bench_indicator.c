/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MB/s of the indicator half on one core, in CPU time: over the files named on the command line
 * (each on its own, repeated), or over a text of our own, and over inputs made to be slow.
 *   bench_indicator [FILE...]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "common/buf.h"
#include "services/extractor/indicator/indicator.h"

enum { TEXT_SIZE = 10 << 20, HOSTILE_SIZE = 1 << 20, ROUNDS = 3 };

static double cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void count(void *ctx, const struct record *record)
{
	size_t *n = ctx;
	(void)record;
	++*n;
}

static void measure(struct indicator *x, const char *name, struct zb_span text)
{
	double best = 1e9;
	size_t records = 0;
	struct indicator_input in = { .text = text, .published = ZB_S("2024-03-15") };
	for (int i = 0; i < ROUNDS; i++) {
		records = 0;
		double start = cpu_seconds();
		indicator_read(x, &in, count, NULL, &records);
		double spent = cpu_seconds() - start;
		best = spent < best ? spent : best;
	}
	printf("%-28s %8.1f MB/s  %8.2f MB  %8zu records\n", name, (double)text.n / best / 1e6,
	       (double)text.n / 1e6, records);
}

static void repeat(struct zb_buf *out, struct zb_span piece, size_t size)
{
	zb_buf_reset(out);
	while (out->n + piece.n <= size)
		zb_buf_add_span(out, piece);
}

static void add_file(struct zb_buf *out, const char *path)
{
	char block[65536];
	size_t n = 0;
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		zb_buf_add(out, block, n);
	zb_buf_add_char(out, '\n');
	fclose(f);
}

/* As dense in figures as a statistical notice. */
static const char notice[] =
	"今年前三季度，临江市实现地区生产总值3862.5亿元，同比增长5.8%，增速高于全省平均0.6个百分点。"
	"其中，第二产业增加值1460亿元，增长6.9%；第三产业增加值2201亿元，增长5.3%。全市规模以上工业增加值"
	"增长7.4%，高技术制造业增长12.1%，占规模以上工业比重达31.6%。\n"
	"目前，全市已集聚集成电路企业320家，从业人员超过4.2万人。根据规划，到2027年，全市集成电路产业规模"
	"力争突破1200亿元，新建市级创新中心5-8家，单个项目最高支持2000万元。\n"
	"会议强调，各区各部门要加强协同，把各项任务落到实处，确保完成全年目标任务，推动高质量发展再上新台阶，"
	"让企业和群众有更多获得感，为下一步工作打下坚实的基础。\n";

int main(int argc, char **argv)
{
	struct zb_diag diag = { 0 };
	struct indicator *x = NULL;
	struct zb_buf once;
	struct zb_buf text;
	char why[1024];
	if (indicator_open(&x, ZB_SOURCE_DIR "/config", &diag) < 0) {
		fprintf(stderr, "%s\n", zb_diag_text(&diag, why, sizeof(why)));
		return EXIT_FAILURE;
	}
	zb_buf_init(&once, TEXT_SIZE);
	zb_buf_init(&text, TEXT_SIZE);
	for (int i = 1; i < argc; i++)
		add_file(&once, argv[i]);
	if (argc < 2)
		zb_buf_add_str(&once, notice);
	repeat(&text, zb_buf_span(&once), TEXT_SIZE);
	measure(x, argc < 2 ? "notice" : "files", zb_buf_span(&text));
	static const struct {
		const char *name, *piece;
	} hostile[] = {
		{ "1亿1亿…", "1亿" },          { "、、、…", "、" }, { "（（（…", "（" },
		{ "2023年2023年…", "2023年" }, { "一一一…", "一" }, { "11111…", "1" },
		{ "增长1%，…", "增长1%，" },   { "从从从…", "从" }, { "<p<p…", "<p" },
	};
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		repeat(&text, zb_span_str(hostile[i].piece), HOSTILE_SIZE);
		measure(x, hostile[i].name, zb_buf_span(&text));
	}
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("peak memory %ld MiB\n", usage.ru_maxrss / 1024);
	zb_buf_deinit(&once);
	zb_buf_deinit(&text);
	indicator_close(x);
	return EXIT_SUCCESS;
}
