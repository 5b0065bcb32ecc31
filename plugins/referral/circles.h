/* circles.h - who referred whom, and which referrals lead back to where they began. For referral.c only; knows nothing
 * of files. All memory is the pull's. */
#ifndef REFERRAL_CIRCLES_H
#define REFERRAL_CIRCLES_H

#include <garner/plugin.h>

/* Open addressing over 64-bit hashes; a slot without a key is empty. */
struct index {
    struct index_slot {
        uint64_t hash;
        struct garner_str key;
        void *value;
    } * slots;
    size_t room, used;
};
/* Where the value of a key stands: NULL in it where the key is new. Valid until the next call. */
void **index_at(struct garner_pull *pull, struct index *index, struct garner_str key);
uint64_t text_hash(struct garner_str text, uint64_t seed);
/* A copy that lives as long as the pull. */
struct garner_str kept(struct garner_pull *pull, struct garner_str text);

/* One person under all the keys that rows gave them. */
struct node {
    struct node *same; /* found to be that one; NULL = stands for itself */
    size_t number, circle;
};

struct edge {
    struct node *from, *to;
};

struct graph {
    struct index people;
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
