// A Proof is evidence that has been spent once. Only a method's commit can make one (flow::Method derives from
// ProofIssuer), and a session rises only with one.
#pragma once

#include <utility>

#include "base/uuid.h"
#include "session/aal.h"

namespace session {

class Proof {
 public:
  [[nodiscard]] const base::Uuid& identity() const { return identity_; }
  [[nodiscard]] const Completed& completed() const { return completed_; }

 private:
  friend class ProofIssuer;
  Proof(base::Uuid identity, Completed completed) : identity_(identity), completed_(std::move(completed)) {}
  base::Uuid identity_;
  Completed completed_;
};

class ProofIssuer {
 protected:
  static Proof issue(base::Uuid identity, Completed completed) { return {identity, std::move(completed)}; }
};

}  // namespace session
