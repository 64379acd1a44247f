// The login flow: made, shown, submitted. This engine owns the order of checks (ARCHITECTURE section 3, contract half A
// section 4), so that no method repeats it; it knows methods only by flow/method.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "flow/entry.h"
#include "flow/throttle.h"

namespace flow {

struct NewLogin {
  bool browser = true;
  session::Aal requested = session::Aal::aal1;
  bool refresh = false;
  std::string request_url;
  std::string identity_schema, organization_id;
  std::optional<base::TokenHash> csrf;        // hash of the browser's CSRF secret
  const session::Session* session = nullptr;  // a flow that raises or refreshes is bound to it
};

// What stands between a stored flow and its submission (contract half A 4.6, steps 2 to 4).
enum class LoginCheck { ok, already_signed_in, aal1_required, expired, other_person };

struct LoginOutcome {
  enum class Kind { signed_in, next_step, identified, form, csrf_violation, method_disabled };
  Kind kind = Kind::form;
  store::FlowRow flow;           // as stored now
  std::int64_t retry_after = 0;  // seconds, if throttled
  std::string slug;              // of a refusal, for doors and the log
  std::string method;
  std::optional<Entered> entered;  // signed_in
  std::string remembered_device;   // cookie to set, "" = none
};

struct LoginSubmission {
  std::variant<Submission, std::string> body;  // fields, or why the body could not be read (message 4000001)
  CsrfVerdict csrf = CsrfVerdict::ok;
  const session::Session* session = nullptr;
  session::Opening opening;  // of a new session
  Client client;
};

class LoginEngine {
 public:
  // `methods` in the contract's order of asking; a door passes its one method.
  LoginEngine(const Services& services, std::span<const Method* const> methods)
      : services_(services), methods_(methods) {}

  // Makes and stores a flow with its first messages, then `messages`.
  store::FlowRow create(const NewLogin& wanted, std::vector<PlacedMessage> messages = {});
  // The replacement of an expired flow: same kind, level, refresh and request_url, and message 4010001.
  store::FlowRow replace_expired(const store::FlowRow& old, const session::Session* session,
                                 std::optional<base::TokenHash> csrf);

  [[nodiscard]] LoginCheck check(const store::FlowRow& flow, const session::Session* session) const;
  [[nodiscard]] LoginOutcome submit(const store::FlowRow& flow, const LoginSubmission& submission);
  // Stores a refusal in the flow without a method's doing: a bad return_to at the end, "already signed in".
  store::FlowRow refuse(const base::Uuid& flow, std::vector<PlacedMessage> messages);

  // `csrf_token`: masked, "" for API flows.
  [[nodiscard]] Ui render(const store::FlowRow& flow, const std::string& csrf_token);

 private:
  struct Attempt;
  const Method* find_claiming(const Submission& fields, const store::FlowRow& flow) const;
  [[nodiscard]] View view_of(const store::FlowRow& flow, const session::Session* session) const;
  LoginOutcome form(const store::FlowRow& flow, std::string_view method, std::vector<PlacedMessage> messages,
                    const Submission* fields, std::string_view active = {});
  LoginOutcome refused(const Attempt& attempt, const Refusal& refusal);
  LoginOutcome run(Attempt& attempt);
  LoginOutcome next_step(const Attempt& attempt, const NextStep& next);
  [[nodiscard]] bool asks_to_remember(const Attempt& attempt, const session::Session& session) const;
  LoginOutcome finish(Attempt& attempt);

  const Services& services_;
  std::span<const Method* const> methods_;
};

// Members that only a direct answer has; "" = no member.
struct LoginExtras {
  std::string exchange_code;      // of the answer that makes an API flow
  std::string transient_payload;  // JSON, of the answer to a step
};
// Contract half A 4.1, member by member.
void write_login_flow(base::JsonWriter& out, const store::FlowRow& flow, const Ui& ui, const LoginExtras& extras);
// The `return_to` in a flow's request_url, "" if none.
[[nodiscard]] std::string return_to_of(const store::FlowRow& flow);
// flows.<flow>.after hooks of a method: a list of its own replaces the global one.
[[nodiscard]] bool has_hook(const config::Hooks& hooks, std::string_view method, std::string_view hook);
// 4000043: a challenge that was answered before, has expired, or was never this flow's.
[[nodiscard]] Refusal stale_challenge();
// The form token, always first to be drawn; groups and keys decide where it ends up.
[[nodiscard]] Node csrf_node(const std::string& token);

}  // namespace flow
