/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands and their options as tables. A command is a `const struct command` in a file of its
 * own, declared in commands.h and listed in main.c; its options are rows that fill a struct of
 * its own, which the caller of command_main zeroes, fills and frees. --help is written from the
 * same rows. Every command takes -c, -d, --help and --version; "--" ends the options, "-" alone
 * is an operand, and options and operands may be mixed.
 *
 *   struct crawl_options { int64_t depth; bool wait; struct option_list allow; };
 *   static const struct option_row rows[] = {
 *           OPTION_INT(struct crawl_options, depth, 'n', "N", 0, 100, 0, "link steps to follow"),
 *           OPTION_FLAG(struct crawl_options, wait, 'w', "wait for the end"),
 *           OPTION_LIST(struct crawl_options, allow, 'a', "RE", "only matching addresses"),
 *           OPTION_END,
 *   };
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct zb_settings;

enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_SOME = 3, /* finished, but some items failed */
};

enum option_type {
	OPTION_TYPE_END,
	OPTION_TYPE_FLAG, /* bool */
	OPTION_TYPE_INT,  /* int64_t, min to max */
	OPTION_TYPE_STR,  /* const char *, borrowed from argv */
	OPTION_TYPE_ENUM, /* const char *, one of `names` */
	OPTION_TYPE_LIST, /* struct option_list: may be given again and again */
};

enum { OPTION_LIST_MAX = 64 };

struct option_list {
	const char *items[OPTION_LIST_MAX]; /* borrowed from argv */
	size_t n;
};

struct option_row {
	const char *name; /* the field's; '_' stands for '-': dry_run is --dry-run */
	char letter;      /* 0: none */
	enum option_type type;
	size_t offset;
	const char *value;        /* what --help calls the value */
	int64_t min, max;         /* INT */
	int64_t def;              /* INT */
	const char *text;         /* STR and ENUM: the default; NULL: none */
	const char *const *names; /* ENUM: NULL ended */
	const char *help;
};

#define OPTION_FLAG(st, f, ch, h)                                                              \
	{                                                                                      \
		.name = #f, .letter = (ch), .type = OPTION_TYPE_FLAG,                          \
		.offset = offsetof(st, f), .help = (h)                                         \
	}
#define OPTION_INT(st, f, ch, v, lo, hi, d, h)                                                 \
	{                                                                                      \
		.name = #f, .letter = (ch), .type = OPTION_TYPE_INT,                           \
		.offset = offsetof(st, f), .value = (v), .min = (lo), .max = (hi), .def = (d), \
		.help = (h)                                                                    \
	}
#define OPTION_STR(st, f, ch, v, d, h)                                                         \
	{                                                                                      \
		.name = #f, .letter = (ch), .type = OPTION_TYPE_STR,                           \
		.offset = offsetof(st, f), .value = (v), .text = (d), .help = (h)              \
	}
#define OPTION_ENUM(st, f, ch, list, d, h)                                                     \
	{                                                                                      \
		.name = #f, .letter = (ch), .type = OPTION_TYPE_ENUM,                          \
		.offset = offsetof(st, f), .names = (list), .text = (d), .help = (h)           \
	}
#define OPTION_LIST(st, f, ch, v, h)                                                           \
	{                                                                                      \
		.name = #f, .letter = (ch), .type = OPTION_TYPE_LIST,                          \
		.offset = offsetof(st, f), .value = (v), .help = (h)                           \
	}
#define OPTION_END                                                                             \
	{                                                                                      \
		.type = OPTION_TYPE_END                                                        \
	}

struct command;

/* What every command gets; valid while it runs. */
struct options {
	const struct command *command;
	const char *conf_path; /* NULL: not given */
	const char *data;      /* -d, else $ZHIBIAO_DATA, else "./data" */
	char **args;           /* the operands */
	int n_args;
};

/* `own` is the command's filled options struct. Returns an enum exit_code. */
typedef int (*command_fn)(const struct options *o, const void *own);

enum command_group { COMMAND_RUN, COMMAND_READ, COMMAND_EXPLAIN, COMMAND_KEEP, COMMAND_GROUPS };

struct command {
	const char *name;
	enum command_group group;
	const char *operands;             /* "URL..." for the usage line; NULL: takes none */
	int args_min, args_max;           /* args_max -1: any number */
	const char *summary;              /* one line, lower case, no full stop */
	const char *about;                /* further lines of --help, or NULL */
	const struct option_row *options; /* NULL: none of its own */
	size_t size;                      /* of its options struct; 0 without */
	command_fn run;
};

/* Reads argv[1..] for `command` (argv[0] is its name) and runs it. An enum exit_code. */
int command_main(const struct command *command, int argc, char **argv);

/* "zhibiao crawl: <text>" to standard error; returns EXIT_FAILED. */
int options_fail(const struct options *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same with the way to --help; returns EXIT_USAGE. */
int options_usage(const struct options *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* The same of what is no fault. */
void options_note(const struct options *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Text that somebody else wrote, or that was given: what in it would move a terminal's cursor is
 * blank. The messages above are written so. */
void options_put(FILE *to, const char *text);
/* The configuration of -c, or the defaults; says what is wrong itself. 0 or EXIT_FAILED;
 * zb_settings_deinit after 0. */
int options_settings(struct zb_settings *out, const struct options *o);

/* The entry of `names` (NULL ended) nearest to `word`, or NULL where none is near. */
const char *options_nearest(const char *word, const char *const *names);
