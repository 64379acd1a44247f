// What follows once somebody's first or second factor has been spent, whoever checked it: a method of the form
// (flow/login) or the web server (api/remote_user). One place, so that no way in forgets the rescue file, the hooks,
// the remembered browser or the audit log.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "flow/method.h"
#include "flow/rescue.h"
#include "flow/throttle.h"

namespace flow {

struct Entrant {
  std::string_view method;
  const session::Session* before = nullptr;  // of the request
  const session::Opening& opening;           // of a new session
  const Client& client;
  bool begins = true;  // a first step, not a second one and no confirmation
  bool fresh = true;   // no confirmation
  base::Time now{};
};

struct Entered {
  session::Opened opened;
  bool rescued = false;       // by a rescue file: they have no second factor any more
  bool same_person = false;   // the request had a session of the same identity
  std::string known_browser;  // cookie to set, "" = none
};

class Entry {
 public:
  Entry(const Services& services, const Entrant& entrant);
  // Inside the transaction that spent the proof, and may run twice. Throws a Refusal, which undoes it.
  [[nodiscard]] Entered enter(store::Tx& tx, const session::Proof& proof);
  // After the commit.
  void finish(const Entered& entered) const;

 private:
  std::optional<session::Opened> open_or_raise(store::Tx& tx, const store::IdentityRow& identity,
                                               const session::Proof& proof, bool same_person) const;
  const Services& services_;
  const Entrant entrant_;
  std::optional<Rescue> rescue_;
};

}  // namespace flow
