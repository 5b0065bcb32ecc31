/* exports.c - the dynamic symbol table of an ELF object; see exports.h. Called by the conformance check. The file may
 * be anything: every offset is held against its size. */
#include "core/plugin/exports.h"
#include "core/base/str.h"
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct object {
    const char *bytes;
    size_t size;
};

/* What lies at an offset, or NULL where it leaves the file. */
static const void *at(const struct object *object, uint64_t offset, uint64_t size)
{
    return offset <= object->size && size <= object->size - offset ? object->bytes + offset : NULL;
}

static bool is_exported(const ElfW(Sym) * symbol)
{
    unsigned char bind = ELF64_ST_BIND(symbol->st_info);
    return symbol->st_shndx != SHN_UNDEF && (bind == STB_GLOBAL || bind == STB_WEAK) &&
           ELF64_ST_VISIBILITY(symbol->st_other) == STV_DEFAULT;
}

/* Linkers and sanitizers add names of their own. */
static bool is_of_toolchain(const char *name)
{
    static const char *const names[] = {"_init", "_fini", "_edata", "_end", "__bss_start", NULL};
    for (size_t i = 0; names[i]; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    struct garner_str text = garner_text(name);
    return str_starts(text, "__asan") || str_starts(text, "__odr_asan") || str_starts(text, "__ubsan") ||
           str_starts(text, "__tsan") || str_starts(text, "__gcov") || str_starts(text, "__sanitizer");
}

static bool list_symbols(const struct object *object, const ElfW(Shdr) * table, const ElfW(Shdr) * strings,
                         struct buf *out)
{
    const char *symbols = at(object, table->sh_offset, table->sh_size);
    const char *names = at(object, strings->sh_offset, strings->sh_size);
    if (!symbols || !names || !strings->sh_size || names[strings->sh_size - 1]) {
        return false;
    }
    for (size_t i = 0; i < table->sh_size / sizeof(ElfW(Sym)); i++) {
        ElfW(Sym) symbol;
        memcpy(&symbol, symbols + i * sizeof symbol, sizeof symbol);
        if (symbol.st_name >= strings->sh_size) {
            return false;
        }
        const char *name = names + symbol.st_name;
        if (is_exported(&symbol) && strcmp(name, "garner_plugin") != 0 && !is_of_toolchain(name)) {
            buf_addf(out, "%s%s", out->len ? " " : "", name);
        }
    }
    return true;
}

static bool list(const struct object *object, struct buf *out)
{
    const ElfW(Ehdr) *head = at(object, 0, sizeof *head);
    if (!head || memcmp(head->e_ident, ELFMAG, SELFMAG) != 0 ||
        head->e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) ||
        head->e_ident[EI_DATA] != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB)) {
        return false;
    }
    const ElfW(Shdr) *sections = at(object, head->e_shoff, (uint64_t)head->e_shnum * sizeof *sections);
    if (!sections || head->e_shentsize != sizeof *sections || head->e_shoff % _Alignof(ElfW(Shdr))) {
        return false;
    }
    for (size_t i = 0; i < head->e_shnum; i++) {
        if (sections[i].sh_type == SHT_DYNSYM) {
            return sections[i].sh_link < head->e_shnum &&
                   list_symbols(object, &sections[i], &sections[sections[i].sh_link], out);
        }
    }
    return false;
}

int exports_list(const char *path, struct buf *out, struct error *error)
{
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool there = fd >= 0 && fstat(fd, &facts) == 0 && facts.st_size > 0;
    void *bytes = there ? mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    bool good = false;
    if (bytes != MAP_FAILED) {
        good = list(&(struct object){bytes, (size_t)facts.st_size}, out);
        munmap(bytes, (size_t)facts.st_size);
    }
    if (fd >= 0) {
        close(fd);
    }
    return good ? 0 : error_set(error, GARNER_E_CONFIG, "%s: its table of symbols cannot be read", path);
}
