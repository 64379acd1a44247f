// A new site: configuration with fresh secrets, identity schema, database, first user. What `postern init` and the page
// /setup write; nothing that is there is ever overwritten, and what fails half-way leaves nothing behind.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "flow/node.h"

namespace api {

struct NewSite {
  std::string url;     // where people will find the sign-in pages: scheme, host, path
  std::string folder;  // of the data; made with mode 0700 if it is not there
  std::string user;    // e-mail address of the first user
  base::SecretBytes password;
  std::string pages = {};  // where the web server finds style.css, "" = not said
};

struct MadeSite {
  std::string url;     // as given, with the slash at its end
  std::string config;  // path of kratos.yml
};

struct NewSiteError {
  enum class Field { url, folder, user, password } field;
  std::string text;                                     // what is wrong with it
  std::optional<flow::Message> message = std::nullopt;  // the same for a visitor, where there is one
};

// Error: what whoever asks can mend. Throws Unavailable("data.write") and what the store throws.
base::Result<MadeSite, NewSiteError> make_site(const NewSite& wanted, base::Random& random, base::Time now);

// The URL with a slash at its end; the error says what is wrong.
base::Result<std::string, std::string> check_site_url(const std::string& url);

// Files of the source tree, embedded at build.
[[nodiscard]] std::string_view new_site_template();    // common/api/new_site.yml
[[nodiscard]] std::string_view new_identity_schema();  // config/identity.schema.json
// For a data folder that lies where the web server looks.
[[nodiscard]] std::string_view denying_htaccess();

}  // namespace api
