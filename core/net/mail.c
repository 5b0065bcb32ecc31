/* mail.c - one mail over SMTP; see net.h. */
#include "core/net/session.h"

#include <string.h>

struct unsent {
    const char *next;
    size_t left;
};

static size_t on_read(char *out, size_t size, size_t count, void *context)
{
    struct unsent *unsent = context;
    size_t n = size * count < unsent->left ? size * count : unsent->left;
    memcpy(out, unsent->next, n);
    unsent->next += n;
    unsent->left -= n;
    return n;
}

static struct curl_slist *recipients(const struct net_mail *mail)
{
    struct curl_slist *list = NULL;
    for (const char *const *to = mail->to; to && *to; to++) {
        struct curl_slist *longer = curl_slist_append(list, *to);
        list = longer ? longer : list;
    }
    return list;
}

void mail_send(struct net_session *session, const struct net_mail *mail, struct net_result *result)
{
    CURL *curl = session_begin(session, mail->url, mail->ca_file);
    struct unsent unsent = {mail->message, mail->message_len};
    struct curl_slist *to = recipients(mail);
    *result = (struct net_result){0};
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(mail->plain_allowed ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_USERNAME, mail->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, mail->password);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &unsent);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->message_len);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)mail->connect_ms);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)mail->total_ms);
    CURLcode code = curl_easy_perform(curl);
    session_result(session, code, result);
    if (code == CURLE_LOGIN_DENIED) {
        result->outcome = NET_DENIED;
    } else if (result->outcome != NET_DONE && result->status >= 500) {
        result->outcome = NET_REFUSED;
    }
    curl_slist_free_all(to);
}
