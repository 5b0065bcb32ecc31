/* loader.c - opens a plugin's shared object and refuses what breaks the ABI, by name; see loader.h. */
#include "core/plugin/loader.h"
#include "core/base/str.h"
#include "core/config/source_keys.h"
#include <dlfcn.h>

enum { OPTIONS_MAX = 999, CONFIG_MAX = 1 << 20 };

const char *const *loader_reserved_options(void)
{
    return source_key_names;
}

static int refuse(struct error *error, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));

static int refuse(struct error *error, const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_setv(error, GARNER_E_CONFIG, format, arguments);
    va_end(arguments);
    return error_prefix(error, "%s", path);
}

/* ---- one option ---- */

static size_t size_of(enum garner_option_type type)
{
    switch (type) {
    case GARNER_OPTION_TEXT:
        return sizeof(struct garner_str);
    case GARNER_OPTION_INTEGER:
        return sizeof(int64_t);
    case GARNER_OPTION_FLAG:
        return sizeof(bool);
    case GARNER_OPTION_DURATION:
        return sizeof(struct garner_duration);
    case GARNER_OPTION_MONEY:
        return sizeof(struct garner_money);
    case GARNER_OPTION_DAY:
        return sizeof(struct garner_day);
    case GARNER_OPTION_LIST:
        return sizeof(struct garner_strs);
    case GARNER_OPTION_TREE:
        return sizeof(const struct garner_node *);
    }
    return 0;
}

static bool is_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");
    return len > 0 && len <= 64 && name[len] == '\0';
}

static bool is_reserved(const char *name)
{
    for (const char *const *reserved = source_key_names; *reserved; reserved++) {
        if (strcmp(name, *reserved) == 0) {
            return true;
        }
    }
    return false;
}

/* What a user would get who writes nothing. */
static int check_fallback(const char *path, const struct garner_option *option, struct error *error)
{
    _Alignas(16) unsigned char value[64];
    struct garner_option table[2] = {*option, {0}};
    table[0].offset = 0;
    table[0].flags &= ~(uint32_t)GARNER_REQUIRED;
    struct arena arena = {0};
    struct error why = {0};
    memset(value, 0, sizeof value);
    int code = options_fill(table, NULL, "default", "/", "EUR", &arena, value, &why);
    arena_release(&arena);
    return code ? refuse(error, path, "option %s: its default \"%s\" cannot be read: %s", option->name,
                         option->fallback, why.message)
                : 0;
}

static int check_option(const char *path, const struct garner_plugin *plugin, const struct garner_option *option,
                        struct error *error)
{
    size_t size = size_of(option->type);
    if (!is_name(option->name)) {
        return refuse(error, path, "option \"%s\": a name is made of a-z, 0-9, _ and -", option->name);
    }
    if (is_reserved(option->name)) {
        return refuse(error, path, "option %s: the host keeps this name for itself", option->name);
    }
    if (size == 0) {
        return refuse(error, path, "option %s: type %d does not exist", option->name, (int)option->type);
    }
    if (option->flags & ~(uint32_t)(GARNER_REQUIRED | GARNER_SECRET | GARNER_PATH)) {
        return refuse(error, path, "option %s: flags %#x do not exist", option->name, (unsigned)option->flags);
    }
    if (option->offset > plugin->config_size || plugin->config_size - option->offset < size) {
        return refuse(error, path, "option %s: offset %zu with %zu bytes lies outside of the struct of %zu bytes",
                      option->name, option->offset, size, plugin->config_size);
    }
    if (!option->help || !option->help[0]) {
        return refuse(error, path, "option %s: has no help", option->name);
    }
    return option->fallback ? check_fallback(path, option, error) : 0;
}

static int check_pair(const char *path, const struct garner_option *a, const struct garner_option *b,
                      struct error *error)
{
    if (strcmp(a->name, b->name) == 0) {
        return refuse(error, path, "option %s stands twice in the table", a->name);
    }
    if (a->offset < b->offset + size_of(b->type) && b->offset < a->offset + size_of(a->type)) {
        return refuse(error, path, "options %s and %s overlap in the struct", a->name, b->name);
    }
    return 0;
}

static int check_options(const char *path, const struct garner_plugin *plugin, struct error *error)
{
    const struct garner_option *options = plugin->options;
    for (size_t i = 0; options[i].name; i++) {
        if (i == OPTIONS_MAX) {
            return refuse(error, path, "the table of options has no end: its last row must have no name");
        }
        int code = check_option(path, plugin, &options[i], error);
        for (size_t k = 0; code == 0 && k < i; k++) {
            code = check_pair(path, &options[k], &options[i], error);
        }
        if (code) {
            return code;
        }
    }
    return 0;
}

/* ---- the plugin ---- */

static int check_abi(const char *path, const struct garner_plugin *plugin, struct error *error)
{
    if (plugin->abi != GARNER_ABI) {
        return refuse(error, path,
                      "is built for plugin ABI %u, this garner has %u; rebuild the plugin against its headers",
                      (unsigned)plugin->abi, GARNER_ABI);
    }
    /* Where the struct ended at first; what was appended since may be missing. */
    const size_t least = offsetof(struct garner_plugin, recognises);
    if (plugin->size < least) {
        return refuse(error, path, "its struct garner_plugin has %u bytes, at least %zu are expected",
                      (unsigned)plugin->size, least);
    }
    return 0;
}

static int check_plugin(const char *path, const struct garner_plugin *plugin, struct error *error)
{
    const uint32_t known = (GARNER_EMITS(GARNER_RECORD_LIMIT) - 1) & ~UINT32_C(1);
    if (!plugin->name || !is_name(plugin->name)) {
        return refuse(error, path, "its name \"%s\" is none; a name is made of a-z, 0-9, _ and -",
                      plugin->name ? plugin->name : "");
    }
    if (!plugin->version || !plugin->summary) {
        return refuse(error, path, "has no %s", plugin->version ? "summary" : "version");
    }
    if (plugin->emits == 0 || (plugin->emits & ~known)) {
        return refuse(error, path, "emits %#x names no kinds of records, or unknown ones", (unsigned)plugin->emits);
    }
    if (plugin->lookback_days < 0 || plugin->config_size > CONFIG_MAX) {
        return refuse(error, path, "has a negative lookback, or a struct of more than 1 MiB");
    }
    if (!plugin->options || !plugin->pull) {
        return refuse(error, path, "has no %s", plugin->options ? "pull()" : "table of options");
    }
    return check_options(path, plugin, error);
}

int loader_open(const char *path, const struct garner_plugin **plugin, struct error *error)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!object) {
        const char *why = dlerror();
        return error_set(error, GARNER_E_CONFIG, "cannot load plugin: %s", why ? why : path);
    }
    const struct garner_plugin *found = dlsym(object, "garner_plugin");
    if (!found) {
        return refuse(error, path, "is no garner plugin: it exports no symbol garner_plugin");
    }
    int code = check_abi(path, found, error);
    code = code ? code : check_plugin(path, found, error);
    *plugin = code ? NULL : found;
    return code;
}
