// Pages: a pure function from plain values to HTML. The api files fill a PageView, render() prints it with the
// templates and words of www/. Nothing here knows requests, stores or clocks.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/finding.h"
#include "base/clock.h"
#include "flow/node.h"

namespace api {

struct PageView {
  enum class Kind { login, settings, registration, home, error, signed_out, setup, reset };
  Kind kind = Kind::home;

  // The site.
  std::string site;              // its name, as people know it
  std::string base;              // serve.public.base_url without a slash at the end: BASE/style.css, BASE/login, …
  std::string home_url;          // where brand and "Back to" lead; "" = BASE/
  std::string logo;              // address of a picture; "" = our own sign
  std::string registration_url;  // "" = no link
  // Pages of the site (postern.pages.*); "" = no link.
  std::string help_url, privacy_url, forgot_url, lost_factor_url;
  std::string reset_url;        // of the second step: who lost every one asks for help; "" = no link
  std::string logout_url;       // with its token; "" = nobody is signed in
  bool site_css = false;        // BASE/site.css exists
  std::string language = "en";  // its words
  std::vector<std::pair<std::string, std::string>> languages;  // the others: code, and this page in it
  base::Time now{};

  // The flow, for login, settings and registration.
  std::string flow_id;
  flow::Ui ui;
  int requested_aal = 1;
  bool refresh = false;
  bool identifier_is_email = false;          // the schema's identifier has format email
  std::string with;                          // query: the group to show (login)
  std::string show;                          // query: the group to show (settings)
  std::string failed_group;                  // whose submission put the messages there; "" = read from the messages
  std::string last_used_group;               // what this person proved themselves with last; "" = unknown
  base::Time answered_at{};                  // when the messages were made; waiting times count from here (0 = now)
  std::map<std::string, std::string> doors;  // group -> form action, if postern.pages.method_doors; else empty
  std::string return_to;                     // allowed already
  std::string codes_url;                     // download of the codes that this flow shows; "" = no link
  std::string totp_url;                      // otpauth: link of the pending key; "" = no link
  // What waits for this proof: `password profile totp totp_unlink lookup_secret_reveal lookup_secret_regenerate
  // lookup_secret_confirm lookup_secret_disable webauthn_register webauthn_rename webauthn_remove passkey_…`; "" =
  // nothing.
  std::string paused;
  std::string paused_name;  // of the key that it concerns
  int min_password_length = 8;

  // Somebody was signed out by time: said above the sign-in form.
  struct Ended {
    int hours = 0;         // the session's lifespan
    std::string going_to;  // name of the page they come from; "" = unknown
  };
  std::optional<Ended> ended;
  std::string known_identifier;  // fills the identifier if the flow has none

  struct Person {
    std::string name;        // display name; "" = use the identifier
    std::string identifier;  // as they sign in
  };
  std::optional<Person> person;

  struct Session {
    int aal = 1;
    std::vector<std::string> methods;  // `password`, `totp`, … in order of proof
    std::optional<base::Time> authenticated_at, expires_at;
  };
  std::optional<Session> session;

  struct Factors {  // facts that the store lacks stay unset, and are left out of the page
    std::optional<base::Time> password_changed_at;
    std::optional<base::Time> totp_added_at, totp_used_at;
    int codes_left = 0, codes_total = 0;
    std::optional<base::Time> codes_created_at, codes_used_at;
    bool second = false;  // some second factor is set up (home has no nodes to see it)
  };
  Factors factors;
  struct Enrolment {                  // everybody needs a second factor, and this person has none
    std::optional<base::Time> until;  // may do without so long; unset: nothing else is open
  };
  std::optional<Enrolment> enrolment;
  bool codes_renewed = false;  // the codes shown replace a set of which the last has just been used

  struct Key {  // a security key or passkey; name and day of adding stand in the label of its remove button
    std::string credential;  // lower hex, the value of that button
    std::string transports;  // `usb,nfc`; "" = unknown
    std::optional<base::Time> last_used_at;
    std::string group = "webauthn";  // or passkey
  };
  std::vector<Key> keys;
  std::string key_origin;  // where keys for this site work; "" = unknown

  struct SignedIn {  // a session of this person
    std::string id;
    bool here = false;  // the one that looks at the page
    base::Time at{};
    std::vector<std::string> methods;  // as in Session
    std::optional<base::Time> last_seen_at;
    std::string user_agent, address;  // as the browser sent it; with its place, where the store knows one
  };
  std::vector<SignedIn> sessions;  // settings only: this one, then the others, newest first
  std::int64_t sessions_not_shown = 0;
  struct Device {  // a browser that signs in without the second step
    std::string id, user_agent, address;
    base::Time at{}, used_at{};
  };
  std::vector<Device> devices;
  std::int64_t remember_days = 0;  // offered at the second step; 0 = not
  std::string sessions_url;        // the form that ends them
  std::string ended_sessions;      // `device`, `others`: just ended; "" = none

  struct Failure {
    // unsent: a form was not passed on by the gate; barred: it is closed to this account.
    enum class Why { record, busy, circle, unsent, barred };
    Why why = Why::record;
    std::string id;  // `security_csrf_violation`, …; "" possible
    int code = 500;  // HTTP status of the error
    std::string reason, message;
    std::string record;  // id of the error record; its first 8 characters are shown
    base::Time at{};
    std::string again_url;  // "Start again", "Try again"; "" = BASE/login
  };
  Failure failure;

  struct Setup {  // a new site; `made`: it is there now, `closed`: too many wrong words
    enum class State { asking, made, closed } state = State::asking;
    std::string url, user;                 // as typed, or a proposal
    std::string problem;                   // field that needs another look: `word url user password folder`; "" = none
    std::string detail;                    // of a folder that cannot be used
    std::optional<flow::Message> message;  // that says what is wrong
    Findings findings;                     // of a site that is made: what its owner should look at
  };
  Setup setup;

  struct Reset {  // /reset; link, cancelled, gone: of whom the mail's link leads there
    enum class State { ask, waiting, due, resting, link, cancelled, gone } state = State::ask;
    base::Time due{};
    base::Duration delay{};
    std::string csrf_token, token;  // the mail's
  };
  Reset reset;
};

// The whole document.
[[nodiscard]] std::string render(const PageView& view);

// Header Content-Security-Policy. `form_origins`: those of allowed_return_urls, default_browser_return_url and ui_url,
// because browsers apply form-action to the redirects after a post too. Own origin not needed; duplicates are dropped.
// `files_origin`: where style.css and the logo are, if that is another origin than the page's; else "".
[[nodiscard]] std::string content_security_policy(const std::vector<std::string>& form_origins,
                                                  const std::string& files_origin = {});

}  // namespace api
