/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/utf8.h"
#include "proto/settings.h"

enum { NAME_MAX_LEN = 32, HELP_COLUMN = 26, NAMES_MAX = 64, MESSAGE_MAX = 16384 };

struct common_options {
	const char *config;
	const char *data;
	bool help;
	bool version;
};

static const struct option_row common_rows[] = {
	OPTION_STR(struct common_options, config, 'c', "CONFIG", NULL,
	           "configuration file (default: the built-in settings)"),
	OPTION_STR(struct common_options, data, 'd', "DATA", NULL,
	           "data folder (default: $ZHIBIAO_DATA, else ./data)"),
	OPTION_FLAG(struct common_options, help, 'h', "this text"),
	OPTION_FLAG(struct common_options, version, 0, "the version"),
	OPTION_END,
};

/* One command line being read. */
struct reader {
	struct options *o;
	struct common_options common;
	void *own;
	char **argv;
	int argc;
	int at; /* the next word */
};

/* --- messages --- */

static void say(const struct options *o, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

static void say(const struct options *o, const char *fmt, va_list ap)
{
	fflush(stdout);
	fprintf(stderr, "zhibiao %s: ", o->command->name);
	char text[MESSAGE_MAX];
	vsnprintf(text, sizeof(text), fmt, ap);
	options_put(stderr, text);
	fputc('\n', stderr);
}

void options_put(FILE *to, const char *text)
{
	struct zb_span s = zb_span_str(text);
	struct zb_buf tame;
	zb_buf_init(&tame, s.n + 1);
	zb_utf8_tame(&tame, s, "");
	fputs(zb_buf_cstr(&tame), to);
	zb_buf_deinit(&tame);
}

void options_note(const struct options *o, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(o, fmt, ap);
	va_end(ap);
}

int options_fail(const struct options *o, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(o, fmt, ap);
	va_end(ap);
	return EXIT_FAILED;
}

int options_usage(const struct options *o, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say(o, fmt, ap);
	va_end(ap);
	fprintf(stderr, "see: zhibiao %s --help\n", o->command->name);
	return EXIT_USAGE;
}

int options_settings(struct zb_settings *out, const struct options *o)
{
	struct zb_diag diag = { 0 };
	char text[1024];
	if (zb_settings_load(out, o->conf_path, &diag) == 0)
		return 0;
	return options_fail(o, "%s", zb_diag_text(&diag, text, sizeof(text)));
}

/* --- names --- */

/* Row names are C identifiers; users write '-' for '_'. */
static bool is_name(const char *name, const char *word, size_t n)
{
	if (strlen(name) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (word[i] != (name[i] == '_' ? '-' : name[i]))
			return false;
	return true;
}

static const char *shown(char out[NAME_MAX_LEN + 3], const struct option_row *row)
{
	snprintf(out, NAME_MAX_LEN + 3, "--%s", row->name);
	for (char *c = out; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	return out;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;
	return m < c ? m : c;
}

/* Edits (Levenshtein) between two words of at most NAME_MAX_LEN bytes. */
static unsigned distance(const char *a, const char *b)
{
	size_t n = strlen(b);
	unsigned row[NAME_MAX_LEN + 1];
	if (strlen(a) > NAME_MAX_LEN || n > NAME_MAX_LEN)
		return NAME_MAX_LEN;
	for (unsigned j = 0; j <= n; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1] != '\0'; i++) {
		unsigned corner = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			unsigned above = row[j];
			row[j] = min3(above + 1, row[j - 1] + 1,
			              corner + (a[i - 1] != b[j - 1] ? 1 : 0));
			corner = above;
		}
	}
	return row[n];
}

const char *options_nearest(const char *word, const char *const *names)
{
	const char *best = NULL;
	unsigned least = strlen(word) > 4 ? 3 : 2; /* a word of four letters: one edit */
	for (; *names != NULL; names++) {
		unsigned d = distance(word, *names);
		if (d < least || (best == NULL && strlen(word) > 2 &&
		                  strncmp(word, *names, strlen(word)) == 0)) {
			best = *names;
			least = d < least ? d : least;
		}
	}
	return best;
}

/* --- help --- */

static void show_row(const struct option_row *row)
{
	char name[NAME_MAX_LEN + 3], left[128], letter[8] = "    ";
	if (row->letter != 0)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	int n = snprintf(left, sizeof(left), "  %s%s", letter, shown(name, row));
	if (row->value != NULL)
		n += snprintf(left + n, sizeof(left) - (size_t)n, " %s", row->value);
	for (const char *const *v = row->names; v != NULL && *v != NULL; v++)
		n += snprintf(left + n, sizeof(left) - (size_t)n, "%c%s",
		              v == row->names ? ' ' : '|', *v);
	printf("%-*s%s%s", HELP_COLUMN, left, n >= HELP_COLUMN ? "\n" : "", "");
	if (n >= HELP_COLUMN)
		printf("%*s", HELP_COLUMN, "");
	printf("%s", row->help);
	if (row->type == OPTION_TYPE_INT && row->def != 0)
		printf(" (default %lld)", (long long)row->def);
	if (row->text != NULL)
		printf(" (default %s)", row->text);
	putchar('\n');
}

static void show_rows(const struct option_row *rows)
{
	for (; rows != NULL && rows->type != OPTION_TYPE_END; rows++)
		show_row(rows);
}

static int show_help(const struct command *command)
{
	printf("zhibiao %s: %s\n\nusage: zhibiao %s [OPTION...]%s%s\n\n", command->name,
	       command->summary, command->name, command->operands != NULL ? " " : "",
	       command->operands != NULL ? command->operands : "");
	if (command->about != NULL)
		printf("%s\n\n", command->about);
	show_rows(command->options);
	show_rows(common_rows);
	return EXIT_DONE;
}

/* --- reading --- */

static const struct option_row *find_row(const struct option_row *rows, const char *word,
                                         size_t n)
{
	for (; rows != NULL && rows->type != OPTION_TYPE_END; rows++) {
		bool is_letter = n == 2 && word[0] == '-' && word[1] == rows->letter;
		if (is_letter || (n > 2 && word[0] == '-' && word[1] == '-' &&
		                  is_name(rows->name, word + 2, n - 2)))
			return rows;
	}
	return NULL;
}

static int set_int(struct reader *r, const struct option_row *row, int64_t *to,
                   const char *value)
{
	char name[NAME_MAX_LEN + 3], *end = NULL;
	errno = 0;
	long long v = strtoll(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || v < row->min || v > row->max)
		return options_usage(r->o, "%s takes a number from %lld to %lld, not '%s'",
		                     shown(name, row), (long long)row->min, (long long)row->max,
		                     value);
	*to = v;
	return 0;
}

static int set_enum(struct reader *r, const struct option_row *row, const char **to,
                    const char *value)
{
	char name[NAME_MAX_LEN + 3], list[256] = "";
	for (const char *const *v = row->names; *v != NULL; v++) {
		if (strcmp(*v, value) == 0) {
			*to = *v;
			return 0;
		}
		size_t n = strlen(list);
		snprintf(list + n, sizeof(list) - n, "%s%s", n > 0 ? ", " : "", *v);
	}
	return options_usage(r->o, "%s takes one of %s, not '%s'", shown(name, row), list,
	                     value);
}

static int add_item(struct reader *r, const struct option_row *row, struct option_list *to,
                    const char *value)
{
	char name[NAME_MAX_LEN + 3];
	if (to->n == OPTION_LIST_MAX)
		return options_usage(r->o, "%s may be given %d times at most", shown(name, row),
		                     OPTION_LIST_MAX);
	to->items[to->n++] = value;
	return 0;
}

static int set_value(struct reader *r, const struct option_row *row, void *to,
                     const char *value)
{
	switch (row->type) {
	case OPTION_TYPE_INT:
		return set_int(r, row, to, value);
	case OPTION_TYPE_ENUM:
		return set_enum(r, row, to, value);
	case OPTION_TYPE_LIST:
		return add_item(r, row, to, value);
	default:
		*(const char **)to = value;
		return 0;
	}
}

static int refuse_unknown(struct reader *r, const char *word, size_t n)
{
	char spelled[NAMES_MAX][NAME_MAX_LEN + 3];
	const char *names[NAMES_MAX + 1];
	const struct option_row *tables[] = { r->o->command->options, common_rows };
	size_t count = 0;
	for (size_t t = 0; t < 2; t++)
		for (const struct option_row *row = tables[t];
		     row != NULL && row->type != OPTION_TYPE_END && count < NAMES_MAX; row++) {
			names[count] = shown(spelled[count], row);
			count++;
		}
	names[count] = NULL;
	char *copy = strndup(word, n);
	const char *near = copy != NULL ? options_nearest(copy, names) : NULL;
	free(copy);
	return options_usage(r->o, "unknown option '%.*s'%s%s%s", (int)n, word,
	                     near != NULL ? ", did you mean " : "", near != NULL ? near : "",
	                     near != NULL ? "?" : "");
}

static int read_option(struct reader *r)
{
	const char *word = r->argv[r->at++];
	const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
	size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
	char *base = r->own;
	const struct option_row *row = find_row(r->o->command->options, word, n);
	if (row == NULL) {
		row = find_row(common_rows, word, n);
		base = (char *)&r->common;
	}
	if (row == NULL)
		return refuse_unknown(r, word, n);
	void *to = base + row->offset;
	if (row->type == OPTION_TYPE_FLAG) {
		if (equals != NULL)
			return options_usage(r->o, "%.*s takes no value", (int)n, word);
		*(bool *)to = true;
		return 0;
	}
	if (equals == NULL && r->at >= r->argc)
		return options_usage(r->o, "a value is missing behind '%s'", word);
	return set_value(r, row, to, equals != NULL ? equals + 1 : r->argv[r->at++]);
}

static void set_defaults(void *own, const struct option_row *rows)
{
	for (; rows != NULL && rows->type != OPTION_TYPE_END; rows++) {
		void *to = (char *)own + rows->offset;
		if (rows->type == OPTION_TYPE_INT)
			*(int64_t *)to = rows->def;
		else if (rows->type == OPTION_TYPE_STR || rows->type == OPTION_TYPE_ENUM)
			*(const char **)to = rows->text;
	}
}

/* Operands move to the front of argv, in their order. */
static int read_words(struct reader *r)
{
	bool ended = false;
	while (r->at < r->argc) {
		char *word = r->argv[r->at];
		if (ended || word[0] != '-' || word[1] == '\0') {
			r->o->args[r->o->n_args++] = word;
			r->at++;
		} else if (strcmp(word, "--") == 0) {
			ended = true;
			r->at++;
		} else {
			int ret = read_option(r);
			if (ret != 0)
				return ret;
		}
	}
	return 0;
}

static int check_operands(const struct options *o)
{
	const struct command *c = o->command;
	if (o->n_args < c->args_min)
		return options_usage(o, "%s is missing", c->operands);
	if (c->args_max >= 0 && o->n_args > c->args_max)
		return options_usage(o, "'%s' is one operand too many", o->args[c->args_max]);
	return 0;
}

/* Also for commands that need none: a name mistyped should not go unnoticed. */
static int check_config(const struct options *o)
{
	if (o->conf_path == NULL || access(o->conf_path, R_OK) == 0)
		return 0;
	return options_fail(o, "%s: cannot be read: %s", o->conf_path, strerrordesc_np(errno));
}

int command_main(const struct command *command, int argc, char **argv)
{
	struct options o = { .command = command, .args = argv + 1 };
	struct reader r = { .o = &o, .argv = argv, .argc = argc, .at = 1 };
	r.own = calloc(1, command->size > 0 ? command->size : 1);
	if (r.own == NULL)
		return options_fail(&o, "out of memory");
	set_defaults(r.own, command->options);
	int ret = read_words(&r);
	const char *env = getenv("ZHIBIAO_DATA");
	o.conf_path = r.common.config;
	o.data = r.common.data != NULL           ? r.common.data
	         : env != NULL && env[0] != '\0' ? env
	                                         : "./data";
	if (ret == 0 && r.common.help)
		ret = show_help(command);
	else if (ret == 0 && r.common.version)
		printf("zhibiao %s\n", ZB_VERSION);
	else if (ret == 0 && (ret = check_operands(&o)) == 0 && (ret = check_config(&o)) == 0)
		ret = command->run(&o, r.own);
	free(r.own);
	if (fflush(stdout) != 0 && (ret == EXIT_DONE || ret == EXIT_SOME))
		ret = options_fail(&o, "writing the output: %s", strerrordesc_np(errno));
	return ret;
}
