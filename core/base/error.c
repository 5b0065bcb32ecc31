/* error.c - fills and words struct error. Called from every floor; knows nothing of who failed or who reads it. */
#include "core/base/error.h"

int error_setv(struct error *error, int code, const char *format, va_list arguments)
{
    if (error) {
        error->code = code;
        error->wait_ms = 0;
        if (vsnprintf(error->message, sizeof error->message, format, arguments) < 0) {
            error->message[0] = '\0';
        }
    }
    return code;
}

int error_set(struct error *error, int code, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_setv(error, code, format, arguments);
    va_end(arguments);
    return code;
}

int error_prefix(struct error *error, const char *format, ...)
{
    if (!error) {
        return 0;
    }
    struct error where;
    int64_t wait_ms = error->wait_ms;
    va_list arguments;
    va_start(arguments, format);
    error_setv(&where, error->code, format, arguments);
    va_end(arguments);

    size_t used = strlen(where.message), room = sizeof where.message - used;
    snprintf(where.message + used, room, ": %.*s", (int)room, error->message);
    *error = where;
    error->wait_ms = wait_ms;
    return error->code;
}

void error_clear(struct error *error)
{
    if (error) {
        error->code = GARNER_OK;
        error->message[0] = '\0';
    }
}

const char *error_class(int code)
{
    switch (code) {
    case GARNER_OK:
        return "none";
    case GARNER_E_CONFIG:
        return "configuration";
    case GARNER_E_AUTH:
        return "credentials";
    case GARNER_E_TEMPORARY:
        return "temporary";
    case GARNER_E_LIMITED:
        return "rate limit";
    case GARNER_E_DATA:
        return "data";
    case GARNER_E_CANCELLED:
        return "cancelled";
    case GARNER_E_REJECTED:
        return "rejected row";
    case ERROR_LOCKED:
        return "locked";
    default:
        return "internal";
    }
}

const char *error_advice(int code)
{
    switch (code) {
    case GARNER_OK:
        return "nothing to do";
    case GARNER_E_CONFIG:
        return "edit the configuration";
    case GARNER_E_AUTH:
        return "renew the credential";
    case GARNER_E_TEMPORARY:
        return "try again later";
    case GARNER_E_LIMITED:
        return "try again when the source allows it";
    case GARNER_E_DATA:
        return "look at what the message names";
    case GARNER_E_CANCELLED:
        return "run it again when convenient";
    case GARNER_E_REJECTED:
        return "look at the quarantine";
    case ERROR_LOCKED:
        return "try again when whoever holds it is done";
    default:
        return "report this as a bug";
    }
}
