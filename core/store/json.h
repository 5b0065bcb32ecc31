/* json.h - the little JSON the store writes: text quoted. */
#ifndef GARNER_STORE_JSON_H
#define GARNER_STORE_JSON_H

#include "core/base/buf.h"

/* Appends text as a JSON string. Bytes that are no UTF-8 pass as they are. */
void json_text(struct buf *out, struct garner_str text);

#endif
