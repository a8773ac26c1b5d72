/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "commands.h"

static const char *const groups[COMMAND_GROUPS] = {
	[COMMAND_RUN] = "run and crawl",
	[COMMAND_READ] = "read what is kept",
	[COMMAND_EXPLAIN] = "read and explain without daemons",
	[COMMAND_KEEP] = "look after it",
};

/* In the order that --help shows within a group. */
static const struct command *const commands[] = {
	/* clang-format off */
	&command_run,
	&command_crawl,
	&command_jobs,
	&command_status,
	&command_metrics,
	&command_source,
	&command_why,
	&command_query,
	&command_show,
	&command_changes,
	&command_export,
	&command_extract,
	&command_url,
	&command_robots,
	&command_page,
	&command_verify,
	&command_backup,
	&command_reextract,
	&command_check_config,
	&command_keygen,
	/* clang-format on */
};

enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static int show_help(void)
{
	printf("zhibiao: turns Chinese news and government notices into indicator records\n\n"
	       "usage: zhibiao COMMAND [OPTION...] [OPERAND...]\n");
	for (int g = 0; g < COMMAND_GROUPS; g++) {
		printf("\n%s:\n", groups[g]);
		for (size_t i = 0; i < COMMANDS; i++)
			if ((int)commands[i]->group == g)
				printf("  %-14s%s\n", commands[i]->name, commands[i]->summary);
	}
	printf("\nzhibiao COMMAND --help says more. Exit codes: 0 done, 1 failed, 2 wrong usage,\n"
	       "3 finished but some items failed.\n");
	return EXIT_DONE;
}

static int refuse(const char *word)
{
	const char *names[COMMANDS + 1] = { NULL };
	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i]->name;
	if (word[0] == '-') {
		fprintf(stderr, "zhibiao: '");
		options_put(stderr, word);
		fprintf(stderr, "' goes behind a command\nsee: zhibiao --help\n");
		return EXIT_USAGE;
	}
	const char *near = options_nearest(word, names);
	fprintf(stderr, "zhibiao: unknown command '");
	options_put(stderr, word);
	fprintf(stderr, "'%s%s%s\nsee: zhibiao --help\n", near != NULL ? ", did you mean " : "",
	        near != NULL ? near : "", near != NULL ? "?" : "");
	return EXIT_USAGE;
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(name, commands[i]->name) == 0)
			return commands[i];
	return NULL;
}

/* help COMMAND is COMMAND --help. */
static int help(char *name)
{
	char option[] = "--help";
	char *words[] = { name, option, NULL };
	const struct command *command = name != NULL ? find(name) : NULL;
	if (name == NULL)
		return show_help();
	return command != NULL ? command_main(command, 2, words) : refuse(name);
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: zhibiao COMMAND ...\nsee: zhibiao --help\n");
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return show_help();
	if (strcmp(argv[1], "help") == 0)
		return help(argc > 2 ? argv[2] : NULL);
	if (strcmp(argv[1], "--version") == 0) {
		printf("zhibiao %s\n", ZB_VERSION);
		return EXIT_DONE;
	}
	const struct command *command = find(argv[1]);
	return command != NULL ? command_main(command, argc - 1, argv + 1) : refuse(argv[1]);
}
