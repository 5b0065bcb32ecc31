/* yaml_hint.h - what most likely went wrong where libyaml gives up. For node.c. */
#ifndef GARNER_CONFIG_YAML_HINT_H
#define GARNER_CONFIG_YAML_HINT_H

#include <garner/records.h>
#include <yaml.h>

/* One sentence of advice on the parser's error in text, static; NULL where there is none. */
const char *yaml_hint(struct garner_str text, const yaml_parser_t *parser);

#endif
