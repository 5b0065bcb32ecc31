/* circles.c - strongly connected persons, by Tarjan's algorithm without recursion (a chain of referrals may be as long
 * as the file); see circles.h. */
#include "circles.h"

/* ---- persons and edges ---- */

static struct node *stands_for(struct node *node)
{
    while (node && node->same) {
        node->same = node->same->same ? node->same->same : node->same;
        node = node->same;
    }
    return node;
}

struct node *graph_person(struct garner_pull *pull, struct graph *graph, const struct garner_str keys[2])
{
    struct node *person = NULL;
    for (size_t i = 0; i < 2; i++) {
        if (!keys[i].len) {
            continue;
        }
        void **slot = garner_index_at(pull, &graph->people, keys[i]);
        *slot = *slot ? *slot : (person ? person : garner_alloc_pull(pull, sizeof *person));
        struct node *known = stands_for(*slot);
        if (person && known != person) {
            known->same = person;
        }
        person = person ? person : known;
    }
    return person;
}

void graph_add(struct garner_pull *pull, struct graph *graph, struct node *from, struct node *to)
{
    if (graph->count == graph->room) {
        const struct edge *old = graph->edges;
        graph->room = graph->room ? graph->room * 2 : 256;
        graph->edges = garner_alloc_pull(pull, graph->room * sizeof *graph->edges);
        if (old) {
            memcpy(graph->edges, old, graph->count * sizeof *old);
        }
    }
    graph->edges[graph->count++] = (struct edge){from, to};
}

/* ---- Tarjan ---- */

/* Per person, by number from 1. first: where their edges begin in `to`; next: the one to follow now. */
struct walk {
    struct node **nodes;
    size_t people, *first, *next, *to;
    size_t *seen, *low, *stack, *path, stacked, depth, visits, circles;
    bool *on_stack;
};

static void number(struct walk *walk, struct node *node)
{
    if (!node->number) {
        node->number = ++walk->people;
        walk->nodes[node->number] = node;
    }
}

static size_t *numbers(struct garner_pull *pull, size_t count)
{
    return garner_alloc_pull(pull, count * sizeof(size_t));
}

/* Numbers the persons and sorts the edges by where they begin. */
static struct walk prepare(struct garner_pull *pull, struct graph *graph)
{
    struct walk walk = {.nodes = garner_alloc_pull(pull, (2 * graph->count + 1) * sizeof *walk.nodes)};
    for (size_t i = 0; i < graph->count; i++) {
        graph->edges[i].from = stands_for(graph->edges[i].from);
        graph->edges[i].to = stands_for(graph->edges[i].to);
        number(&walk, graph->edges[i].from);
        number(&walk, graph->edges[i].to);
    }
    size_t room = walk.people + 2;
    walk.first = numbers(pull, room);
    walk.next = numbers(pull, room);
    walk.to = numbers(pull, graph->count + 1);
    walk.seen = numbers(pull, room);
    walk.low = numbers(pull, room);
    walk.stack = numbers(pull, room);
    walk.path = numbers(pull, room);
    walk.on_stack = garner_alloc_pull(pull, room);
    for (size_t i = 0; i < graph->count; i++) {
        walk.first[graph->edges[i].from->number + 1]++;
    }
    for (size_t i = 1; i < room; i++) {
        walk.first[i] += walk.first[i - 1];
    }
    memcpy(walk.next, walk.first, room * sizeof *walk.next);
    for (size_t i = 0; i < graph->count; i++) {
        walk.to[walk.next[graph->edges[i].from->number]++] = graph->edges[i].to->number;
    }
    memcpy(walk.next, walk.first, room * sizeof *walk.next);
    return walk;
}

static void enter(struct walk *walk, size_t person)
{
    walk->seen[person] = walk->low[person] = ++walk->visits;
    walk->stack[walk->stacked++] = person;
    walk->on_stack[person] = true;
    walk->path[walk->depth++] = person;
}

static void lower(struct walk *walk, size_t person, size_t visit)
{
    walk->low[person] = visit < walk->low[person] ? visit : walk->low[person];
}

/* All below it have been seen: it either closes a component or hands its lowest on to the one before. */
static void leave(struct walk *walk, size_t person)
{
    if (walk->low[person] == walk->seen[person]) {
        walk->circles++;
        size_t member;
        do {
            member = walk->stack[--walk->stacked];
            walk->on_stack[member] = false;
            walk->nodes[member]->circle = walk->circles;
        } while (member != person);
    }
    if (--walk->depth > 0) {
        lower(walk, walk->path[walk->depth - 1], walk->low[person]);
    }
}

static void explore(struct walk *walk, size_t start)
{
    enter(walk, start);
    while (walk->depth > 0) {
        size_t person = walk->path[walk->depth - 1];
        if (walk->next[person] == walk->first[person + 1]) {
            leave(walk, person);
            continue;
        }
        size_t to = walk->to[walk->next[person]++];
        if (!walk->seen[to]) {
            enter(walk, to);
        } else if (walk->on_stack[to]) {
            lower(walk, person, walk->seen[to]);
        }
    }
}

void graph_solve(struct garner_pull *pull, struct graph *graph)
{
    struct walk walk = prepare(pull, graph);
    for (size_t person = 1; person <= walk.people; person++) {
        if (!walk.seen[person]) {
            explore(&walk, person);
        }
    }
}

bool graph_is_same(struct node *a, struct node *b)
{
    return a && stands_for(a) == stands_for(b);
}

bool graph_is_circular(struct node *from, struct node *to)
{
    const struct node *a = stands_for(from), *b = stands_for(to);
    return a && b && a->circle && a->circle == b->circle;
}
