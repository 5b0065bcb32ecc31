/* measure.c - `measure COMMAND …`: runs it and prints wall seconds, its own peak memory and the largest of its children's, in
 * KiB: "1.234 8123 20312". The children's peaks are read while they live, so very short ones may be missed. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Peak resident KiB and parent of a process; -1 where it is gone. */
static long peak_of(long pid, long *parent)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", pid);
    FILE *file = fopen(path, "r");
    long peak = -1;
    *parent = 0;
    while (file && fgets(line, sizeof line, file)) {
        sscanf(line, "PPid: %ld", parent);
        sscanf(line, "VmHWM: %ld", &peak);
    }
    if (file) {
        fclose(file);
    }
    return peak;
}

static void look(pid_t child, long *own, long *others)
{
    long parent;
    long peak = peak_of(child, &parent);
    *own = peak > *own ? peak : *own;
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    while (proc && (entry = readdir(proc))) {
        char *end;
        long pid = strtol(entry->d_name, &end, 10);
        if (*end || pid == child) {
            continue;
        }
        peak = peak_of(pid, &parent);
        if (parent == child && peak > *others) {
            *others = peak;
        }
    }
    if (proc) {
        closedir(proc);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        return 2;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        dup2(null, STDOUT_FILENO);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    int status = 0, watching = getenv("MEASURE_MEMORY") != NULL;
    long own = 0, others = 0;
    struct rusage usage;
    while (watching && waitpid(child, &status, WNOHANG) == 0) {
        look(child, &own, &others);
        usleep(5000);
    }
    if (!watching) {
        waitpid(child, &status, 0);
    }
    double took = now() - start;
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("%.4f %ld %ld\n", took, own ? own : usage.ru_maxrss, others);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
