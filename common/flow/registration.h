// The registration flow: made, shown, submitted (contract half B section 6). This engine owns the order of checks, as
// flow/login does. In the style profile_first the form has two steps, the profile and then a credential; the flow's
// `shows` says which one it is at, and the traits travel in the form, so nothing is kept for who never comes back.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "flow/method.h"
#include "flow/throttle.h"

namespace flow {

// Echo: whom the flow signed up last. It may be used again, by somebody else.
inline constexpr std::string_view kRegistered = "registered";

struct NewRegistration {
  bool browser = true;
  std::string request_url;
  std::string identity_schema;            // "" = the default one
  std::optional<base::TokenHash> csrf{};  // hash of the browser's CSRF secret
};

struct RegistrationOutcome {
  enum class Kind { registered, form, step, csrf_violation, method_disabled };  // step: the form went on, or back
  Kind kind = Kind::form;
  store::FlowRow flow;  // as stored now
  std::string slug;     // of a refusal, for the log
  // registered
  store::IdentityRow identity{};
  std::string method{};
  std::optional<session::Opened> opened{};  // with the hook `session`
  std::string known_browser{};              // cookie to set, "" = none
};

struct RegistrationSubmission {
  std::variant<Submission, std::string> body;  // fields, or why the body could not be read (message 4000001)
  CsrfVerdict csrf = CsrfVerdict::ok;
  session::Opening opening;  // of the session, if the configuration wants one
  Client client;
};

class RegistrationEngine {
 public:
  // `methods` in the contract's order of asking.
  RegistrationEngine(const Services& services, std::span<const Method* const> methods)
      : services_(services), methods_(methods) {}

  // Makes and stores a flow.
  store::FlowRow create(const NewRegistration& wanted, std::vector<PlacedMessage> messages = {});
  // The replacement of an expired flow: same kind, schema and request_url, and message 4040001.
  store::FlowRow replace_expired(const store::FlowRow& old, std::optional<base::TokenHash> csrf);
  [[nodiscard]] RegistrationOutcome submit(const store::FlowRow& flow, const RegistrationSubmission& submission);
  // Stores a refusal in the flow without a method's doing: a return_to that is no longer allowed.
  store::FlowRow refuse(const store::FlowRow& flow, std::vector<PlacedMessage> messages);

  // `csrf_token`: masked, "" for API flows.
  [[nodiscard]] Ui render(const store::FlowRow& flow, const std::string& csrf_token);

  [[nodiscard]] const identity::Schema& schema_of(const store::FlowRow& flow) const;

 private:
  enum class Step { profile, credentials };
  struct Attempt;
  [[nodiscard]] bool has_steps() const;
  [[nodiscard]] std::optional<Step> wanted_step(const Submission& fields) const;
  [[nodiscard]] const Method* find_claiming(const Submission& fields, const store::FlowRow& flow) const;
  [[nodiscard]] View view_of(const store::FlowRow& flow) const;
  // `traits`: what was submitted, to be shown again. `step`: where the form goes on; none = stays.
  RegistrationOutcome form(const store::FlowRow& flow, std::string_view method, std::vector<PlacedMessage> messages,
                           const base::Json* traits, std::optional<Step> step = {});
  std::optional<RegistrationOutcome> refused_by_csrf(const store::FlowRow& flow, std::string_view method,
                                                     CsrfVerdict verdict, const base::Json& traits);
  RegistrationOutcome refused(const Attempt& attempt, const Refusal& refusal);
  RegistrationOutcome run(Attempt& attempt);
  RegistrationOutcome finish(Attempt& attempt);

  const Services& services_;
  std::span<const Method* const> methods_;
};

// Contract half B 6.1, member by member. `transient_payload`: JSON, "" = left out (the answer to a step has it).
void write_registration_flow(base::JsonWriter& out, const store::FlowRow& flow, const Ui& ui,
                             std::string_view transient_payload, std::string_view exchange_code);

}  // namespace flow
