/* banned.h - calls that have a safer form here are compile errors. Included by every core header that is included
 * everywhere (error.h); it must come after the system headers it bans names from. */
#ifndef GARNER_BANNED_H
#define GARNER_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GARNER_BANNED(name, instead) sorry_##name##_is_banned_use_##instead

#undef strcpy
#define strcpy(a, b) GARNER_BANNED(strcpy, buf)
#undef strcat
#define strcat(a, b) GARNER_BANNED(strcat, buf)
#undef strncpy
#define strncpy(a, b, c) GARNER_BANNED(strncpy, buf)
#undef strncat
#define strncat(a, b, c) GARNER_BANNED(strncat, buf)
#undef sprintf
#define sprintf(...) GARNER_BANNED(sprintf, snprintf)
#undef vsprintf
#define vsprintf(...) GARNER_BANNED(vsprintf, vsnprintf)
#undef strtok
#define strtok(a, b) GARNER_BANNED(strtok, str_split)
#undef atoi
#define atoi(a) GARNER_BANNED(atoi, number_parse)
#undef atol
#define atol(a) GARNER_BANNED(atol, number_parse)
#undef atof
#define atof(a) GARNER_BANNED(atof, decimal_parse)
#undef gets
#define gets(a) GARNER_BANNED(gets, getline)
#undef localtime
#define localtime(a) GARNER_BANNED(localtime, zone)
#undef gmtime
#define gmtime(a) GARNER_BANNED(gmtime, calendar)
#undef mktime
#define mktime(a) GARNER_BANNED(mktime, calendar)
#undef setlocale
#define setlocale(a, b) GARNER_BANNED(setlocale, none)

#endif
