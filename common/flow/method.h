// The interface every sign-in method implements; the engines in flow/login, flow/settings and
// flow/registration know nothing else of them.
//
//   offer   adds the method's nodes to a form
//   claims  pure: is this body for me?  (several methods are claimed without `method`)
//   parse   field errors only; gives a Try that holds the input
//   prove   the slow part, outside any transaction: hashes, HMACs, network
//   commit  inside the engine's transaction: the one conditional statement; only it can make a Proof
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "flow/facts.h"
#include "flow/messages.h"
#include "flow/node.h"
#include "flow/services.h"
#include "flow/submission.h"
#include "session/session.h"
#include "store/credentials.h"
#include "store/flows.h"
#include "store/webauthn_keys.h"

namespace flow {

// The identity's credentials as the forms need them.
struct Credentials {
  bool has_password = false;
  std::vector<std::string> password_identifiers;
  std::optional<store::TotpRow> totp;
  std::vector<store::LookupCodeRow> codes;
  std::vector<store::WebauthnKeyRow> keys, passkeys;  // oldest first
};
[[nodiscard]] Credentials load_credentials(store::Tx& tx, const base::Uuid& identity);

// Read-only facts a method may look at.
struct View {
  const Services& services;
  base::Time now{};
  const store::FlowRow& flow;
  const session::Session* session = nullptr;     // of the request
  std::optional<store::IdentityRow> identity{};  // whom the flow is bound to; none while nobody is known
  Credentials credentials{};  // theirs; at sign-in of whom the identifier names that was asked for first
  Pending pending{};          // settings only
  Echo echo{};
  base::Bytes challenge{};  // rendering: what the form shows; proving: the taken one
  [[nodiscard]] const config::Essentials& essentials() const { return services.config.essentials; }
};

// The session that a settings flow was made for, by its current token. Only it is shown a pending key or codes: another
// session of the same person may be a thief's, and a renewed cookie's old token is one that may have been copied.
[[nodiscard]] bool is_own_flow(const store::FlowRow& flow, const session::Session& session);

struct Refusal {
  Message message;
  std::string node;           // "" = global
  bool already_used = false;  // a right code that was spent before: the throttle takes its charge back
};

using FieldErrors = std::vector<PlacedMessage>;

// What the form does instead of signing in: it goes on to another step, or asks again as it is.
struct NextStep {
  std::string shows{};            // FlowRow::shows from now on; "" = as it is
  std::optional<Message> says{};  // after the messages that are there
  bool identified = false;        // it knows now whom it is about: older messages go, and the form itself is the answer
};

// One attempt to sign in.
class LoginTry {
 public:
  virtual ~LoginTry() = default;
  // What the throttle counts by: the normalised identifier; "" = the identity of the session.
  [[nodiscard]] virtual std::string throttle_subject() const { return {}; }
  // The challenge that this answers, as the client says; the engine takes it before prove().
  [[nodiscard]] virtual std::optional<base::Bytes> challenge() const { return {}; }
  [[nodiscard]] virtual std::optional<Refusal> prove(const View& view) = 0;
  virtual base::Result<session::Proof, Refusal> commit(store::Tx& tx, const View& view) = 0;
  // Not done yet; none = go on to commit.
  [[nodiscard]] virtual std::optional<NextStep> next() const { return {}; }
};

// What a settings submission did.
struct Change {
  bool shows_only = false;              // reveal, regenerate: back to the form, nothing was changed yet
  std::string shows;                    // FlowRow::shows from now on
  std::optional<Pending> pending;       // replaces the flow's
  std::optional<session::Proof> proof;  // a factor was added: the session rises with it
  bool factor_removed = false;
  bool password_changed = false;
};

class SettingsTry {
 public:
  virtual ~SettingsTry() = default;
  // guarded: adding, showing or removing a factor, the password; privileged: a change of identifiers; free: the rest.
  enum class Privilege { free, privileged, guarded };
  [[nodiscard]] virtual Privilege privilege(const View& view) const = 0;
  // Proved before the privilege is looked at: an enrolment code would be too old after re-authentication.
  [[nodiscard]] virtual std::optional<Refusal> prove_early(const View&) { return {}; }
  [[nodiscard]] virtual std::optional<base::Bytes> challenge() const { return {}; }  // as LoginTry's
  [[nodiscard]] virtual std::optional<Refusal> prove(const View& view) = 0;
  virtual base::Result<Change, Refusal> commit(store::Tx& tx, const View& view) = 0;
  // What has to wait for re-authentication, as JSON text; Method::resume_settings reads it.
  [[nodiscard]] virtual std::string waits() const = 0;
  // Values to show again if it is refused (never a secret).
  [[nodiscard]] virtual std::vector<std::pair<std::string, base::Json>> echo() const { return {}; }
};

// Who is about to sign up: the traits are valid already.
struct Applicant {
  const identity::Schema& schema;
  base::Json traits;
};

// One attempt to sign up.
class RegistrationTry {
 public:
  virtual ~RegistrationTry() = default;
  [[nodiscard]] virtual std::optional<base::Bytes> challenge() const { return {}; }  // as LoginTry's
  [[nodiscard]] virtual std::optional<Refusal> prove(const View& view, const Applicant& applicant) = 0;
  // Stores the credential of an identity that was made in this transaction.
  virtual base::Result<session::Proof, Refusal> commit(store::Tx& tx, const View& view, const base::Uuid& identity) = 0;
};

class Method : protected session::ProofIssuer {
 public:
  virtual ~Method() = default;
  [[nodiscard]] virtual std::string_view id() const = 0;
  [[nodiscard]] virtual session::Aal proves() const = 0;
  // Most methods sign in at the one level they prove; a key may be a first or a second factor.
  [[nodiscard]] virtual bool signs_in_at(session::Aal level) const { return proves() == level; }
  [[nodiscard]] virtual bool enabled(const config::Essentials& essentials) const = 0;
  // What the settings add of it is a second factor: open to those who may only enrol one.
  [[nodiscard]] virtual bool enrols(const config::Essentials&) const { return proves() == session::Aal::aal2; }
  [[nodiscard]] virtual bool throttled() const { return false; }  // a guess at sign-in is charged

  // The form of this flow holds a challenge of this method.
  [[nodiscard]] virtual bool challenges_login(const View&) const { return false; }
  [[nodiscard]] virtual bool challenges_settings(const View&) const { return false; }
  [[nodiscard]] virtual bool challenges_registration(const View&) const { return false; }

  virtual void offer_login(const View&, std::vector<Node>&) const {}
  [[nodiscard]] virtual bool claims_login(const Submission&, const store::FlowRow&) const { return false; }
  [[nodiscard]] virtual base::Result<std::unique_ptr<LoginTry>, FieldErrors> parse_login(const Submission&) const;

  virtual void offer_settings(const View&, std::vector<Node>&) const {}
  [[nodiscard]] virtual bool claims_settings(const Submission&, const store::FlowRow&) const { return false; }
  [[nodiscard]] virtual base::Result<std::unique_ptr<SettingsTry>, FieldErrors> parse_settings(const Submission&,
                                                                                               const View&) const;
  // Values of a submission that was not even parsed, to show again (never a secret).
  [[nodiscard]] virtual std::vector<std::pair<std::string, base::Json>> echo_settings(const Submission&,
                                                                                      const View&) const {
    return {};
  }
  [[nodiscard]] virtual std::unique_ptr<SettingsTry> resume_settings(const base::Json&) const { return nullptr; }
  // What is wrong with the account that it can add none of this method's: said above the form.
  [[nodiscard]] virtual std::optional<Message> warn_settings(const View&) const { return {}; }
  // What a waiting submission is about, for the page that asks for the confirmation: `totp`, `totp_unlink`, …
  [[nodiscard]] virtual std::string describe_waiting(const base::Json&) const { return std::string(id()); }
  // Which of several things of its kind it concerns, by the name that its owner gave it; "" = there is but one.
  [[nodiscard]] virtual std::string name_waiting(const base::Json&, const Credentials&) const { return {}; }
  // A flow is being made (or a change was saved): what this method keeps pending for the form, e.g. a new TOTP key.
  virtual void prepare_settings(const View&, Pending&) const {}

  virtual void offer_registration(const View&, std::vector<Node>&) const {}
  [[nodiscard]] virtual bool claims_registration(const Submission&, const store::FlowRow&) const { return false; }
  [[nodiscard]] virtual base::Result<std::unique_ptr<RegistrationTry>, FieldErrors> parse_registration(
      const Submission&) const;

  // For a Try's commit, which is no Method itself.
  static session::Proof prove_completed(const base::Uuid& identity, session::Completed completed) {
    return issue(identity, std::move(completed));
  }
};

}  // namespace flow
