/* circles.h - who referred whom, and which referrals lead back to where they began. For referral.c only; knows nothing
 * of files. All memory is the pull's. */
#ifndef REFERRAL_CIRCLES_H
#define REFERRAL_CIRCLES_H

#include <garner/index.h>

/* One person under all the keys that rows gave them. */
struct node {
    struct node *same; /* found to be that one; NULL = stands for itself */
    size_t number, circle;
};

struct edge {
    struct node *from, *to;
};

struct graph {
    struct garner_index people;
    struct edge *edges;
    size_t count, room;
};

/* The person of up to two keys (len 0 = none), which are one person's from now on; NULL where there is none. */
struct node *graph_person(struct garner_pull *pull, struct graph *graph, const struct garner_str keys[2]);
void graph_add(struct garner_pull *pull, struct graph *graph, struct node *from, struct node *to);
/* After the last edge, before graph_is_circular. */
void graph_solve(struct garner_pull *pull, struct graph *graph);
/* Whether an edge between them lies on a circle: each can be reached from the other. */
bool graph_is_circular(struct node *from, struct node *to);
bool graph_is_same(struct node *a, struct node *b);

#endif
