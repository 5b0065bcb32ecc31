/* no_symbol.c - a shared object that is no plugin. */
int no_garner_plugin_here(void);

__attribute__((visibility("default"))) int no_garner_plugin_here(void)
{
    return 0;
}
