/* smtp.c - a mail server for tests: speaks RFC 5321 with AUTH PLAIN on 127.0.0.1 and keeps each message as a file.
 *
 *     smtp --dir DIR --port FILE [--auth BASE64]
 *
 * DIR/1.eml, 2.eml, … : the envelope's lines, a blank line, the message. FILE gets the port's number once it answers.
 * --auth: what AUTH PLAIN must say; without having said it nothing is taken. A test steers it by files in DIR:
 * `reply-VERB` is answered to that verb instead (reply-END: to the end of DATA, after the message was kept), `hang`
 * makes it greet nobody, and `kill` names a process that is killed once a message is kept, before it is answered. */
#include "core/base/error.h"
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_SIZE = 2048, PATH_SIZE = 512 };

struct session {
    const char *dir, *auth;
    FILE *in, *out;
    bool greeted, logged_in, has_sender;
    char envelope[16384]; /* lines of it */
    size_t recipients;
};

static void die(const char *what)
{
    fprintf(stderr, "smtp: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* The first line of DIR/name; false where there is no such file. */
static bool steer(const struct session *s, const char *name, char *line, size_t size)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", s->dir, name);
    FILE *file = fopen(path, "re");
    if (!file) {
        return false;
    }
    line[0] = '\0';
    if (fgets(line, (int)size, file)) {
        line[strcspn(line, "\r\n")] = '\0';
    }
    fclose(file);
    return true;
}

static void say(struct session *s, const char *text)
{
    fprintf(s->out, "%s\r\n", text);
    fflush(s->out);
}

/* What a file says instead, else text. */
static bool say_steered(struct session *s, const char *verb, const char *text)
{
    char name[32], line[LINE_SIZE];
    snprintf(name, sizeof name, "reply-%s", verb);
    bool steered = steer(s, name, line, sizeof line);
    say(s, steered ? line : text);
    return !steered || line[0] == '2' || line[0] == '3';
}

static bool read_line(struct session *s, char *line)
{
    if (!fgets(line, LINE_SIZE, s->in)) {
        return false;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

/* ---- the message ---- */

static FILE *new_file(const struct session *s)
{
    char path[PATH_SIZE];
    for (int n = 1; n < 10000; n++) {
        snprintf(path, sizeof path, "%s/%d.eml", s->dir, n);
        FILE *file = fopen(path, "wxe");
        if (file || errno != EEXIST) {
            return file;
        }
    }
    return NULL;
}

/* To the line that is a dot alone; a dot before another is taken off. */
static bool copy_message(struct session *s, FILE *file)
{
    char line[LINE_SIZE];
    bool begins = true;
    while (fgets(line, sizeof line, s->in)) {
        size_t len = strlen(line);
        bool whole = len && line[len - 1] == '\n';
        if (begins && strcmp(line, ".\r\n") == 0) {
            return true;
        }
        const char *text = begins && line[0] == '.' ? line + 1 : line;
        if (len >= 2 && line[len - 2] == '\r') {
            fprintf(file, "%.*s\n", (int)strlen(text) - 2, text);
        } else {
            fputs(text, file);
        }
        begins = whole;
    }
    return false;
}

static void kill_whom_asked(const struct session *s)
{
    char line[LINE_SIZE], path[PATH_SIZE];
    if (steer(s, "kill", line, sizeof line)) {
        snprintf(path, sizeof path, "%s/kill", s->dir);
        unlink(path);
        kill((pid_t)strtol(line, NULL, 10), SIGKILL);
    }
}

static bool take_message(struct session *s)
{
    if (!say_steered(s, "DATA", "354 go on, end with a dot")) {
        return true;
    }
    FILE *file = new_file(s);
    if (!file) {
        die("no file for a message");
    }
    fprintf(file, "%s\n", s->envelope);
    bool whole = copy_message(s, file);
    fclose(file);
    if (whole) {
        kill_whom_asked(s);
        say_steered(s, "END", "250 kept");
    }
    s->envelope[0] = '\0';
    s->has_sender = false;
    s->recipients = 0;
    return whole;
}

/* ---- the dialogue ---- */

static void log_in(struct session *s, const char *rest)
{
    char line[LINE_SIZE];
    if (strncmp(rest, "PLAIN", 5) != 0) {
        say(s, "504 only PLAIN");
        return;
    }
    if (rest[5] == ' ') {
        snprintf(line, sizeof line, "%s", rest + 6);
    } else {
        say(s, "334 ");
        if (!read_line(s, line)) {
            return;
        }
    }
    s->logged_in = s->auth && strcmp(line, s->auth) == 0;
    say(s, s->logged_in ? "235 welcome" : "535 5.7.8 wrong user or password");
}

static void add_to_envelope(struct session *s, const char *line)
{
    size_t len = strlen(s->envelope);
    snprintf(s->envelope + len, sizeof s->envelope - len, "%s\n", line);
}

/* MAIL, RCPT and DATA, in this order. False: the connection is lost. */
static bool transaction(struct session *s, const char *line)
{
    if (s->auth && !s->logged_in) {
        say(s, "530 5.7.0 log in first");
    } else if (strncmp(line, "MAIL FROM:<", 11) == 0) {
        s->has_sender = say_steered(s, "MAIL", "250 ok");
        s->envelope[0] = '\0';
        s->recipients = 0;
        add_to_envelope(s, line);
    } else if (strncmp(line, "RCPT TO:<", 9) == 0 && s->has_sender) {
        if (say_steered(s, "RCPT", "250 ok")) {
            s->recipients++;
            add_to_envelope(s, line);
        }
    } else if (strcmp(line, "DATA") == 0 && s->recipients) {
        return take_message(s);
    } else {
        say(s, "503 not now");
    }
    return true;
}

static void talk(struct session *s)
{
    char line[LINE_SIZE];
    if (steer(s, "hang", line, sizeof line)) {
        sleep(3600);
    }
    say(s, "220 test ESMTP");
    for (bool lost = false; !lost && read_line(s, line);) {
        if (strncmp(line, "EHLO ", 5) == 0) {
            s->greeted = true;
            fputs("250-test\r\n250-8BITMIME\r\n250-SIZE 100000000\r\n", s->out);
            say(s, s->auth ? "250 AUTH PLAIN" : "250 HELP");
        } else if (strncmp(line, "AUTH ", 5) == 0 && s->greeted) {
            log_in(s, line + 5);
        } else if (strcmp(line, "RSET") == 0 || strcmp(line, "NOOP") == 0) {
            s->has_sender = s->has_sender && line[0] == 'N';
            say(s, "250 ok");
        } else if (strcmp(line, "QUIT") == 0) {
            say(s, "221 bye");
            return;
        } else {
            lost = !transaction(s, line);
        }
    }
}

static void serve(int fd, const char *dir, const char *auth)
{
    static struct session session;
    session.dir = dir;
    session.auth = auth;
    session.in = fdopen(fd, "r");
    session.out = fdopen(dup(fd), "w");
    if (session.in && session.out) {
        talk(&session);
    }
    exit(0);
}

static int listener(const char *port_file)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) || listen(fd, 16) ||
        getsockname(fd, (struct sockaddr *)&address, &len)) {
        die("cannot listen on 127.0.0.1");
    }
    char partial[PATH_SIZE];
    snprintf(partial, sizeof partial, "%s.partial", port_file);
    FILE *file = fopen(partial, "we");
    if (!file || fprintf(file, "%d\n", ntohs(address.sin_port)) < 0 || fclose(file) || rename(partial, port_file)) {
        die(port_file);
    }
    return fd;
}

int main(int argc, char **argv)
{
    const char *dir = NULL, *port = NULL, *auth = NULL;
    for (int i = 1; i + 1 < argc; i += 2) {
        dir = strcmp(argv[i], "--dir") == 0 ? argv[i + 1] : dir;
        port = strcmp(argv[i], "--port") == 0 ? argv[i + 1] : port;
        auth = strcmp(argv[i], "--auth") == 0 ? argv[i + 1] : auth;
    }
    if (!dir || !port) {
        fprintf(stderr, "smtp: write smtp --dir DIR --port FILE [--auth BASE64]\n");
        return 2;
    }
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    for (int fd = listener(port);;) {
        int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
        if (client >= 0 && fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            serve(client, dir, auth);
        }
        close(client);
    }
}
