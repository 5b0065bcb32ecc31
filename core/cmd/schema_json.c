/* schema_json.c - writes JSON with an indented line for each member; see schema.h. */
#include "core/cmd/schema.h"

#include "core/base/buf.h"
#include "core/base/json_text.h"

static void json_put_text(struct schema *s, const char *text)
{
    struct buf buf;
    buf_init(&buf, 1 << 20);
    json_text(&buf, garner_text(text));
    fputs(buf_text(&buf), s->out);
    buf_release(&buf);
}

/* The place of the next member or item; key NULL in a list. */
static void json_next(struct schema *s, const char *key)
{
    fprintf(s->out, "%s\n%*s", s->empty ? "" : ",", 2 * s->depth, "");
    s->empty = false;
    if (key) {
        json_put_text(s, key);
        fputs(": ", s->out);
    }
}

void json_open(struct schema *s, char bracket)
{
    fputc(bracket, s->out);
    s->depth++;
    s->empty = true;
}

void json_begin(struct schema *s, const char *key)
{
    json_next(s, key);
    json_open(s, '{');
}

void json_begin_list(struct schema *s, const char *key)
{
    json_next(s, key);
    json_open(s, '[');
}

static void json_close(struct schema *s, char bracket)
{
    s->depth--;
    if (!s->empty) {
        fprintf(s->out, "\n%*s", 2 * s->depth, "");
    }
    fputc(bracket, s->out);
    s->empty = false;
}

void json_end(struct schema *s)
{
    json_close(s, '}');
}

void json_end_list(struct schema *s)
{
    json_close(s, ']');
}

void json_put(struct schema *s, const char *key, const char *text)
{
    json_next(s, key);
    json_put_text(s, text);
}

/* What is JSON already. */
void json_put_raw(struct schema *s, const char *key, const char *json)
{
    json_next(s, key);
    fputs(json, s->out);
}

void schema_refer(struct schema *s, const char *name)
{
    char path[64];
    snprintf(path, sizeof path, "#/$defs/%s", name);
    json_put(s, "$ref", path);
}

void schema_refer_item(struct schema *s, const char *name)
{
    json_begin(s, NULL);
    schema_refer(s, name);
    json_end(s);
}
