// breach-check HOST PREFIX: asks https://HOST/range/PREFIX which passwords were found in data breaches, and writes the
// answer to standard output, with a line `.` at its end: without that line it is not whole. Exit codes: 0, 1 (no
// answer), 2 (asked in the wrong way).
//
// The one executable of Postern that asks others, and the one with shared libraries: libcurl, certificates and name
// resolution are the host's. common/methods/breaches starts it and does without where it is not there. HOST may be
// http://… too, for a mirror on this machine: common/config/rules_methods.cpp.
#include <curl/curl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace {

constexpr long kMilliseconds = 2000;
constexpr unsigned kSeconds = 3;  // name resolution may not heed the other limit; whoever asked has long given up
constexpr std::size_t kMostBytes = 1u << 20;

std::size_t collect(char* data, std::size_t, std::size_t size, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size > kMostBytes) return 0;
  text.append(data, size);
  return size;
}

int fail(std::string_view why) {
  std::fprintf(stderr, "breach-check: %.*s\n", static_cast<int>(why.size()), why.data());
  return 1;
}

bool is_prefix(std::string_view text) {
  return text.size() == 5 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

int ask(const std::string& url) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  // As many lines for every prefix, the surplus with a count of 0: the length of the answer tells nothing either.
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, "Add-Padding: true"), curl_slist_free_all);
  if (!curl || !headers) return fail("out of memory");
  std::string body;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_USERAGENT, "Postern");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kMilliseconds);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  const CURLcode result = curl_easy_perform(curl.get());
  if (result != CURLE_OK) return fail(curl_easy_strerror(result));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return fail("status " + std::to_string(status));
  body += "\n.\n";
  return std::fwrite(body.data(), 1, body.size(), stdout) == body.size() && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3 || !is_prefix(words[2])) {
    fail(
        "usage: breach-check HOST PREFIX, five hexadecimal digits in upper case: breach-check api.pwnedpasswords.com "
        "21BD1");
    return 2;
  }
  ::alarm(kSeconds);
  const std::string host = words[1];
  return ask((host.find("://") == std::string::npos ? "https://" : "") + host + "/range/" + words[2]);
}
