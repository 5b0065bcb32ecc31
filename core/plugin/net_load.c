/* net_load.c - finds and loads garner_net.so; see core/net/net.h. Called in workers and other processes that send,
 * never in the host. */
#include "core/base/error.h"
#include "core/net/net.h"
#include <dlfcn.h>
#include <limits.h>
#include <unistd.h>

#ifndef GARNER_PREFIX
#define GARNER_PREFIX "/usr/local"
#endif

/* WHERE/garner_net.so, WHERE beginning at the program's folder. */
static void *open_beside(const char *where)
{
    char path[PATH_MAX + 64];
    ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    if (n <= 0) {
        return NULL;
    }
    snprintf(path + n, sizeof path - (size_t)n, "%s/garner_net.so", where);
    return access(path, R_OK) == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
}

int net_load(const struct net_api **api, struct error *error)
{
    dlerror();
    void *object = open_beside(".");
    object = object ? object : open_beside("../lib/garner");
    object = object ? object : dlopen(GARNER_PREFIX "/lib/garner/garner_net.so", RTLD_NOW | RTLD_LOCAL);
    if (!object) {
        const char *why = dlerror();
        return error_set(
            error, GARNER_E_CONFIG,
            "garner_net.so, which does what goes over the network, cannot be loaded: %s; install garner whole",
            why ? why : "it is not there");
    }
    *api = dlsym(object, NET_SYMBOL);
    if (!*api || (*api)->version != NET_VERSION) {
        return error_set(error, GARNER_E_CONFIG, "garner_net.so is of another garner; install garner whole");
    }
    return 0;
}
