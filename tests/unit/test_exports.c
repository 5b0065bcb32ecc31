/* test_exports.c - the table of symbols is read from whatever a file holds: this very program, cut and garbled. */
#include "core/base/mem.h"
#include "core/base/str.h"
#include "core/plugin/exports.h"
#include <setjmp.h>
#include <cmocka.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

struct copy {
    int fd;
    char path[64];
    char *bytes;
    size_t len;
};

static void copy_open(struct copy *copy)
{
    int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    assert_true(from >= 0);
    copy->len = (size_t)lseek(from, 0, SEEK_END);
    copy->bytes = xmalloc(copy->len);
    assert_int_equal(pread(from, copy->bytes, copy->len, 0), copy->len);
    close(from);
    copy->fd = memfd_create("exports", MFD_CLOEXEC);
    assert_int_equal(pwrite(copy->fd, copy->bytes, copy->len, 0), copy->len);
    snprintf(copy->path, sizeof copy->path, "/proc/self/fd/%d", copy->fd);
}

static void copy_close(struct copy *copy)
{
    close(copy->fd);
    free(copy->bytes);
}

static int list(const struct copy *copy)
{
    struct buf out;
    struct error error = {0};
    buf_init(&out, 1 << 20);
    int code = exports_list(copy->path, &out, &error);
    buf_release(&out);
    assert_true(code == 0 || error.message[0]);
    return code;
}

static void a_whole_object_is_read_and_a_cut_one_refused(void **state)
{
    (void)state;
    struct copy copy;
    copy_open(&copy);
    assert_int_equal(list(&copy), 0);
    /* The table of sections stands at the end. */
    for (size_t i = 1; i <= 64; i++) {
        assert_int_equal(ftruncate(copy.fd, (off_t)(copy.len * (64 - i) / 64)), 0);
        assert_int_equal(list(&copy), GARNER_E_CONFIG);
    }
    copy_close(&copy);
}

static void garble(const struct copy *copy, size_t from, size_t len, uint64_t *random)
{
    *random = *random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    size_t at = from + (size_t)(*random >> 33) % len;
    char byte = (char)(*random >> 20);
    assert_int_equal(pwrite(copy->fd, &byte, 1, (off_t)at), 1);
    list(copy);
    assert_int_equal(pwrite(copy->fd, copy->bytes + at, 1, (off_t)at), 1);
}

static void a_garbled_one_does_no_harm(void **state)
{
    (void)state;
    struct copy copy;
    copy_open(&copy);
    ElfW(Ehdr) head;
    memcpy(&head, copy.bytes, sizeof head);
    uint64_t random = 42;
    for (int i = 0; i < 500; i++) {
        garble(&copy, 0, sizeof head, &random);
        garble(&copy, head.e_shoff, (size_t)head.e_shnum * sizeof(ElfW(Shdr)), &random);
    }
    assert_int_equal(list(&copy), 0);
    copy_close(&copy);
}

static void what_is_no_object_is_named(void **state)
{
    (void)state;
    struct buf out;
    struct error error = {0};
    buf_init(&out, 1 << 20);
    assert_int_equal(exports_list("/dev/null", &out, &error), GARNER_E_CONFIG);
    assert_int_equal(exports_list("/nowhere.so", &out, &error), GARNER_E_CONFIG);
    assert_non_null(strstr(error.message, "/nowhere.so"));
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_object_is_read_and_a_cut_one_refused),
        cmocka_unit_test(a_garbled_one_does_no_harm),
        cmocka_unit_test(what_is_no_object_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
