/* options_hash.c - a fingerprint of all that shapes the rows of a file besides the file; see host_impl.h. */
#include "core/base/str.h"
#include "core/plugin/host_impl.h"
#include <sodium.h>

static void add(crypto_generichash_state *state, struct garner_str text)
{
    uint64_t len = text.len;
    crypto_generichash_update(state, (const unsigned char *)&len, sizeof len);
    crypto_generichash_update(state, (const unsigned char *)(text.len ? text.ptr : ""), text.len);
}

/* Without the places in the configuration file: moving a line changes nothing. */
static void add_node(crypto_generichash_state *state, const struct garner_node *node)
{
    unsigned char kind = (unsigned char)node->kind;
    crypto_generichash_update(state, &kind, 1);
    add(state, node->key);
    add(state, node->text);
    uint64_t count = node->count;
    crypto_generichash_update(state, (const unsigned char *)&count, sizeof count);
    for (size_t i = 0; i < node->count; i++) {
        add_node(state, &node->items[i]);
    }
}

/* Which files are read does not change what each of them gives. */
static bool names_files(const struct garner_plugin *plugin, struct garner_str name)
{
    for (const struct garner_option *option = plugin ? plugin->options : NULL; option && option->name; option++) {
        if (str_is(name, option->name)) {
            return option->flags & GARNER_PATH;
        }
    }
    return false;
}

void options_hash(const struct host *host, unsigned char *out, size_t len)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, len);
    add(&state, garner_text(host->plugin ? host->plugin->name : "costs"));
    add(&state, garner_text(host->plugin ? host->plugin->version : ""));
    add(&state, garner_text(host->pull.currency));
    add(&state, garner_text(host->pull.timezone));
    const struct garner_node *options = host->request->options;
    for (size_t i = 0; options && i < options->count; i++) {
        if (!names_files(host->plugin, options->items[i].key)) {
            add_node(&state, &options->items[i]);
        }
    }
    crypto_generichash_final(&state, out, len);
}
