/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a fuzz target over the files and folders named on the command line, where libFuzzer is
 * not there to do it. A folder that is missing counts as empty. */
#include <dirent.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL) {
		perror(path);
		return 1;
	}
	struct stat st;
	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode)) {
		fclose(f);
		return 0;
	}
	size_t size = (size_t)st.st_size;
	/* Exactly as large as the input, so that a read past its end is seen. */
	uint8_t *data = calloc(size > 0 ? size : 1, 1);
	size_t have = data != NULL ? fread(data, 1, size, f) : 0;
	fclose(f);
	if (have == size && data != NULL)
		LLVMFuzzerTestOneInput(data, size);
	free(data);
	return have == size ? 0 : 1;
}

static int replay_folder(const char *path, int *n)
{
	DIR *dir = opendir(path);
	if (dir == NULL)
		return 0;
	int failed = 0;
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		if (e->d_name[0] == '.')
			continue;
		char file[4096];
		snprintf(file, sizeof(file), "%s/%s", path, e->d_name);
		failed += replay_file(file);
		(*n)++;
	}
	closedir(dir);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0;
	int n = 0;
	for (int i = 1; i < argc; i++) {
		struct stat st;
		if (stat(argv[i], &st) == 0 && S_ISREG(st.st_mode)) {
			failed += replay_file(argv[i]);
			n++;
		} else {
			failed += replay_folder(argv[i], &n);
		}
	}
	printf("%d inputs replayed\n", n);
	return failed == 0 && n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
