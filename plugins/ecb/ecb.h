/* ecb.h - what the files of the ecb plugin share. */
#ifndef ECB_H
#define ECB_H

#include <garner/http.h>

struct ecb {
    struct garner_file_options files;
    struct garner_http_options http;
};

/* download.c: asks the server for what is new and emits it. */
int download_rates(struct garner_pull *pull, const struct ecb *ecb);

#endif
