/* version.h - garner's version, once. */
#ifndef GARNER_VERSION_H
#define GARNER_VERSION_H

#define GARNER_VERSION "0.1.0"

#endif
