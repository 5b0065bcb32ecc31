/* bare.c - the reference of goal 11: `bare URL` asks for page after page with libcurl over one connection, parses each
 * with jansson and counts the records. Nothing is kept. */
#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t len, room;
};

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct text *text = context;
    size_t len = size * count;
    if (text->len + len > text->room) {
        text->room = 2 * (text->len + len);
        text->bytes = realloc(text->bytes, text->room);
    }
    memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
    return len;
}

int main(int argc, char **argv)
{
    CURL *curl = curl_easy_init();
    struct text text = {0};
    long next = 1, records = 0;
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
    while (argc == 2 && next > 0) {
        char url[256];
        snprintf(url, sizeof url, "%s?page=%ld", argv[1], next);
        curl_easy_setopt(curl, CURLOPT_URL, url);
        text.len = 0;
        if (curl_easy_perform(curl)) {
            return 1;
        }
        json_t *page = json_loadb(text.bytes, text.len, 0, NULL);
        records += (long)json_array_size(json_object_get(page, "data"));
        next = (long)json_integer_value(json_object_get(page, "next"));
        json_decref(page);
    }
    curl_easy_cleanup(curl);
    free(text.bytes);
    printf("%ld\n", records);
    return records == 0;
}
