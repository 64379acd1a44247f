// Sign-in through identity providers: never there, but asked like every method, so that an application that offers it
// learns that the site does not (contract half A 4.6, steps 5 and 6).
#include "methods/methods.h"

namespace methods {
namespace {

class Oidc final : public flow::Method {
 public:
  std::string_view id() const override { return "oidc"; }
  session::Aal proves() const override { return session::Aal::aal1; }
  bool enabled(const config::Essentials&) const override { return false; }

  bool claims_login(const flow::Submission& fields, const store::FlowRow&) const override {
    const auto method = fields.text("method");
    return !fields.text("provider").empty() && (method.empty() || method == "oidc");
  }
};

}  // namespace

const flow::Method& oidc() {
  static const Oidc method;
  return method;
}

}  // namespace methods
