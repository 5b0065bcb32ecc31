/* serve.c - the benchmark's API: `serve PAGES PORTFILE` answers `GET /leads?page=N` with N-th of PAGES pages of 1 000
 * records made beforehand, and `GET /huge?size=MIB` with one answer of about so many MiB. A process a connection; it is
 * no server for anything else (tests/server is). Ends with its standard input. */
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RECORDS = 1000 };

/* A page up to where the number of the next one stands. */
struct page {
    char *text;
    size_t len;
};

static void put_record(FILE *out, unsigned long i, int filler)
{
    fprintf(
        out,
        "{\"id\": \"lead-%lu\", \"created_at\": \"2026-%02lu-%02luT%02lu:%02lu:00Z\", \"updated_at\": "
        "\"2026-11-01T00:00:00Z\", "
        "\"customer\": {\"id\": \"c%lu\", \"email\": \"p%lu@example.com\", \"name\": \"Person \\u00e9 %lu\"}, "
        "\"campaign\": {\"id\": \"%lu\", \"name\": \"campaign-%03lu\"}, \"score\": %lu.5, \"tags\": [\"a\", \"b\"], "
        "\"note\": \"%*s\"}",
        i, i / 28 % 10 + 1, i % 28 + 1, i % 24, i % 60, i / 3, i / 3, i, i % 200, i % 200, i % 100, filler, "");
}

static struct page make_page(unsigned long number)
{
    struct page page;
    FILE *out = open_memstream(&page.text, &page.len);
    fputs("{\"data\": [", out);
    for (unsigned long i = 0; i < RECORDS; i++) {
        fputs(i ? ", " : "", out);
        put_record(out, (number - 1) * RECORDS + i, 20);
    }
    fputs("], \"next\": ", out);
    fclose(out);
    return page;
}

static void send_page(FILE *to, const struct page *page, unsigned long next)
{
    char end[32];
    int len = snprintf(end, sizeof end, next ? "%lu}" : "null}", next);
    fprintf(to, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
            page->len + (size_t)len);
    fwrite(page->text, 1, page->len, to);
    fputs(end, to);
    fflush(to);
}

static void send_huge(FILE *to, unsigned long mib)
{
    fputs("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"data\": [", to);
    for (unsigned long i = 0; i < mib * 1024; i++) {
        fputs(i ? ", " : "", to);
        put_record(to, i, 700);
    }
    fputs("], \"next\": null}", to);
    fflush(to);
}

static unsigned long number_at(const char *line, const char *name, unsigned long otherwise)
{
    const char *at = strstr(line, name);
    return at ? strtoul(at + strlen(name), NULL, 10) : otherwise;
}

static void answer(int fd, const struct page *pages, unsigned long count)
{
    FILE *in = fdopen(dup(fd), "r"), *out = fdopen(fd, "w");
    char line[4096];
    unsigned long wanted = 1, huge = 0, last = count;
    setvbuf(out, NULL, _IOFBF, 1 << 18);
    while (fgets(line, sizeof line, in)) {
        if (!strncmp(line, "GET ", 4)) {
            wanted = number_at(line, "page=", 1);
            last = number_at(line, "last=", count);
            huge = number_at(line, "size=", 0);
        } else if (line[0] == '\r') {
            if (huge) {
                send_huge(out, huge);
                return;
            }
            wanted = wanted >= 1 && wanted <= count ? wanted : count;
            send_page(out, &pages[wanted - 1], wanted < last ? wanted + 1 : 0);
        }
    }
}

static int listen_on_free_port(const char *port_file)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 64) ||
        getsockname(fd, (struct sockaddr *)&at, &size)) {
        perror("serve");
        exit(1);
    }
    FILE *file = fopen(port_file, "w");
    if (file) {
        fprintf(file, "%d\n", ntohs(at.sin_port));
        fclose(file);
    }
    return fd;
}

int main(int argc, char **argv)
{
    unsigned long count = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    struct page *pages = calloc(count + 1, sizeof *pages);
    if (!count || !pages) {
        fprintf(stderr, "usage: serve PAGES PORTFILE\n");
        return 2;
    }
    for (unsigned long i = 0; i < count; i++) {
        pages[i] = make_page(i + 1);
    }
    signal(SIGCHLD, SIG_IGN);
    int listening = listen_on_free_port(argv[2]);
    struct pollfd wait[2] = {{.fd = listening, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    while (poll(wait, 2, -1) > 0 && !wait[1].revents) {
        int fd = accept(listening, NULL, NULL);
        if (fd >= 0 && fork() == 0) {
            answer(fd, pages, count);
            _exit(0);
        }
        close(fd);
    }
    return 0;
}
