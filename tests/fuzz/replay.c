/* replay.c - runs a fuzz target over a folder of files under any compiler, one TAP line a file. `make test` does so
 * with the corpora; under libFuzzer this file is left out. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void replay(const char *folder, const char *name, int number)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("not ok %d - %s cannot be read\n", number, path);
        return;
    }
    uint8_t *data = malloc(1 << 20);
    size_t size = data ? fread(data, 1, 1 << 20, file) : 0;
    fclose(file);
    uint8_t *exact = malloc(size ? size : 1); /* so that a read past the end is seen */
    if (exact && data) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    printf("ok %d - %s\n", number, path);
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    if (count < 0) {
        fprintf(stderr, "usage: replay FOLDER\n");
        return 2;
    }
    int number = 0;
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            replay(argv[1], entries[i]->d_name, ++number);
        }
        free(entries[i]);
    }
    free(entries);
    printf("1..%d\n", number);
    return number ? 0 : 1;
}
