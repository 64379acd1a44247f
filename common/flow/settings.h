// The settings flow: made, shown, submitted, and resumed after re-authentication. As in flow/login, the engine owns the
// order of checks (contract half B section 1, ARCHITECTURE section 3); methods are known by flow/method.h only.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "flow/method.h"
#include "flow/throttle.h"
#include "flow/waiting.h"

namespace flow {

struct SettingsOutcome {
  enum class Kind {
    saved,  // done: 1050001
    shown,  // reveal or regenerate: back to the form, nothing changed
    form,   // refused, messages are in the flow
    csrf_violation,
    method_disabled,
    needs_refresh,  // confirm with the first factor, then come back
    needs_aal2,     // prove a second factor first
    needs_aal2_refresh,
    needs_enrolment,  // a second factor is asked of everybody, and this is no way to set one up
    nothing,          // resume(): nothing waits
    session_ended,    // meanwhile
  };
  Kind kind = Kind::form;
  store::FlowRow flow;
  std::string slug, method;
  std::optional<session::Opened> raised;  // the session with its new token, if a factor was added
  std::string continuity;                 // key for the cookie of what now waits, "" = nothing waits
  std::string known_browser;              // cookie to set, "" = none
};

struct SettingsSubmission {
  std::variant<Submission, std::string> body;
  CsrfVerdict csrf = CsrfVerdict::ok;
  const session::Session* session = nullptr;  // never null
  Client client;
};

class SettingsEngine {
 public:
  // `methods` are asked whether a body is for them; a door passes its one. `all` keep what is pending for the whole
  // form.
  SettingsEngine(const Services& services, std::span<const Method* const> methods, std::span<const Method* const> all)
      : services_(services), methods_(methods), all_(all) {}
  SettingsEngine(const Services& services, std::span<const Method* const> methods)
      : SettingsEngine(services, methods, methods) {}

  store::FlowRow create(const session::Session& session, bool browser, std::string request_url,
                        std::optional<base::TokenHash> csrf, std::vector<PlacedMessage> messages = {});
  store::FlowRow replace_expired(const store::FlowRow& old, const session::Session& session,
                                 std::optional<base::TokenHash> csrf);
  [[nodiscard]] SettingsOutcome submit(const store::FlowRow& flow, const SettingsSubmission& submission);
  // A non-prefetch HTML GET of a session that was re-proved since: does what waits, once.
  [[nodiscard]] SettingsOutcome resume(const store::FlowRow& flow, const session::Session& session,
                                       const std::string& continuity, const Client& client);
  [[nodiscard]] Ui render(const store::FlowRow& flow, const session::Session& session, const std::string& csrf_token);
  // What the session would need for a guarded change (a factor, the password): saved = nothing.
  [[nodiscard]] SettingsOutcome::Kind missing_for(SettingsTry::Privilege privilege,
                                                  const session::Session& session) const;

 private:
  [[nodiscard]] View view_of(const store::FlowRow& flow, const session::Session& session) const;
  struct Sender {
    const Client& client;
    const std::string* continuity = nullptr;  // of what waited
  };
  SettingsOutcome run(const Method& method, SettingsTry& trial, View& view, const Sender& sender);
  SettingsOutcome finish(const Method& method, SettingsTry& trial, const View& view, const Sender& sender);
  SettingsOutcome form(const View& view, std::string_view method, std::vector<PlacedMessage> messages,
                       std::vector<std::pair<std::string, base::Json>> echo);
  void store_saved(store::Tx& tx, const View& view, const Method& method, const Change& change, const Client& client,
                   SettingsOutcome& outcome);
  void remember_or_forget(store::Tx& tx, const View& view, const Change& change, const Client& client,
                          SettingsOutcome& outcome);
  [[nodiscard]] bool is_open(const Method& method, const session::Session& session) const;
  [[nodiscard]] Order order_for(const session::Session& session) const;

  const Services& services_;
  std::span<const Method*const> methods_, all_;
};

// Members that only a direct answer has, as JSON texts; "" = no member.
struct SettingsExtras {
  std::string continue_with;
  std::string transient_payload;
};
// Contract half B 1.2, member by member.
void write_settings_flow(base::JsonWriter& out, const store::FlowRow& flow, const Ui& ui,
                         const session::Session& session, const std::string& base_url, const SettingsExtras& extras);

}  // namespace flow
