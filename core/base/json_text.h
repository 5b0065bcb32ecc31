/* json_text.h - text quoted for JSON, where that is all there is to write. */
#ifndef GARNER_BASE_JSON_TEXT_H
#define GARNER_BASE_JSON_TEXT_H

#include "core/base/buf.h"

/* Appends text as a JSON string. Bytes that are no UTF-8 pass as they are. */
void json_text(struct buf *out, struct garner_str text);

#endif
