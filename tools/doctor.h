// What the parts of `postern doctor` share. Each part is a function that asks the web server and returns findings.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/diagnosis.h"
#include "base/clock.h"
#include "base/url.h"
#include "tools/fetch.h"
#include "tools/probe.h"

namespace tools {

// What a handler saw of a request of ours (api/inspection.h).
struct Inspection {
  std::string server, gateway, executable, base_url, scheme, host, address, document_root;
  bool authorization = false;
  std::vector<std::string> forwarded;  // headers of a proxy that arrived
};

struct Examination {
  Fetcher& fetcher;
  Probes& probes;
  std::string base;  // address of the sign-in pages, without a slash at the end
  std::string data_dir;
  const config::Config& config;
  std::optional<Inspection> seen = {};
  std::optional<base::Time> date = {};  // as the web server says it

  [[nodiscard]] std::string origin() const;  // scheme://host[:port] of `base`
};

// Puts DATA/doctor.word there and asks; nullopt: whoever answers does not use this data folder.
[[nodiscard]] std::optional<Inspection> inspect(const Fetcher& fetcher, Probes& probes, const std::string& base,
                                                const std::string& data_dir, base::Random& random);

// --- doctor_site: does Postern answer there, and is everything of it right. Sets `date`, and makes the fetcher go on
// without a trusted certificate after it has said so.
[[nodiscard]] api::Findings check_site(Examination& examination);
// --- doctor_served: what a web server must not give away, and plain files that it must.
[[nodiscard]] api::Findings check_served(const Examination& examination);
// --- doctor_gate: is `url` refused to whoever is not signed in, in every spelling. `root`: the folder of the site's
// files on this machine; "" = not known.
[[nodiscard]] api::Findings check_gate(const Examination& examination, const std::string& url, const std::string& root);

// `https://example.org/auth/` and `https://example.org/auth` are one address.
[[nodiscard]] std::string without_slash(std::string url);
// RFC 9110 section 5.6.7, IMF-fixdate.
[[nodiscard]] std::optional<base::Time> parse_http_date(const std::string& text);
// `Apache/2.4.57`, by what the web server says of itself to handlers or to visitors; "" = nothing.
[[nodiscard]] std::string server_name(const Examination& examination, const Answer& answer);

}  // namespace tools
